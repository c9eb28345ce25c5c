"""What a case is proved by: who agreed to be a witness, what was demanded and when, and what stands in a bundle."""

import io
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from conduct import actions, queries
from conduct.actions.bundles import make_bundles
from conduct.models import Bundle, BundleDocument, BundleGift, Case, CaseFile, DocumentDemand, SpecialMeasure, Witness
from conduct.rules import bundles as bundling
from conduct.rules import chronology, demands
from conduct.rules.demands import DemandStatus
from conduct.rules.panels import NotOnThePanel
from conduct.rules.witnesses import Measure, NoConsent, RuledAlready
from conduct.workflow import Status
from kernel.errors import ActionRefused
from kernel.files.examining import bound
from kernel.files.serving import served_copy
from kernel.files.store import Copy, read
from kernel.history import acting
from kernel.models import RuleSet
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.builders import Cast, case_in, listed
from tests.factories.conduct import OPENED_AT, exhibit, raised_concern
from tests.factories.files import examined, pdf, picture
from tests.factories.kernel import user_with
from tests.races import refusals


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.CLAMD_URL = tmp_path, ""


def line(*exhibits: CaseFile, **said: Any) -> actions.Line:
    given = {"year": 2026, "month": None, "day": None, "who": "The manager", "text": "was told", "place": ""}
    return actions.Line(**{**given, "is_concern_put": False, "manager_did": "", "exhibits": exhibits, **said})


@pytest.mark.parametrize(
    ("when", "words"),
    [((2026, 3, 4), "4 March 2026"), ((2026, 3, None), "March 2026"), ((2026, None, None), "2026")],
)
def test_a_date_is_said_as_far_as_it_is_known(when: tuple[int, int | None, int | None], words: str) -> None:
    year, month, day = when
    assert chronology.in_words(year=year, month=month, day=day) == words


@pytest.mark.parametrize(
    ("when", "is_past"),
    [
        ((2026, 11, 2), True),
        ((2026, 11, 3), False),
        ((2026, 11, None), True),
        ((2026, 12, None), False),
        ((2027, None, None), False),
        ((2026, None, 3), False),
        ((2026, 2, 30), False),
    ],
)
def test_a_line_is_about_the_past_and_a_real_date(when: tuple[int, int | None, int | None], is_past: bool) -> None:
    year, month, day = when
    asked: dict[str, Any] = {"year": year, "month": month, "day": day, "today": date(2026, 11, 2)}
    if is_past:
        chronology.require_past(**asked)
    else:
        with pytest.raises(chronology.NoSuchDay):
            chronology.require_past(**asked)


DUE = datetime.fromisoformat("2026-11-20T00:00+00:00")
BEFORE, AFTER = DUE - timedelta(seconds=1), DUE


@pytest.mark.parametrize(
    ("status", "answered_at", "at", "words"),
    [
        (DemandStatus.OPEN, None, BEFORE, "Waits for an answer"),
        (DemandStatus.OPEN, None, AFTER, "Late"),
        (DemandStatus.ANSWERED, BEFORE, AFTER, "Answered"),
        (DemandStatus.ANSWERED, AFTER, AFTER, "Answered, late"),
        (DemandStatus.REFUSED, AFTER, AFTER, "Refused, late"),
        (DemandStatus.WITHDRAWN, AFTER, AFTER, "Withdrawn"),
    ],
)
def test_a_demand_is_late_from_its_instant_on(status: str, answered_at: Any, at: datetime, words: str) -> None:
    assert demands.in_words(status=status, due_at=DUE, answered_at=answered_at, at=at) == words


def test_pages_are_numbered_through_and_names_replaced() -> None:
    assert bundling.spans([2, 1, 3]) == [(1, 2), (3, 3), (4, 6)]
    assert bundling.in_place_of("Ama said", known_as=[("Ama", "Witness A")]) == "Witness A said"


def demanded(case: Case, cast: Cast, **said: Any) -> Any:
    given = {"addressee": "The trust", "what": "The rota", "legal_basis": "Order, article 9", "channel": "post"}
    return actions.demand_documents(**{"case": case, "by": cast.investigator, "at": OPENED_AT, **given, **said})


@pytest.mark.django_db
def test_a_demand_is_due_in_the_rule_sets_period_after_service_and_ends_once_with_an_exhibit() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    made = demanded(case, cast)
    days = RuleSet.objects.get().parameters["document_demand_days"]
    assert made.due_at.date() - made.served_at.date() == timedelta(days=days)
    assert [one.number for one in queries.late_demands(user=cast.investigator, at=made.due_at)] == [1]
    assert not queries.late_demands(user=cast.investigator, at=made.due_at - timedelta(seconds=1))
    assert not queries.late_demands(user=user_with(Role.CASEWORKER), at=made.due_at)
    ended = {"demand": made, "status": DemandStatus.REFUSED, "outcome": "No.", "by": cast.caseworker, "at": OPENED_AT}
    actions.end_demand(**ended, exhibit=exhibit(case, by=cast.caseworker))
    with pytest.raises(demands.DemandEnded):
        actions.end_demand(**ended, exhibit=exhibit(case, by=cast.caseworker))
    with pytest.raises(IntegrityError, match="once"), transaction.atomic(), acting(user=system_user_id()):
        connection.cursor().execute("UPDATE conduct_documentdemand SET outcome = 'Yes.'")
    other, more = exhibit(case_in(Status.INVESTIGATION), by=user_with(Role.CASEWORKER)), demanded(case, cast)
    with pytest.raises(IntegrityError, match="same case"), transaction.atomic():
        actions.end_demand(**{**ended, "demand": more}, exhibit=other)
    with pytest.raises(demands.NotShown):
        actions.end_demand(**{**ended, "demand": more}, exhibit=None)
    with pytest.raises(IntegrityError, match="ends_with_evidence"), transaction.atomic(), acting(user=cast.caseworker):
        DocumentDemand.objects.filter(pk=more.pk).update(
            status="refused", outcome="No.", ended_by=cast.caseworker, answered_at=OPENED_AT
        )
    actions.end_demand(**{**ended, "demand": more, "status": DemandStatus.WITHDRAWN}, exhibit=None)
    assert not queries.late_demands(user=cast.investigator, at=made.due_at)


@pytest.mark.django_db
def test_whoever_raised_a_concern_is_a_witness_only_by_consent_and_postgresql_sees_to_it() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    concern, other = raised_concern(), raised_concern()
    for one in (concern, other):
        actions.triage_concern(concern=one, by=cast.caseworker, at=OPENED_AT)
    actions.join_case(concern=concern, case=case, by=cast.caseworker, at=OPENED_AT)
    asked = actions.ask_for_consent(case=case, concern=concern, by=cast.investigator, at=OPENED_AT)
    theirs = actions.add_reporter_message(concern=concern, text="Yes, as Ama Osei.", at=OPENED_AT)
    strangers = actions.add_reporter_message(concern=other, text="Yes.", at=OPENED_AT)
    paper = exhibit(case, by=cast.investigator)
    who: dict[str, Any] = {"case": case, "concern": concern, "name": "Ama Osei", "role": "Nurse"}
    wrong = [(None, None), (asked, None), (strangers, None), (None, paper), (theirs, paper)]
    for message, on_paper in wrong:
        with pytest.raises(NoConsent):
            actions.add_consenting_witness(**who, message=message, exhibit=on_paper, by=cast.investigator, at=OPENED_AT)
    raw = {**who, "number": 1, "added_by": cast.investigator, "added_at": OPENED_AT}
    for how in (
        {},
        {"consent": "mailbox", "consent_message": asked},
        {"consent": "mailbox", "consent_message": strangers},
        {"consent": "paper", "consent_exhibit": paper},
    ):
        with pytest.raises(IntegrityError, match=r"agreed|consent"), transaction.atomic():
            Witness.objects.create(**raw, **how)
    made = actions.add_consenting_witness(**who, message=theirs, exhibit=None, by=cast.investigator, at=OPENED_AT)
    assert made.consent == "mailbox"


@pytest.mark.django_db
def test_anonymity_is_a_ruling_of_the_panel_given_once() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    held: dict[str, Any] = {"by": cast.caseworker, "at": OPENED_AT}
    witness = actions.add_witness(case=case, name="Ama Osei", role="Nurse", **held)
    measure = actions.ask_for_measure(witness=witness, measure=Measure.ANONYMITY, reason="Fear.", **held)
    ruling: dict[str, Any] = {"measure": measure, "granted": True, "ruling": "Needed.", "known_as": "Witness A"}
    listed(case, cast, at=OPENED_AT)
    with pytest.raises(NotOnThePanel):
        actions.rule_on_measure(**ruling, by=cast.investigator, at=OPENED_AT)
    ruled = "granted = true, ruled_at = now(), ruling = 'x', known_as = 'Witness A'"
    for person in (cast.investigator, cast.examiners[0]):
        with pytest.raises(IntegrityError, match="panel rules"), transaction.atomic(), acting(user=system_user_id()):
            SpecialMeasure.objects.update(ruled_by=person, granted=True, ruled_at=OPENED_AT, ruling="x", known_as="A")
    actions.rule_on_measure(**ruling, by=cast.panel_chair, at=OPENED_AT)
    with pytest.raises(RuledAlready):
        actions.rule_on_measure(**ruling, by=cast.panel_chair, at=OPENED_AT)
    with pytest.raises(IntegrityError, match="once"), transaction.atomic(), acting(user=system_user_id()):
        connection.cursor().execute(f"UPDATE conduct_specialmeasure SET {ruled}")
    assert queries.anonymous_witnesses(case=case) == [("Ama Osei", "Witness A")]


@pytest.mark.django_db
def test_what_a_court_ordered_is_given_by_a_second_person_once() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    ordered = actions.record_court_order(
        case=case,
        court="High Court",
        order_reference="CO/1/2026",
        ordered_on=date(2026, 11, 1),
        exhibit=exhibit(case, by=cast.investigator),
        what="Exhibit 1 as it came",
        to_whom="The claimant",
        by=cast.investigator,
        at=OPENED_AT,
    )
    with pytest.raises(ActionRefused, match="second person"):
        actions.give_by_court_order(ordered=ordered, words="By hand.", by=cast.investigator, at=OPENED_AT)
    actions.give_by_court_order(ordered=ordered, words="By hand.", by=cast.caseworker, at=OPENED_AT)
    with pytest.raises(ActionRefused, match="already"):
        actions.give_by_court_order(ordered=ordered, words="By hand.", by=cast.caseworker, at=OPENED_AT)


@pytest.mark.django_db
def test_lines_follow_their_dates_and_one_on_what_is_not_disclosed_stays_out_of_the_bundle() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    first, second = exhibit(case, by=cast.investigator), exhibit(case, by=cast.investigator)
    held: dict[str, Any] = {"case": case, "by": cast.investigator, "at": OPENED_AT}
    actions.add_line(**held, line=line(first, text="4 March", month=3, day=4))
    actions.add_line(**held, line=line(first, second, text="March", month=3))
    did = {"is_concern_put": True, "manager_did": "Nothing."}
    actions.add_line(**held, line=line(first, text="2026", **did))
    assert [one.text for one in queries.chronology_of(case=case)] == ["2026", "March", "4 March"]
    actions.disclose(case=case, versions=list(first.versions.all()), by=cast.caseworker, at=OPENED_AT)
    assert [one.text for one in queries.disclosed_chronology(case=case)] == ["2026", "4 March"]
    elsewhere = exhibit(case_in(Status.INVESTIGATION), by=user_with(Role.CASEWORKER))
    with pytest.raises(IntegrityError, match="same case"), transaction.atomic():
        actions.add_line(**held, line=line(first, elsewhere))
    found = queries.chronology_of(case=case)[1]
    actions.remove_line(found=found, by=cast.investigator, at=OPENED_AT)
    assert queries.chronology_of(case=case).count() == 2


def case_to_bind(cast: Cast) -> Case:
    """Three exhibits, of which two are disclosed, and what the manager sent."""
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    exhibit(case, by=cast.investigator, file=examined(pdf(), "minutes.pdf"), description="Minutes by Ama Osei")
    exhibit(case, by=cast.investigator, file=examined(b"Nobody reads this."))
    exhibit(case, by=cast.investigator, file=examined(b"One.\nTwo."), description="An email")
    actions.add_response_file(
        case=case, file=examined(picture(), "a.jpg"), description="x", by=cast.manager, at=OPENED_AT
    )
    given = [one.versions.get() for one in queries.exhibits_of(case=case) if one.number != 2]
    actions.disclose(case=case, versions=given, by=cast.caseworker, at=OPENED_AT)
    return case


@pytest.mark.django_db
def test_a_bundle_holds_what_was_disclosed_flattened_numbered_and_with_its_hashes() -> None:
    cast = Cast()
    case = case_to_bind(cast)
    actions.ask_for_bundle(case=case, by=cast.investigator, at=OPENED_AT)
    with acting(user=system_user_id()):
        assert (make_bundles(at=OPENED_AT), make_bundles(at=OPENED_AT)) == (1, 0)
    bundle = Bundle.objects.get()
    assert (bundle.status, bundle.failure) == ("made", "")
    assert bundle.file
    content = served_copy(bundle.file)
    assert content == read(key=bundle.file.pk, copy=Copy.ORIGINAL)
    pages = PdfReader(io.BytesIO(content)).pages
    words = "\n".join(page.extract_text() for page in pages)
    placed = [(one.exhibit.kind, one.exhibit.number, one.first_page, one.last_page) for one in bundle.documents.all()]
    assert placed == [("evidence", 1, 1, 1), ("evidence", 3, 2, 2), ("response", 1, 3, 3)]
    for said in ("B1", "B2", "B3", "One.", "She had waiting lists altered.", "An email"):
        assert said in words, said
    assert "Nobody reads this." not in words
    for one in bundle.documents.all():
        assert one.digest in words.replace("\n", ""), one
    assert not [name for page in pages for name in ("/Annots", "/AA") if name in page]


@pytest.mark.django_db
def test_a_bundle_is_given_by_a_second_person_and_holds_nothing_else_by_postgresql_too() -> None:
    cast = Cast()
    case = case_to_bind(cast)
    actions.ask_for_bundle(case=case, by=cast.caseworker, at=OPENED_AT)
    with pytest.raises(bundling.BundleWaits):
        actions.ask_for_bundle(case=case, by=cast.caseworker, at=OPENED_AT)
    bundle = Bundle.objects.get()
    gift: dict[str, Any] = {"bundle": bundle, "recipient": bundling.Recipient.MANAGER, "words": "All.", "at": OPENED_AT}
    second = user_with(Role.CASEWORKER)
    with pytest.raises(bundling.BundleNotMade):
        actions.give_bundle(**gift, by=second)
    with acting(user=system_user_id()):
        make_bundles(at=OPENED_AT)
    with pytest.raises(bundling.OwnBundle):
        actions.give_bundle(**gift, by=cast.caseworker)
    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        BundleGift.objects.create(**gift, by=cast.caseworker)
    hidden = queries.exhibits_of(case=case)[1]
    with pytest.raises(IntegrityError, match="disclosed"), transaction.atomic():
        BundleDocument.objects.create(
            bundle=bundle, exhibit=hidden, version=hidden.versions.get(), first_page=9, last_page=9, digest="x"
        )
    actions.give_bundle(**gift, by=second)
    assert list(queries.bundles_given(case=case, recipient=bundling.Recipient.MANAGER)) == [bundle]
    assert not queries.bundles_given(case=case, recipient=bundling.Recipient.PANEL)
    witness = actions.add_witness(case=case, name="Ama Osei", role="Nurse", by=cast.investigator, at=OPENED_AT)
    asked: dict[str, Any] = {"measure": Measure.ANONYMITY, "reason": "Fear.", "by": cast.investigator}
    actions.ask_for_measure(witness=witness, **asked, at=OPENED_AT)
    to_panel = {**gift, "recipient": bundling.Recipient.PANEL}
    with pytest.raises(bundling.BundleNames, match="must rule"):
        actions.give_bundle(**to_panel, by=second)
    with pytest.raises(IntegrityError, match="rulings on who is named"), transaction.atomic(), acting(user=second):
        BundleGift.objects.create(**to_panel, by=second)
    with pytest.raises(bundling.BundleNames, match="Have another one made"):
        bundling.require_current(is_asked=False, is_outdated=True)


@pytest.mark.django_db
def test_a_bundle_that_cannot_be_made_says_why_and_another_may_be_asked_for(tmp_path: Path) -> None:
    cast = Cast()
    case = case_to_bind(cast)
    actions.ask_for_bundle(case=case, by=cast.caseworker, at=OPENED_AT)
    for path in tmp_path.rglob("*.served"):
        path.unlink()
    with acting(user=system_user_id()):
        make_bundles(at=OPENED_AT)
    bundle = Bundle.objects.get()
    assert (bundle.status, "missing or damaged" in bundle.failure) == ("failed", True)
    actions.ask_for_bundle(case=case, by=cast.caseworker, at=OPENED_AT)


def test_what_somebody_commented_is_drawn_on_the_page_and_nothing_is_left_to_click() -> None:
    writer = PdfWriter()
    writer.add_blank_page(300, 300)
    writer.add_annotation(0, FreeText(text="See (me)", rect=(10, 200, 100, 220)))
    made = io.BytesIO()
    writer.write(made)
    counts, content = bound([("application/pdf", made.getvalue())], prefix="C")
    page = PdfReader(io.BytesIO(content)).pages[0]
    assert counts == [1]
    assert "See (me)" in page.extract_text()
    assert "C1" in page.extract_text()
    assert "/Annots" not in page


@pytest.mark.django_db(transaction=True)
def test_two_who_end_a_demand_at_once_one_wins_and_one_is_told() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    made, shown = demanded(case, cast), exhibit(case, by=cast.caseworker)
    ended = {"demand": made, "outcome": "x", "exhibit": shown, "at": OPENED_AT}
    late = refusals(
        lambda: actions.end_demand(**ended, status=DemandStatus.ANSWERED, by=cast.caseworker),
        lambda: actions.end_demand(**ended, status=DemandStatus.REFUSED, by=cast.investigator),
    )
    assert [type(one) for one in late] == [demands.DemandEnded]
