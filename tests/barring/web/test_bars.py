"""The staff pages of bars."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from barring.actions import bars as actions
from barring.models import Bar
from barring.web.presenters.bars import next_steps
from barring.workflow import Status
from kernel.clocks import Channel
from kernel.models import AccessEvent, OutboxMessage, User
from kernel.permissions import Role
from register.models import Person
from tests.factories.barring import SOME_TERMS, Office, bar_in
from tests.factories.kernel import says_why, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db
TERMS = {
    "ground": "conviction",
    "ground_detail": "Fraud, Leeds Crown Court, 3 March 2025",
    "tiers": ["board_director", "direct_report"],
    "organisation_classes": ["all"],
    "reasons": "Took money meant for patients.",
    "starts_on-day": "1",
    "starts_on-month": "2",
    "starts_on-year": "2026",
    "lasting": "until",
    "ends_on-day": "31",
    "ends_on-month": "3",
    "ends_on-year": "2031",
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def path(bar: Bar, *verb: str) -> str:
    return "/".join(["/staff/bars", bar.reference, *verb, ""])


def test_an_officer_finds_a_person_by_number_and_proposes_a_bar_on_them() -> None:
    office = Office()
    person = registered_person(family_name="Osei", given_names="Ama", previous_family_names=["Boateng"])
    officer = signed_in(office.officer)
    for typed in (f" {person.registration_number} ".lower(), "osie", "ama boat"):
        found = officer.get("/staff/bars/new/", {"q": typed})
        assert f"/staff/bars/new/{person.key}/" in found.content.decode(), typed
    response = officer.post(f"/staff/bars/new/{person.key}/", TERMS)
    bar = Bar.objects.get(person=person)
    assert (response.status_code, response.headers["Location"]) == (302, path(bar))
    assert (bar.tiers, bar.starts_on, bar.ends_on) == (
        ["board_director", "direct_report"],
        date(2026, 2, 1),
        date(2031, 3, 31),
    )
    assert "Took money" in officer.get(path(bar)).content.decode()


def test_somebody_not_on_the_register_is_entered_and_proposed_for_a_bar() -> None:
    officer = signed_in(Office().officer)
    who = {"family_name": "Marsh", "given_names": "Lee", "date_of_birth-day": "4", "date_of_birth-month": "5"}
    who["date_of_birth-year"] = "1969"
    nobody = officer.get("/staff/bars/new/", {"q": "Marsh"}).content.decode()
    assert "Nobody found" in nobody
    assert 'href="/staff/bars/new/person/"' in nobody
    response = officer.post("/staff/bars/new/person/", {**who, "email": "lee@example.test"})
    person = Person.objects.get(email_addresses__address="lee@example.test")
    assert response.headers["Location"] == f"/staff/bars/new/{person.key}/"
    officer.post(response.headers["Location"], {**TERMS, "lasting": "indefinite"})
    bar = Bar.objects.get(person=person)
    assert (bar.ends_on, person.registration_number) == (None, None)
    twice = officer.post("/staff/bars/new/person/", {**who, "given_names": "Lea"})
    page = twice.content.decode()
    assert (twice.status_code, f"/staff/register/{person.key}/" in page, 'value="Lea"' in page) == (422, True, True)
    assert "may be on the register already" in page
    officer.post("/staff/bars/new/person/", {**who, "given_names": "Lea", "confirmed": "on"})
    assert Person.objects.filter(birth_dates__date_of_birth=date(1969, 5, 4)).count() == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tiers": []}, "Select the posts it covers"),
        ({"tiers": ["cleaner"]}, "Select the posts it covers"),
        ({"organisation_classes": ["all", "nhs_trust"]}, "every class of organisation, or particular ones"),
        ({"ends_on-year": "2025"}, "same as or after the first day"),
        ({"starts_on-month": "13"}, "First day must be a real date"),
        ({"ground": "determination"}, "Select the ground for the bar"),
        ({"ground_detail": ""}, "Enter the conviction or finding"),
        ({"reasons": "\x00"}, "character that cannot be used"),
    ],
)
def test_a_faulty_proposal_is_refused_in_words_keeps_what_was_typed_and_stores_nothing(
    change: dict[str, Any], says: str
) -> None:
    person = registered_person()
    response = signed_in(Office().officer).post(f"/staff/bars/new/{person.key}/", {**TERMS, **change})
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert "Error: Propose a bar" in page
    assert "reasons" in change or "Took money meant for patients." in page
    assert not Bar.objects.exists()


def test_each_step_is_a_button_for_whoever_may_take_it_and_a_refusal_for_others() -> None:
    office = Office()
    bar = bar_in(Status.REPRESENTED, office=office)
    as_officer = signed_in(office.officer).get(path(bar)).content.decode()
    as_approver = signed_in(office.approver).get(path(bar)).content.decode()
    assert [path(bar, verb) in as_officer for verb in ("approve", "send-back", "withdraw")] == [False, False, True]
    assert [path(bar, verb) in as_approver for verb in ("approve", "send-back", "withdraw")] == [True, True, False]
    assert signed_in(office.officer).get(path(bar, "approve")).status_code == 403
    auditor = signed_in(says_why(user_with(Role.AUDITOR), "barring.bar", bar.reference))
    assert auditor.get(path(bar)).status_code == 200
    assert auditor.post(path(bar, "withdraw"), {"reason": "x", "version": bar.version}).status_code == 403
    assert signed_in(user_with(Role.CASEWORKER)).get(path(bar)).status_code == 403
    assert (
        AccessEvent.objects.filter(noun="barring.bar", reference=bar.reference, act="opened", allowed=True).count() == 3
    )


def test_an_approver_approves_by_the_page_and_the_bar_is_made_served_and_published() -> None:
    office = Office()
    bar = bar_in(Status.REPRESENTED, office=office)
    approver = signed_in(office.approver)
    assert "I was not told." in approver.get(path(bar, "approve")).content.decode()
    response = approver.post(path(bar, "approve"), {"version": bar.version, "reason": "Made out.", "channel": "email"})
    assert response.headers["Location"] == path(bar)
    assert "The bar is made." in approver.get(path(bar)).content.decode()
    assert Client().get(f"/barred/{bar.reference}/").status_code == 200
    assert f"/me/bars/{bar.reference}/" in OutboxMessage.objects.latest("written_at").body


def test_a_stale_form_is_refused_with_what_changed_keeps_the_text_and_then_goes_through() -> None:
    office = Office()
    bar = bar_in(Status.NOTICE_SERVED, office=office)
    typed = {"version": bar.version, "reason": "Reasons typed at length.", "channel": "email"}
    signed_in(office.manager).post(f"/me/bars/{bar.reference}/", {"text": "Late night answer"})
    approver = signed_in(office.approver)
    refused = approver.post(path(bar, "approve"), typed)
    page = refused.content.decode()
    bar.refresh_from_db()
    assert (refused.status_code, bar.status) == (422, Status.REPRESENTED)
    assert "changed after you opened this page" in page
    assert "Reasons typed at length." in page
    assert "Late night answer" in page
    shown = re.search(r'name="version" value="(\d+)"', page)
    assert shown
    again = approver.post(path(bar, "approve"), {**typed, "version": shown[1]})
    assert again.status_code == 302


def test_a_proposer_who_could_approve_is_refused_on_the_page() -> None:
    both = user_with(Role.BARRING_OFFICER, Role.BARRING_APPROVER)
    bar = bar_in(Status.REPRESENTED, office=Office(officer=both))
    response = signed_in(both).post(
        path(bar, "approve"), {"version": bar.version, "reason": "Mine.", "channel": "post"}
    )
    assert response.status_code == 422
    assert "A second person must decide it" in response.content.decode()


def test_a_step_that_is_not_possible_now_leads_back_to_the_bar_and_says_so() -> None:
    office = Office()
    bar = bar_in(Status.IN_EFFECT, office=office)
    response = signed_in(office.approver).get(path(bar, "approve"), follow=True)
    assert response.redirect_chain[-1][0] == path(bar)
    assert "is not possible while the bar is" in response.content.decode()


def test_a_notice_on_paper_is_recorded_and_explained_and_its_letter_can_be_printed() -> None:
    office = Office()
    bar = bar_in(Status.PROPOSED, office=office)
    officer = signed_in(office.officer)
    letter = officer.get(path(bar, "letters", "notice")).content.decode()
    assert "56 days, beginning with the day on which this notice counts as served" in letter
    missing = officer.post(path(bar, "serve-notice"), {"version": 1, "channel": "post"})
    assert "Enter the day on which it was posted" in missing.content.decode()
    today = timezone.localdate()
    day = {"sent_on-day": today.day, "sent_on-month": today.month, "sent_on-year": today.year}
    officer.post(path(bar, "serve-notice"), {"version": 1, "channel": "post", **day})
    page = officer.get(path(bar)).content.decode()
    assert "56 days beginning with" in page
    assert officer.get(path(bar, "letters", "decision")).status_code == 404


def test_a_decision_by_post_shows_to_staff_with_its_letter_and_to_nobody_else_before_it_is_served() -> None:
    office = Office()
    bar = bar_in(Status.REPRESENTED, office=office)
    approver, manager = signed_in(office.approver), signed_in(office.manager)
    typed = {"version": bar.version, "reason": "Made out.", "channel": "post"}
    page = approver.post(path(bar, "approve"), typed, follow=True).content.decode()
    bar.refresh_from_db()
    assert "Print the letter “Decision to bar” and send it today." in page
    assert path(bar, "letters", "decision") in page
    assert f"/barred/{bar.reference}/" not in page
    assert "Concealed patient harm" in approver.get(path(bar, "letters", "decision")).content.decode()
    assert "Propose lifting" not in signed_in(office.officer).get(path(bar)).content.decode()
    entry, own = manager.get("/me/").content.decode(), manager.get(f"/me/bars/{bar.reference}/").content.decode()
    assert f"Proposed bar {bar.reference}" in entry
    assert "barred" not in entry.lower().replace("barred managers", "")
    assert "Notice of a proposed bar" in own
    assert not any(words in own for words in ("Bar made", "In effect", "appeal", f"/barred/{bar.reference}"))
    refusal = manager.post(f"/me/bars/{bar.reference}/", {"text": "One thing more."}).content.decode()
    assert "You can no longer answer this notice." in refusal
    assert "Bar made" not in refusal
    assert Client().get(f"/barred/{bar.reference}/").status_code == 404
    assert bar.reference not in Client().get("/barred/").content.decode()
    assert Client().get("/api/v1/bars").json()["results"] == []


def test_somebody_without_an_account_is_not_served_by_email() -> None:
    office = Office()
    bar = bar_in(Status.PROPOSED, office=office, person=registered_person())
    officer = signed_in(office.officer)
    assert 'value="email"' not in officer.get(path(bar, "serve-notice")).content.decode()
    refused = officer.post(path(bar, "serve-notice"), {"version": bar.version, "channel": "email"})
    assert refused.status_code == 422
    assert "Select how the notice is served" in refused.content.decode()


def test_the_list_filters_by_status_and_name_and_its_queries_do_not_grow(django_assert_max_num_queries: Any) -> None:
    office = Office()
    bar = bar_in(Status.PROPOSED, office=office, person=registered_person(family_name="Osei", given_names="Ama"))
    for _ in range(3):
        bar_in(Status.WITHDRAWN)
    officer = signed_in(office.officer)
    with django_assert_max_num_queries(8):
        everything = officer.get("/staff/bars/").content.decode()
    assert everything.count('data-test="bars-row"') == 4
    some = officer.get("/staff/bars/?status=PROPOSED&text=").content.decode()
    named = officer.get("/staff/bars/?status=&text=OSE").content.decode()
    assert (some.count('data-test="bars-row"'), named.count('data-test="bars-row"')) == (1, 1)
    assert bar.reference in named
    assert officer.get("/staff/bars/?page=x&status=nonsense").status_code == 422


def test_nobody_sees_or_handles_a_bar_about_themselves() -> None:
    office = Office(manager=user_with(Role.BARRING_OFFICER))
    bar = bar_in(Status.NOTICE_SERVED, office=office)
    subject = signed_in(office.manager)
    assert subject.get(path(bar)).status_code == 404
    assert bar.reference not in subject.get("/staff/bars/").content.decode()
    assert subject.get(f"/staff/bars/new/{bar.person.key}/").status_code == 404


def test_a_returned_draft_is_hidden_from_the_person_until_a_new_notice() -> None:
    office = Office()
    bar = bar_in(Status.REPRESENTED, office=office)
    manager = signed_in(office.manager)
    assert "Concealed patient harm" in manager.get(f"/me/bars/{bar.reference}/").content.decode()
    bar = actions.send_back(bar=bar, version=bar.version, reason="Clearer.", by=office.approver, at=timezone.now())
    page = manager.get(f"/me/bars/{bar.reference}/").content.decode()
    assert "sent back" in page
    assert "Concealed patient harm" not in page
    actions.serve_notice(
        bar=bar,
        version=bar.version,
        channel=Channel.EMAIL,
        sent_on=timezone.localdate(),
        by=office.officer,
        at=timezone.now(),
    )
    assert "Concealed patient harm" in manager.get(f"/me/bars/{bar.reference}/").content.decode()


def test_a_manager_answers_their_own_notice_and_nobody_elses() -> None:
    office = Office()
    proposed = bar_in(Status.PROPOSED, office=office)
    manager = signed_in(office.manager)
    assert manager.get(f"/me/bars/{proposed.reference}/").status_code == 404
    other = bar_in(Status.NOTICE_SERVED)
    assert manager.post(f"/me/bars/{other.reference}/", {"text": "x"}).status_code == 404
    own = bar_in(Status.NOTICE_SERVED, office=Office(manager=user_with(Role.MANAGER)))
    client = signed_in(User.objects.get(person=own.person))
    assert client.post(f"/me/bars/{own.reference}/", {"text": " "}).status_code == 422
    assert client.post(f"/me/bars/{own.reference}/", {"text": "It was not me."}).status_code == 302
    page = client.get(f"/me/bars/{own.reference}/").content.decode()
    assert "It was not me." in page
    own.refresh_from_db()
    assert own.status == Status.REPRESENTED


def test_a_second_person_is_offered_only_what_they_may_do_now() -> None:
    both = user_with(Role.BARRING_OFFICER, Role.BARRING_APPROVER)
    office = Office(officer=both)
    waiting = bar_in(Status.NOTICE_SERVED, office=office)
    answered = bar_in(Status.REPRESENTED, office=Office(officer=both, approver=office.approver))

    def offered(user: User, bar: Bar) -> set[str]:
        page = signed_in(user).get(path(bar)).content.decode()
        return {mark for mark in ("bar-approve", "bar-send-back", "bar-withdraw") if f'data-test="{mark}"' in page}

    assert offered(office.approver, waiting) == {"bar-send-back"}
    assert offered(office.approver, answered) == {"bar-approve", "bar-send-back"}
    assert offered(both, waiting) == offered(both, answered) == {"bar-withdraw"}


def test_lifting_is_not_offered_of_a_bar_that_is_over() -> None:
    office = Office()
    bar = bar_in(Status.IN_EFFECT, office=office, terms=replace(SOME_TERMS, ends_on=date(2095, 3, 31)))
    assert bar.ends_at is not None

    def offered(at: datetime) -> set[str]:
        return {step["data_test"] for step in next_steps(bar, user=office.officer, at=at)}

    assert offered(timezone.now()) - offered(bar.ends_at) == {"bar-propose-lifting"}
