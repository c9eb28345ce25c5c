"""The pages of demands, witnesses, the chronology and bundles: they work, refuse beside the question, and stay shut."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conduct import actions, queries
from conduct.actions.bundles import make_bundles
from conduct.models import Bundle, Case, ChronologyLine, DocumentDemand, SpecialMeasure
from conduct.rules.summaries import Reading
from conduct.workflow import Status
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.builders import Cast, case_in, listed
from tests.factories.conduct import OPENED_AT, exhibit, raised_concern
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.CLAMD_URL = tmp_path, ""


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, case: Case, *args: object) -> str:
    return reverse(f"conduct:{name}", args=[case.reference, *args])


def test_a_demand_is_made_explains_its_deadline_and_ends_with_an_exhibit() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    exhibit(case, by=cast.investigator)
    digger = as_user(cast.investigator)
    empty = digger.post(at("demand_new", case), {})
    assert (empty.status_code, "Enter what is demanded" in empty.content.decode()) == (422, True)
    said = {"addressee": "The trust", "what": "The rota", "legal_basis": "Article 9", "channel": "post"}
    assert digger.post(at("demand_new", case), said).status_code == 302
    assert "beginning with service on" in digger.get(at("demands", case)).content.decode()
    late = {item.text for item in queries.work_for(user=cast.investigator, at=DocumentDemand.objects.get().due_at)}
    assert f"Demand 1 in case {case.reference} is late" in late
    ended = {"status": "refused", "exhibit": "1", "outcome": "They say no."}
    assert digger.post(at("demand_end", case, 1), ended).status_code == 302
    assert "They say no." in digger.get(at("demands", case)).content.decode()


def test_a_reporter_is_asked_in_their_mailbox_and_added_by_what_they_wrote() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    concern = raised_concern()
    actions.triage_concern(concern=concern, by=cast.caseworker, at=OPENED_AT)
    actions.join_case(concern=concern, case=case, by=cast.caseworker, at=OPENED_AT)
    digger = as_user(cast.investigator)
    assert digger.post(at("witness_ask", case, concern.pk)).status_code == 302
    assert concern.messages.filter(from_reporter=False, text__contains="Would you be a witness").exists()
    who = {"name": "Ama Canary", "role": "Nurse", "message": "", "exhibit": ""}
    refused = digger.post(at("witness_consenting", case, concern.pk), who)
    assert (refused.status_code, "only if they agreed" in refused.content.decode()) == (422, True)
    said = actions.add_reporter_message(concern=concern, text="Yes.", at=OPENED_AT)
    who["message"] = str(said.pk)
    assert digger.post(at("witness_consenting", case, concern.pk), who).status_code == 422
    actions.say_who_reads(concern=concern, reading=Reading.OPEN, shown=(1, 0), by=cast.caseworker, at=OPENED_AT)
    assert digger.post(at("witness_consenting", case, concern.pk), who).status_code == 302
    page = digger.get(at("witnesses", case)).content.decode()
    assert "In the mailbox of their concern" in page
    assert "Ama Canary" not in as_user(cast.manager).get("/me/").content.decode()


def test_the_panel_rules_on_anonymity_and_says_what_stands_in_place_of_the_name() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    listed(case, cast, at=OPENED_AT)
    digger, chair = as_user(cast.investigator), as_user(cast.panel_chair)
    assert digger.post(at("witness_new", case), {"name": "Ama", "role": "Nurse"}).status_code == 302
    assert digger.post(at("measure_new", case, 1), {"measure": "anonymity", "reason": "Fear."}).status_code == 302
    assert any("Rule on a measure" in one.text for one in queries.work_for(user=cast.panel_chair, at=OPENED_AT))
    address = at("measure_rule", case, 1, SpecialMeasure.objects.get().pk)
    assert digger.post(address, {}).status_code == 403
    nameless = chair.post(address, {"granted": "yes", "ruling": "Needed.", "known_as": ""})
    assert "Enter what the witness is known as" in nameless.content.decode()
    ruled = {"granted": "yes", "ruling": "Needed.", "known_as": "Witness A"}
    assert chair.post(address, ruled).status_code == 302
    assert "Granted: Witness A" in chair.get(at("witnesses", case)).content.decode()


def test_a_line_says_what_the_manager_did_with_a_concern_and_is_changed_and_removed() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    exhibit(case, by=cast.investigator)
    digger = as_user(cast.investigator)
    said = {"year": "2026", "month": "3", "who": "The manager", "text": "was told", "is_concern_put": "on"}
    wrong = digger.post(at("line_new", case), {**said, "exhibits": ["1"], "year": "20x6"}).content.decode()
    assert "Year must be a number from 1900 to 2199" in wrong
    assert "Enter what the manager did with it" in wrong
    assert "Select at least one exhibit" in digger.post(at("line_new", case), said).content.decode()
    whole = {**said, "exhibits": ["1"], "manager_did": "Nothing."}
    assert digger.post(at("line_new", case), whole).status_code == 302
    page = digger.get(at("chronology", case)).content.decode()
    assert "March 2026" in page
    assert "What they did: Nothing." in page
    line = ChronologyLine.objects.get()
    assert digger.post(at("line", case, line.pk), {**whole, "text": "was told twice"}).status_code == 302
    shown = digger.get(at("line", case, line.pk)).content.decode()
    assert "was told twice" in shown
    assert at("line_remove", case, line.pk) in shown
    assert digger.post(at("line_remove", case, line.pk)).status_code == 302
    assert "There are no lines yet" in digger.get(at("chronology", case)).content.decode()


def test_a_bundle_is_asked_for_made_given_and_opened_by_the_manager() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    given = exhibit(case, by=cast.investigator)
    digger, keeper, manager = as_user(cast.investigator), as_user(cast.caseworker), as_user(cast.manager)
    assert "Disclose evidence" in digger.post(at("bundle_new", case)).content.decode()
    actions.disclose(case=case, versions=[given.versions.get()], by=cast.caseworker, at=OPENED_AT)
    assert digger.post(at("bundle_new", case)).status_code == 302
    assert "Being made" in digger.get(at("bundles", case)).content.decode()
    with acting(user=system_user_id()):
        make_bundles(at=OPENED_AT)
    bundle = Bundle.objects.get()
    file = at("own_case_evidence", case, bundle.file_id)
    assert manager.get(file).status_code == 404
    gift = {"recipient": "manager", "words": "Every page."}
    assert keeper.post(at("bundle_give", case, 1), gift).status_code == 302
    assert file in manager.get(at("own_case", case)).content.decode()
    assert manager.get(file).content.startswith(b"%PDF-")
    assert bundle.file
    assert bundle.file.digest in keeper.get(at("bundles", case)).content.decode()


def test_what_a_court_ordered_waits_for_a_second_person() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    exhibit(case, by=cast.caseworker)
    order = {
        "court": "High Court",
        "order_reference": "CO/1",
        "ordered_on-day": "1",
        "ordered_on-month": "11",
        "ordered_on-year": "2026",
        "exhibit": "1",
        "what": "Exhibit 1",
        "to_whom": "The claimant",
    }
    keeper, digger = as_user(cast.caseworker), as_user(cast.investigator)
    assert keeper.post(at("court_order", case), order).status_code == 302
    pk = case.court_disclosures.get().pk
    refused = keeper.post(at("court_give", case, pk), {"words": "By hand."})
    assert (refused.status_code, "A second person must compare" in refused.content.decode()) == (422, True)
    assert digger.post(at("court_give", case, pk), {"words": "By hand."}).status_code == 403
    assert "Waits for a second person" in digger.get(at("witnesses", case)).content.decode()


def test_nobody_outside_the_case_opens_these_pages() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    for name in ("evidence", "demands", "witnesses", "chronology", "bundles"):
        for user, status in (
            (cast.manager, 403),
            (user_with(Role.INVESTIGATOR), 404),
            (user_with(Role.REGISTRAR), 403),
        ):
            assert as_user(user).get(at(name, case)).status_code == status, (name, user)
