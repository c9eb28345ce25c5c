"""What somebody who may open a page is not shown on it, nor told by a refusal, nor let do."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conduct import actions, queries
from conduct.models import Case, ConcernMessage, ConsentOffer, HearingReply
from conduct.rules.determining import Outcome, Sanction
from conduct.workflow import Status, Track
from kernel.models import User
from kernel.permissions import Role
from tests.builders import Cast, agreed, case_in, determined, examined, findings_for, listed
from tests.factories.conduct import exhibit, raised_concern
from tests.factories.files import examined as file_of
from tests.factories.kernel import says_why, user_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SINCE = NOW - timedelta(days=60)
WORDS = "I am the only night pharmacist"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.CLAMD_URL = tmp_path, ""


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, case: Case, *args: object) -> str:
    return reverse(f"conduct:{name}", args=[case.reference, *args])


def seen_on(page: Any) -> str:
    found = re.search(r'name="seen"[^>]*value="(\w+)"', page.content.decode())
    assert found
    return found[1]


def noticed(cast: Cast, case: Case) -> None:
    listed(case, cast, at=NOW - timedelta(days=30), on=NOW.date())
    actions.give_notice_of_hearing(case=case, channel="email", by=cast.caseworker, at=NOW - timedelta(days=30))


def test_what_the_panel_does_shows_nowhere_to_the_manager_and_how_it_votes_to_nobody_else() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast, at=SINCE)
    noticed(cast, case)
    manager, keeper = as_user(cast.manager), as_user(cast.caseworker)
    reply, time = {"attends": "yes", "seen": "1"}, {"until_on_0": "1", "until_on_1": "1", "until_on_2": "2039"}
    actions.consent_to_short_notice(case=case, consent="By telephone.", by=cast.caseworker, at=NOW)
    actions.begin_hearing(case=case, attendance="present", by=cast.panel_chair, at=NOW)
    actions.conclude_hearing(case=case, by=cast.panel_chair, at=NOW)

    def told() -> list[str]:
        answers = [
            manager.get(at("own_hearing", case)),
            manager.post(at("own_hearing", case), reply),
            manager.post(at("own_case_more_time", case), {**time, "reason": "I am ill."}),
        ]
        return [re.sub(r'(value|nonce|csrf\w*)="[^"]*"', "", each.content.decode()) for each in answers]

    before = told()
    assert cast.members[0].name not in before[1].split("Notice of hearing")[0]
    agreed(case, cast, findings_for(Outcome.WARNING), at=NOW)
    page = keeper.get(at("hearing", case)).content.decode() + keeper.get(at("case_timeline", case)).content.decode()
    assert "Agree or dissent" in page
    assert "Agrees" not in page
    assert told() == before
    actions.determine(case=case, by=cast.panel_chair, at=NOW)
    assert told() == before
    actions.serve_decision(case=case, channel="email", by=cast.caseworker, at=NOW)
    assert "Determined" in told()[0]


def test_an_agreement_is_to_the_offer_that_was_read_and_a_refusal_says_nothing_of_the_panel() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast, at=SINCE)
    offer: dict[str, Any] = {"case": case, "facts": "She had the lists altered.", "by": cast.caseworker, "at": NOW}
    actions.offer_consent(**offer, sanction=Sanction(outcome=Outcome.WARNING, terms="Do not alter records."))
    manager = as_user(cast.manager)
    sent = {"answer": "agree", "text": "I agree.", "seen": seen_on(manager.get(at("own_case_offer", case)))}
    actions.withdraw_offer(case=case, reason="Too mild.", by=cast.caseworker, at=NOW)
    actions.offer_consent(**offer, sanction=Sanction(outcome=Outcome.REMOVAL))
    answer = manager.post(at("own_case_offer", case), sent)
    assert (answer.status_code, "Another offer took the place" in answer.content.decode()) == (422, True)
    assert not ConsentOffer.objects.filter(status="agreed").exists()
    determined(case, cast, findings_for(Outcome.WARNING), at=NOW)
    late = manager.post(at("own_case_offer", case), {**sent, "seen": seen_on(answer)}).content.decode()
    assert "The offer can no longer be answered" in late
    assert "determination" not in late


def test_whoever_may_read_alone_for_a_manager_says_nothing_for_them() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast, at=SINCE)
    noticed(cast, case)
    reader = user_with(Role.REPRESENTATIVE)
    named = actions.name_representative(
        case=case, name="R", email=reader.email, kind="lawyer", may_respond=False, by=cast.manager, at=NOW
    )
    actions.take_up_representation(representation=named, by=reader, at=NOW)
    client, sent = as_user(reader), {"attends": "no", "agrees": "yes", "seen": queries.last_told_step(case=case)}
    page = client.get(at("own_hearing", case))
    assert (page.status_code, "Send reply" in page.content.decode()) == (200, False)
    assert client.post(at("own_hearing", case), sent).status_code == 422
    assert not HearingReply.objects.exists()
    assert as_user(cast.manager).post(at("own_hearing", case), {**sent, "attends": "yes"}).status_code == 302


def test_a_reporters_words_are_held_back_where_a_witness_is_added_too_and_closed_to_whoever_stepped_down() -> None:
    cast, reader, other = Cast(), user_with(Role.CASEWORKER), user_with(Role.CASEWORKER)
    concern = raised_concern()
    actions.triage_concern(concern=concern, by=reader, at=NOW)
    case = case_in(Status.INVESTIGATION, cast=cast, at=SINCE)
    actions.join_case(concern=concern, case=case, by=reader, at=NOW)
    ConcernMessage.objects.create(concern=concern, text=WORDS, from_reporter=True, at=NOW)
    consenting = at("witness_consenting", case, concern.pk)
    assert WORDS not in as_user(cast.investigator).get(consenting).content.decode()
    says_why(reader, "conduct.case", case.reference)
    assert WORDS in as_user(reader).get(consenting).content.decode()
    says_why(other, "conduct.concern", concern.pk)
    address = reverse("conduct:concern", args=[concern.pk])
    assert as_user(other).get(address).status_code == 200
    for user in (other, reader):
        actions.step_down(case=case, reason="My sister.", by=user, at=NOW)
        assert as_user(user).get(address).status_code == 404
        assert f"Concern {concern.pk}" not in as_user(user).get(reverse("conduct:concerns")).content.decode()
    sent = {"reason": "On leave.", "seen": queries.last_concern_step(concern=concern)}
    assert as_user(other).post(reverse("conduct:concern_take_over", args=[concern.pk]), sent).status_code == 404
    assert list(queries.unjudged_concerns(user=reader)) == []


def test_whoever_decides_opens_what_the_manager_was_given_and_no_original() -> None:
    cast = Cast()
    case = case_in(Status.CASE_EXAMINERS, cast=cast, at=SINCE)
    first, second = (
        exhibit(case, by=cast.investigator, file=file_of(words), description=words.decode())
        for words in (b"Canary of one", b"Canary of two")
    )
    last = actions.redact(exhibit=first, file=file_of(b"[left out]"), redactions="A", by=cast.investigator, at=NOW)
    actions.check_version(version=last, passed=True, words="All", by=cast.caseworker, at=NOW)
    actions.disclose(case=case, versions=[last], by=cast.caseworker, at=NOW)
    examined(case, cast, at=NOW)
    chair = as_user(cast.panel_chair)
    assert chair.get(at("evidence_file", case, last.file_id)).content == b"[left out]"
    for original in (first, second):
        assert chair.get(at("evidence_file", case, original.file_id)).status_code == 404
        assert chair.get(at("case_file", case, original.file_id)).status_code == 404
    assert chair.get(at("exhibit", case, 2)).status_code == 404
    pages = [at("evidence", case), at("exhibit", case, 1), at("case_timeline", case)]
    shown = "".join(chair.get(page).content.decode() for page in pages)
    assert str(first.file_id) not in shown
    assert "Canary of two" not in shown
    assert "Canary of one" in shown


def test_whoever_decides_reads_nothing_of_what_the_team_works_with() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast, at=SINCE)
    actions.begin_track(case=case, track=Track.WELFARE, reason="Canary of a reason", by=cast.caseworker, at=NOW)
    actions.demand_documents(
        case=case,
        addressee="The director",
        what="Canary of a demand",
        legal_basis="Order 5",
        channel="email",
        by=cast.caseworker,
        at=NOW,
    )
    for user, reads in ((cast.caseworker, True), (cast.panel_chair, False), (cast.members[0], False)):
        client = as_user(user)
        pages = "".join(client.get(at(name, case)).content.decode() for name in ("case", "case_timeline", "demands"))
        assert ("Canary of a reason" in pages, "Canary of a demand" in pages) == (reads, reads)
        assert (at("demands", case) in client.get(at("evidence", case)).content.decode()) == reads
