"""Demands, witnesses, the chronology and bundles in words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.rules.bundles import BundleStatus, Recipient
from conduct.rules.chronology import in_words
from conduct.rules.demands import DEMAND, SERVICE, DemandStatus
from conduct.rules.demands import in_words as demand_in_words
from conduct.web.presenters.evidence import beside
from conduct.web.presenters.letters import state
from conduct.workflow import FINISHED, Status
from kernel.clocks import Channel, format_date, format_instant, today
from kernel.deadlines import deadline
from kernel.files.serving import may_be_opened
from kernel.permissions import can

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conduct.models import (
        Bundle,
        Case,
        CaseFile,
        ChronologyLine,
        CourtDisclosure,
        DocumentDemand,
        Letter,
        SpecialMeasure,
        Witness,
    )
    from kernel.models import User

LATE = {"Late": "red", str(DemandStatus.OPEN.label): "blue"}
BUNDLES = {BundleStatus.ASKED: "blue", BundleStatus.MADE: "green", BundleStatus.FAILED: "red"}


def _may_keep(case: "Case", user: "User") -> bool:
    return case.status not in FINISHED and can(user, Permission.EVIDENCE_KEEP)


def _exhibit(exhibit: "CaseFile", *, sub: str = "") -> dict[str, Any]:
    href = reverse("conduct:exhibit", args=[exhibit.case.reference, exhibit.number])
    return {"text": f"Exhibit {exhibit.number}", "href": href, "sub": sub}


def demands_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """The demands of a case, each with its deadline and what came of it."""
    may_keep, may_write = _may_keep(case, user), can(user, Permission.LETTER_SEND)
    return {
        **beside(case, user=user, heading="Demands for documents", current="conduct:demands"),
        "may_keep": may_keep,
        "demands": [
            _demand(one, at=at, may_keep=may_keep, may_write=may_write) for one in queries.demands_of(case=case)
        ],
    }


def _demand(one: "DocumentDemand", *, at: datetime, may_keep: bool, may_write: bool) -> dict[str, Any]:
    state = demand_in_words(status=one.status, due_at=one.due_at, answered_at=one.answered_at, at=at)
    counted = deadline(
        rule_set=one.rule_set, parameter=DEMAND, beginning=SERVICE, begins_on=today(one.served_at), ends_at=one.due_at
    )
    facts: list[dict[str, Any]] = [
        {
            "key": "State",
            "value": {"text": state, "tag": LATE.get(state, "grey"), "data_test": "demand-state"},
        },
        {"key": "To", "value": one.addressee},
        {"key": "What", "value": one.what},
        {"key": "Under", "value": one.legal_basis},
        {"key": "Sent", "value": f"{format_instant(one.sent_at)} by {one.sent_by.name}, {one.get_channel_display()}"},
        {"key": "Due", "value": {"text": f"by the end of {format_date(counted.last_day)}", "sub": counted.words}},
    ]
    if one.ended_by and one.answered_at:
        facts.append({"key": "Ended", "value": f"{format_instant(one.answered_at)}, entered by {one.ended_by.name}"})
        shown = [_exhibit(one.exhibit)] if one.exhibit else []
        facts.append({"key": "What came of it", "value": [one.outcome, *shown]})
    facts += [_letter(letter) for letter in one.letters.all()]
    waits = one.status == DemandStatus.OPEN
    as_letter = waits and may_write and one.channel != Channel.EMAIL and today(one.sent_at) == today(at)
    write = reverse("conduct:demand_letter", args=[one.case.reference, one.number])
    end = reverse("conduct:demand_end", args=[one.case.reference, one.number])
    return {
        "number": one.number,
        "facts": facts,
        "end": end if waits and may_keep else "",
        "write": write if as_letter else "",
    }


def _letter(letter: "Letter") -> dict[str, Any]:
    href = reverse("conduct:letter", args=[letter.case.reference, letter.number])
    return {"key": "Letter", "value": {"text": f"Letter {letter.number}", "href": href, "sub": state(letter)["text"]}}


def witnesses_page(case: "Case", *, user: "User") -> dict[str, Any]:
    """The witnesses, the concerns whose reporters could become one, and what a court ordered.

    Whoever examines or decides reads who is to be heard, what measures are asked for, and no statement that the
    manager was not given; nor that somebody raised the concern.
    """
    may_keep, reads_all = _may_keep(case, user), queries.reads_working_papers(user=user)
    witnesses = list(queries.witnesses_of(case=case))
    given = set(queries.disclosed_to_manager(case=case).values_list("exhibit", flat=True))
    agreed = {one.concern_id for one in witnesses}
    concerns = [one.concern_id for one in case.case_concerns.order_by("concern") if one.concern_id not in agreed]
    may_rule = can(user, Permission.CASE_DETERMINE) and case.status == Status.HEARING
    return {
        **beside(case, user=user, heading="Witnesses", current="conduct:witnesses"),
        "may_keep": may_keep,
        "witnesses": [_witness(one, may_rule=may_rule, reads_all=reads_all, given=given) for one in witnesses],
        "concerns": concerns if may_keep else [],
        "reads_all": reads_all,
        "orders": [_order(case, one, user) for one in case.court_disclosures.select_related("exhibit", "given_by")]
        if reads_all
        else [],
    }


def _witness(witness: "Witness", *, may_rule: bool, reads_all: bool, given: set[int]) -> dict[str, Any]:
    facts: list[dict[str, Any]] = [
        {"key": "Who they are", "value": witness.role},
        {"key": "Added", "value": f"{format_instant(witness.added_at)} by {witness.added_by.name}"},
    ]
    if witness.consent and reads_all:
        facts.append({"key": "Agreed", "value": _consent(witness), "data_test": "consent"})
    statements = [
        _exhibit(
            one.exhibit,
            sub=f"Version {one.number}, " + (f"signed {format_date(one.signed_on)}" if one.signed_on else "not signed"),
        )
        for one in witness.statements.all()
        if reads_all or one.exhibit_id in given
    ]
    facts.append({"key": "Statements", "value": statements or "None yet"})
    return {
        "number": witness.number,
        "name": witness.name,
        "facts": facts,
        "measures": [_measure(witness, one, may_rule=may_rule) for one in witness.measures.all()],
    }


def _consent(witness: "Witness") -> str:
    shown = f"Exhibit {witness.consent_exhibit.number}" if witness.consent_exhibit else "their message"
    if witness.consent_message:
        shown += f" of {format_instant(witness.consent_message.at)}"
    return f"{witness.get_consent_display()}: {shown}"


def _measure(witness: "Witness", one: "SpecialMeasure", *, may_rule: bool) -> list[Any]:
    if one.granted is None:
        args = [witness.case.reference, witness.number, one.pk]
        ruled: Any = {"text": "Waits for the panel"}
        if may_rule:
            ruled = {"text": "Rule on it", "href": reverse("conduct:measure_rule", args=args)}
    else:
        by = one.ruled_by.name if one.ruled_by else ""
        text = f"Granted: {one.known_as}" if one.known_as else "Granted" if one.granted else "Refused"
        ruled = {"text": text, "sub": f"{one.ruling} {by}", "data_test": "ruling"}
    return [one.get_measure_display(), {"text": one.reason, "sub": one.asked_by.name}, ruled]


def _order(case: "Case", one: "CourtDisclosure", user: "User") -> list[Any]:
    given: Any = "Waits for a second person"
    if one.given_by and one.given_at:
        given = {"text": f"{format_instant(one.given_at)} by {one.given_by.name}", "sub": one.given_words}
    elif can(user, Permission.EVIDENCE_DISCLOSE) and one.recorded_by_id != user.pk:
        given = {
            "text": "Record that it was given",
            "href": reverse("conduct:court_give", args=[case.reference, one.pk]),
        }
    number = {"text": f"{one.court}, {one.order_reference}", "sub": format_date(one.ordered_on)}
    return [number, {"text": one.what, "sub": f"Exhibit {one.exhibit.number}"}, one.to_whom, given]


def chronology_page(case: "Case", *, user: "User") -> dict[str, Any]:
    """The lines in order. What was put to the manager stands with what they did."""
    may_keep = _may_keep(case, user)
    reads_all = queries.reads_working_papers(user=user)
    lines = list(queries.chronology_of(case=case)) if reads_all else queries.disclosed_chronology(case=case)
    return {
        **beside(case, user=user, heading="Chronology", current="conduct:chronology"),
        "may_keep": may_keep,
        "has_exhibits": queries.exhibits_of(case=case).exists(),
        "put": sum(line.is_concern_put for line in lines),
        "rows": [_line(line, may_keep=may_keep) for line in lines],
    }


def _line(line: "ChronologyLine", *, may_keep: bool) -> list[Any]:
    when: dict[str, Any] = {"text": in_words(year=line.year, month=line.month, day=line.day)}
    if may_keep:
        when["href"] = reverse("conduct:line", args=[line.case.reference, line.pk])
    did = f"A concern put to the manager. What they did: {line.manager_did}" if line.is_concern_put else ""
    exhibits = [line.exhibit, *(tie.exhibit for tie in line.ties.all())]
    shown = ", ".join(f"Exhibit {one.number}" for one in exhibits)
    return [when, line.who, {"text": line.text, "sub": did}, {"text": shown, "sub": line.place}]


def line_as_typed(line: "ChronologyLine") -> dict[str, Any]:
    """A line as the form has it."""
    return {
        "year": line.year,
        "month": str(line.month or ""),
        "day": line.day or "",
        "who": line.who,
        "text": line.text,
        "is_concern_put": line.is_concern_put,
        "manager_did": line.manager_did,
        "place": line.place,
        "exhibits": [str(line.exhibit.number), *(str(tie.exhibit.number) for tie in line.ties.all())],
    }


def bundles_page(case: "Case", *, user: "User") -> dict[str, Any]:
    """The bundles, what is in each, and who was given it."""
    found = list(queries.bundles_of(case=case))
    left_out = queries.chronology_of(case=case).count() - len(queries.disclosed_chronology(case=case))
    return {
        **beside(case, user=user, heading="Bundles", current="conduct:bundles"),
        "may_keep": _may_keep(case, user),
        "is_waiting": any(one.status == BundleStatus.ASKED for one in found),
        "left_out": left_out,
        "bundles": [_bundle(one, user) for one in found],
    }


def _bundle(one: "Bundle", user: "User") -> dict[str, Any]:
    facts: list[dict[str, Any]] = [
        {
            "key": "State",
            "value": {
                "text": one.get_status_display(),
                "tag": BUNDLES[BundleStatus(one.status)],
                "sub": one.failure,
                "data_test": "bundle-state",
            },
        },
        {"key": "Asked for", "value": f"{format_instant(one.asked_at)} by {one.asked_by.name}"},
    ]
    if one.file and one.made_at:
        name: dict[str, Any] = {"text": f"Bundle {one.number}, {one.pages} pages", "sub": filesizeformat(one.file.size)}
        if can(user, Permission.CASE_FILE_OPEN) and may_be_opened(one.file):
            name |= {"href": reverse("conduct:evidence_file", args=[one.case.reference, one.file_id])}
        facts += [
            {"key": "Made", "value": format_instant(one.made_at)},
            {"key": "File", "value": name},
            {"key": "SHA-256", "value": one.file.digest, "data_test": "bundle-digest"},
        ]
    may_give = one.status == BundleStatus.MADE and one.asked_by_id != user.pk
    return {
        "number": one.number,
        "facts": facts,
        "documents": [_document(document) for document in one.documents.all()],
        "gifts": [_gift(gift) for gift in one.gifts.all()],
        "give": reverse("conduct:bundle_give", args=[one.case.reference, one.number])
        if may_give and can(user, Permission.EVIDENCE_DISCLOSE)
        else "",
    }


def _document(document: Any) -> list[Any]:
    mark = f"E{document.exhibit.number}" if document.version else f"M{document.exhibit.number}"
    first, last = f"B{document.first_page}", f"B{document.last_page}"
    pages = first if first == last else f"{first} to {last}"
    return [mark, document.exhibit.description, pages, document.digest]


def _gift(gift: Any) -> list[Any]:
    return [gift.get_recipient_display(), format_instant(gift.at), {"text": gift.by.name, "sub": gift.words}]


def own_bundles(case: "Case") -> "Iterable[list[Any]]":
    """The bundles that a manager was given."""
    return [
        [
            {
                "text": f"Bundle {one.number}, {one.pages} pages",
                "href": reverse("conduct:own_case_evidence", args=[case.reference, one.file_id]),
                "data_test": "bundle-file",
            },
            format_instant(one.made_at) if one.made_at else "",
            one.file.digest if one.file else "",
        ]
        for one in queries.bundles_given(case=case, recipient=Recipient.MANAGER)
    ]
