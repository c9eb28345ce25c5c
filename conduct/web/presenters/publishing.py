"""Published decisions and hearings to come in words: for anybody, and for staff who prepare them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from conduct import queries
from conduct.queries import published
from conduct.queries.published import PublicHearing
from conduct.rules.bundles import in_place_of
from conduct.rules.deadlines import until
from conduct.rules.determining import PUBLISHED
from conduct.rules.publishing import with_left_out
from conduct.web.presenters.decisions import findings_in_words, sanction_words
from conduct.web.presenters.sections import sections_of
from conduct.workflow import PENDING_APPEAL, AppealStatus
from kernel import rulesets
from kernel.clocks import format_date, format_instant
from kernel.deadlines import longest

if TYPE_CHECKING:
    from conduct.models import Case, Determination, Publication
    from kernel.models import User

PUBLICATION: Final = "conduct:publication"


def hearing_rows(hearings: Iterable[PublicHearing]) -> list[list[Any]]:
    """The public list of hearings."""
    return [
        [
            [f"{day:%A} {format_date(day)}" for day in one.days],
            one.starts,
            {"text": one.name or "Heard in private", "sub": one.registration_number},
            one.place or ("Not open to the public" if one.is_private else "By video: ask us for the link"),
            {"text": one.status, "sub": "Parts are heard in private" if one.partly_private else ""},
        ]
        for one in hearings
    ]


def decision_page(publication: "Publication", *, at: datetime) -> dict[str, Any]:
    """A decision as anybody reads it."""
    decision = publication.determination
    case = decision.of_case
    name = queries.names_of(person_ids=[case.person_id], at=at).get(case.person_id, "")
    rows = [
        {"key": "Registration number", "value": case.person.registration_number or "None"},
        {"key": "Outcome", "value": sanction_words(decision), "data_test": "outcome"},
        {"key": "Decided", "value": format_instant(decision.decided_at)},
    ]
    if decision.served_at:
        rows.append({"key": "Served", "value": format_instant(decision.served_at)})
    if decision.in_effect_at:
        rows.append({"key": "In effect from", "value": format_instant(decision.in_effect_at)})
    return {
        "reference": case.reference,
        "name": name,
        "rows": [*rows, {"key": "Appeal", "value": _appeal(decision), "data_test": "appeal"}],
        "parts": parts_of(decision, left_out=list(publication.left_out.values_list("passage", "because"))),
    }


def _appeal(decision: "Determination") -> str:
    appeal = decision.of_case.appeals.filter(recorded_at__gte=decision.decided_at).last()
    if appeal is None:
        return "None"
    if appeal.status in PENDING_APPEAL:
        return "Under appeal. The order is stayed" if appeal.status == AppealStatus.STAYED else "Under appeal"
    words = f" in the decision’s place: {sanction_words(appeal)}" if appeal.outcome else ""
    return f"{appeal.get_status_display()}{words}"


def parts_of(decision: "Determination", *, left_out: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Each part of a decision as it is published: without what is left out, anonymous witnesses as they are known."""
    case = decision.of_case
    known_as = queries.anonymous_witnesses(case=case)
    put = [
        {"heading": f"Allegation {one.number} as it was put", "found": one.text, "text": one.particulars}
        for one in case.allegations.all()
    ]
    parts = [*put, *findings_in_words(decision)]
    return [
        {name: in_place_of(with_left_out(part[name], left_out=left_out), known_as=known_as) for name in PART}
        for part in parts
    ]


PART: Final = ("heading", "found", "text")


def publication_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """For staff: how far the publication is, what is left out, and the decision as it would be read."""
    decision, publication = getattr(case, "determination", None), published.publication_of(case=case)
    is_up = published.is_published(publication=publication, at=at)
    left_out = list(publication.left_out.all()) if publication else []
    return {
        "case": case,
        "heading": "Publication of the decision",
        "sections": sections_of(case, user=user, current="conduct:case_outcome"),
        "may_be": decision is not None and decision.outcome in PUBLISHED and bool(decision.served_at),
        "publication": publication,
        "is_up": is_up,
        "is_ready": publication is not None and publication.published_at is None,
        "is_own": publication is not None and publication.prepared_by_id == user.pk,
        "path": reverse("conduct:decision", args=[case.reference]),
        "facts": _facts(publication, is_up) if publication else [],
        "private_parts": [part.part for hearing in case.hearings.all() for part in hearing.private_parts.all()],
        "left_out": [
            [one.passage, one.get_because_display(), *_put_back(case, one.pk, publication)] for one in left_out
        ],
        "parts": parts_of(decision, left_out=[(one.passage, one.because) for one in left_out])
        if publication and decision
        else [],
    }


def _put_back(case: "Case", pk: int, publication: "Publication | None") -> list[Any]:
    if publication is None or publication.published_at is not None:
        return [""]
    there = reverse("conduct:publication_put_back", args=[case.reference, pk])
    return [{"text": "Publish it after all", "href": there}]


def _facts(publication: "Publication", is_up: bool) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"key": "State", "value": _state(publication, is_up), "data_test": "publication-state"},
        {"key": "Prepared", "value": f"{format_instant(publication.prepared_at)} by {publication.prepared_by.name}"},
    ]
    if publication.published_at and publication.checked_by:
        checked = f"{format_instant(publication.published_at)} by {publication.checked_by.name}"
        rows.append({"key": "Checked and published", "value": checked})
    if publication.taken_down_at:
        rows.append({"key": "Taken down", "value": format_instant(publication.taken_down_at)})
        rows.append({"key": "Why", "value": publication.taken_down_because})
    return [*rows, {"key": "Until", "value": _until(publication), "data_test": "published-until"}]


def _state(publication: "Publication", is_up: bool) -> dict[str, str]:
    if is_up:
        return {"text": "Published", "tag": "green"}
    if publication.published_at is not None:
        return {"text": "Not published any more: its time is over, or a court quashed the decision", "tag": "grey"}
    taken_down = publication.taken_down_at is not None
    return {"text": "Taken down" if taken_down else "Prepared, not checked", "tag": "grey" if taken_down else "yellow"}


def _until(publication: "Publication") -> dict[str, str]:
    rule_set = publication.rule_set or rulesets.row_in_force(publication.prepared_at)
    after = longest(rule_set=rule_set, parameter="decision_published_months")
    there, ends_at = published.publication_ends(publication=publication)
    words = until(ends_at) if ends_at else "As long as the order lasts" if there else "Nothing is on the register by it"
    return {"text": words, "sub": f"A warning with its term; an order, and after its end {after}"}
