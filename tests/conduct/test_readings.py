"""Who reads a concern's own words: whoever triages it, and the others what that person says they may."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from conduct import actions, queries
from conduct.actions.concerns import SealedAlready
from conduct.models import Concern, ReporterIdentity
from conduct.rules.identities import Identity, Mode
from conduct.rules.raising import Detriment, RaisedAs, Reporter, WorkerStatus
from conduct.rules.summaries import ALL, NOTHING, Extent, MoreToRead, NotTheReader, Reading, extent
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from tests.factories.conduct import OPENED_AT, raised_concern
from tests.factories.files import examined
from tests.factories.identities import establish_boxes
from tests.factories.kernel import says_why, user_with

CANARIES = ("Zephyrword", "Zephyrwhen", "Zephyrjob", "Zephyrplace", "Zephyrharm", "Zephyrmessage")
SUMMARY = "A list was altered before an inspection."


@pytest.mark.parametrize(
    ("is_reader", "reading", "wanted"),
    [
        (True, "", ALL),
        (True, Reading.SUMMARY, ALL),
        (False, "", NOTHING),
        (False, Reading.SUMMARY, NOTHING),
        (False, Reading.OPEN, Extent(words=True, messages=2, files=1)),
    ],
)
def test_who_reads_how_much(is_reader: bool, reading: str, wanted: Extent) -> None:
    assert extent(is_reader=is_reader, reading=reading, messages=2, files=1) == wanted


def told() -> tuple[Concern, User]:
    """A concern full of words that could name its reporter, with a message and a file; and who triages it."""
    word, when, job, place, harm, message = CANARIES
    reporter = Reporter(
        raised_as=RaisedAs.WORKER,
        worker_status=WorkerStatus.EMPLOYEE,
        detriment=Detriment.YES,
        detriment_text=harm,
    )
    concern = raised_concern(what_happened=word, when_text=when, about_role=job, organisation=place, reporter=reporter)
    actions.add_reporter_message(concern=concern, text=message, at=OPENED_AT)
    actions.add_reporter_file(concern=concern, file=examined(), at=OPENED_AT)
    reader = user_with(Role.CASEWORKER)
    actions.triage_concern(concern=concern, by=reader, at=OPENED_AT)
    return concern, reader


def pages(user: User, concern: Concern) -> tuple[str, int]:
    """All that somebody is shown of a concern, and how the reporter's file answers."""
    client = Client()
    client.force_login(says_why(user, "conduct.concern", concern.pk))
    shown = [client.get(path).content.decode() for path in ("/staff/concerns/", f"/staff/concerns/{concern.pk}/")]
    return "".join(shown), client.get(f"/staff/concerns/{concern.pk}/files/1/").status_code


def found_in(text: str) -> list[str]:
    return [word for word in CANARIES if word in text]


@pytest.mark.django_db
def test_the_others_read_no_word_message_or_file_before_it_is_said_and_then_the_summary_alone() -> None:
    concern, reader = told()
    others = [user_with(Role.CASEWORKER), user_with(Role.AUDITOR)]
    for other in others:
        text, file = pages(other, concern)
        assert (found_in(text), file, "held back" in text) == ([], 404, True)
    text, file = pages(reader, concern)
    assert (found_in(text), file) == (list(CANARIES), 200)
    said: dict[str, Any] = {"concern": concern, "by": reader, "at": OPENED_AT}
    actions.say_who_reads(**said, reading=Reading.SUMMARY, summary=SUMMARY, shown=(1, 1))
    for other in others:
        text, file = pages(other, concern)
        assert (found_in(text), file, SUMMARY in text) == ([], 404, True)
    actions.say_who_reads(**said, reading=Reading.OPEN, shown=(1, 1))
    assert found_in(pages(others[0], concern)[0]) == list(CANARIES)
    actions.add_reporter_message(concern=concern, text="Zephyrlater", at=OPENED_AT)
    text, file = pages(others[0], concern)
    assert ("Zephyrlater" in text, "Held back until" in text, file) == (False, True, 200)
    assert [one.pk for one in queries.unjudged_concerns(user=reader)] == [concern.pk]


@pytest.mark.django_db
def test_only_whoever_triages_it_says_so_of_what_they_have_read_and_another_takes_it_over() -> None:
    concern, reader = told()
    other = user_with(Role.CASEWORKER)
    said: dict[str, Any] = {"concern": concern, "reading": Reading.OPEN, "at": OPENED_AT}
    with pytest.raises(NotTheReader):
        actions.say_who_reads(**said, shown=(1, 1), by=other)
    with pytest.raises(MoreToRead):
        actions.say_who_reads(**said, shown=(0, 1), by=reader)
    row = {"reading": Reading.OPEN, "messages": 1, "files": 1, "at": OPENED_AT}
    with pytest.raises(IntegrityError, match="says who reads"), acting(user=other), transaction.atomic():
        concern.readings.create(**row, by=other)
    actions.take_over_reading(concern=concern, reason="They are on leave.", by=other, at=OPENED_AT)
    assert actions.say_who_reads(**said, shown=(1, 1), by=other)
    assert not queries.triages(concern=concern, user=reader)


@pytest.mark.django_db
def test_a_reporter_says_later_who_they_are_and_it_is_sealed_once(client: Client) -> None:
    establish_boxes()
    code = actions.raise_concern(
        draft="later",
        category="records",
        about_name="Ama Osei",
        about_role="",
        organisation="",
        what_happened="It was altered.",
        when_text="",
        reporter=Reporter(),
        at=OPENED_AT,
    )
    page = "/concerns/return/identity/"
    given = {"code": code, "name": "Wren Castellane", "mode": "named", "notices_to": "w@example.test"}
    assert client.get(page).status_code == 302
    assert b"Say who you are" in client.post(page, {"code": code}).content
    assert client.post(page, {**given, "mode": ""}).status_code == 422
    sealed = client.post(page, given)
    assert (b"It is sealed" in sealed.content, not sealed.cookies) == (True, True)
    concern = queries.concern_by_receipt(typed=code)
    assert concern is not None
    kept = ReporterIdentity.objects.get(concern=concern)
    assert (kept.holds, concern.mode, "Castellane" in kept.sealed) == (["name"], Mode.NAMED, False)
    again = client.post(page, {**given, "notices_to": ""})
    assert "already" in again.content.decode()
    with pytest.raises(SealedAlready):
        actions.add_identity(concern=concern, mode=Mode.NAMED, identity=Identity(name="Other"), at=OPENED_AT)
