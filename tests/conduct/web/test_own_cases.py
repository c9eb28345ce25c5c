"""A manager's own cases: whole once they may know of them, and before that nothing, in any way."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conduct import actions
from conduct.models import Case
from conduct.rules.telling import TOLD, progress, stage_told
from conduct.workflow import FINISHED, SERVED, Status
from kernel.models import AccessEvent, OutboxMessage
from kernel.permissions import Role
from tests.builders import Cast, case_in, manager_person
from tests.conduct.web.test_what_stays_hidden import seen_on
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
UNKNOWN = [Status.RECEIVED, Status.TRIAGE, Status.INVESTIGATION]
NEVER = "CC-2026-9999"
OWN = ("", "respond/", "files/new/")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, address: str) -> tuple[int, str, int]:
    """A page with what changes each time taken out, and how often it asked the database."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    text = re.sub(r'csrf\w+" value="\w+"', "", answer.content.decode())
    return answer.status_code, re.sub(r"CC-\d{4}-\d{4}", "", text), len(asked)


@pytest.mark.parametrize("status", UNKNOWN)
def test_before_disclosure_nothing_shows_that_a_case_is_there(status: Status) -> None:
    """The same bytes by the same questions, for somebody with such a case and for somebody with none."""
    watched, other = (user_with(Role.MANAGER, name="Ama Osei") for _ in range(2))
    case, _ = case_in(status, cast=Cast(manager=watched)), manager_person(other)
    with_case, without = signed_in(watched), signed_in(other)
    addresses = [("/me/cases/", "/me/cases/")]
    addresses += [(f"/me/cases/{case.reference}/{page}", f"/me/cases/{NEVER}/{page}") for page in OWN]
    for hidden, never in addresses:
        there, nowhere = shown(with_case, hidden), shown(without, never)
        assert there == nowhere, hidden
        assert there[0] == (200 if hidden == "/me/cases/" else 404)
    assert not OutboxMessage.objects.filter(to=watched.email).exists()


def test_a_case_is_whole_once_it_may_be_known() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    client = signed_in(cast.manager)
    assert case.reference in client.get("/me/cases/").content.decode()
    page = client.get(f"/me/cases/{case.reference}/").content.decode()
    for words in ("She had waiting lists altered.", "3e", "Respond by", cast.caseworker.email, "What comes next"):
        assert words in page, words
    for secret in ("The lists were altered.", cast.investigator.name, "Nobody else looks at the lists."):
        assert secret not in page, secret
    assert page.count("/support/") >= 1


def test_a_late_stage_is_explained_in_the_words_meant_for_the_manager() -> None:
    cast, late = Cast(), timedelta(days=180)
    case = case_in(Status.CASE_EXAMINERS, cast=cast, at=OPENED_AT - late)
    client = signed_in(cast.manager)
    page = client.get(f"/me/cases/{case.reference}/").content.decode()
    assert "We have not written yet why" in page
    told: Any = {"reason": "The chair is ill; witness B wavers.", "told": "We had to find another chair."}
    actions.explain_delay(case=case, by=cast.caseworker, at=OPENED_AT - timedelta(days=1), **told)
    page = client.get(f"/me/cases/{case.reference}/").content.decode()
    assert "We had to find another chair." in page
    assert "witness B" not in page


def test_that_a_determination_was_made_does_not_show_before_it_is_served() -> None:
    cast = Cast()
    client = signed_in(cast.manager)
    case = case_in(Status.DETERMINATION, cast=cast)
    decided = client.get(f"/me/cases/{case.reference}/").content.decode()
    assert "Determination" not in decided
    assert 'aria-current="step"' in decided
    assert "Nothing less protects" not in decided


@pytest.mark.parametrize("status", Status)
def test_every_stage_has_a_place_in_what_the_manager_is_told(status: Status) -> None:
    served = status in SERVED
    told = stage_told(stage=status, served_at=OPENED_AT if served else None, at=OPENED_AT + timedelta(days=99))
    assert told != Status.DETERMINATION
    places = dict(progress(told=told, last=Status.HEARING))
    assert list(places) == list(TOLD)
    assert list(places.values()).count("now") == (0 if told in FINISHED else 1)
    early = stage_told(stage=status, served_at=OPENED_AT, at=OPENED_AT - timedelta(days=1))
    assert early not in SERVED


def test_each_ended_case_says_so() -> None:
    for status in (Status.WITHDRAWN, Status.NOT_TAKEN_FURTHER, Status.CLOSED):
        cast = Cast()
        case: Case = case_in(status, cast=cast)
        page = signed_in(cast.manager).get(f"/me/cases/{case.reference}/").content.decode()
        assert "Nothing more." in page, status


def test_a_response_is_written_in_parts_checked_sent_once_and_receipted() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    client, base = signed_in(cast.manager), f"/me/cases/{case.reference}/"
    wordless = client.post(f"{base}respond/allegations/1/", {"stance": "denied", "text": ""})
    assert wordless.status_code == 422
    client.post(f"{base}respond/allegations/1/", {"stance": "denied", "text": "Zzcanary no."})
    client.post(f"{base}respond/reprisal/", {"reprisal": "Zzcanary I spoke up."})
    assert "I deny it" in client.get(f"{base}respond/").content.decode()
    staff = signed_in(cast.caseworker)
    for page in ("", "manager/"):
        assert "Zzcanary" not in staff.get(f"/staff/cases/{case.reference}/{page}").content.decode()
    shown = client.get(f"{base}respond/check/")
    assert "Zzcanary I spoke up." in shown.content.decode()
    client.post(f"{base}respond/development/", {"development": "A course."})  # in another window
    refused = client.post(f"{base}respond/check/", {"seen": seen_on(shown)})
    assert (refused.status_code, "Read it once more" in refused.content.decode()) == (422, True)
    assert client.post(f"{base}respond/check/", {"seen": seen_on(refused)}).headers["Location"] == f"{base}receipt/"
    assert "Zzcanary no." in client.get(f"{base}receipt/").content.decode()
    assert client.post(f"{base}respond/check/", {"seen": seen_on(refused)}).status_code == 422
    page = staff.get(f"/staff/cases/{case.reference}/").content.decode()
    assert "reprisal for speaking up" in page
    assert "Zzcanary no." in page
    assert "Zzcanary I spoke up." in staff.get(f"/staff/cases/{case.reference}/manager/").content.decode()


def test_what_a_manager_asks_for_is_answered_on_their_own_pages() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    client, base = signed_in(cast.manager), f"/me/cases/{case.reference}/requests/"
    assert client.post(f"{base}adjustment/", {"what": "Large print", "why": "My eyes"}).status_code == 302
    day = {"until_on-day": "1", "until_on-month": "2", "until_on-year": "2027"}
    assert client.post(f"{base}more-time/", {**day, "reason": "Ill"}).status_code == 302
    assert client.post(f"{base}more-time/", {**day, "reason": "Ill"}).status_code == 422
    staff = signed_in(cast.caseworker)
    section = staff.get(f"/staff/cases/{case.reference}/manager/").content.decode()
    address = re.search(r'href="(/staff/\S+/adjustments/\S+/)"', section)
    assert address
    seen = re.search(r'name="seen" value="(\d+)"', staff.get(address[1]).content.decode())
    assert seen
    sent = {"decision": "agree", "reasons": "All letters from now on.", "seen": seen[1]}
    assert staff.post(address[1], sent).status_code == 302
    page = client.get(base).content.decode()
    assert "All letters from now on." in page
    assert "We have not decided yet." in page


def test_a_representative_sees_one_case_by_what_the_manager_allows_and_others_nothing() -> None:
    cast, friend = Cast(), user_with(Role.REPRESENTATIVE)
    case, other = case_in(Status.REPRESENTATIONS, cast=cast), case_in(Status.REPRESENTATIONS)
    manager, acting = signed_in(cast.manager), signed_in(friend)
    base = f"/me/cases/{case.reference}/"
    named = {"name": "Friend", "email": friend.email, "kind": "union", "may_respond": "no"}
    assert acting.get(base).status_code == 404
    assert manager.post(f"{base}representatives/", named).status_code == 302
    answer = re.search(r'action="(/me/representing/\S+/accept/)"', acting.get("/me/representing/").content.decode())
    assert answer
    assert acting.get(base).status_code == 404
    assert acting.post(answer[1]).headers["Location"] == base
    assert "She had waiting lists altered." in acting.get(base).content.decode()
    assert AccessEvent.objects.filter(user=friend, noun="conduct.case", reference=case.reference, allowed=True).exists()
    closed = (f"{base}respond/", f"{base}requests/more-time/", f"/me/cases/{other.reference}/")
    assert {acting.get(address).status_code for address in closed} == {404}
    assert acting.get(f"{base}representatives/").status_code == 403
    end = re.search(r'href="(\S+/end/)"', manager.get(f"{base}representatives/").content.decode())
    assert end
    assert manager.post(end[1], {"reason": "We parted."}).status_code == 302
    assert acting.get(base).status_code == 404
