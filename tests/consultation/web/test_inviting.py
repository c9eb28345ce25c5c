"""Whom staff invite: listed, invited, reminded no sooner than the rules say, and answered without what they said."""

from datetime import datetime, timedelta
from html import unescape
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.actions import inviting
from consultation.models import Consultation, Consultee, InvitationUsed, Response
from consultation.rules.inviting import CONSULTEE, InviteAction, Invitee, NotInvited, Standing, read_list
from kernel.history import acting
from kernel.models import OutboxMessage
from tests.factories.consultation import SOMEBODY, Team, answer, approved, question
from tests.races import refusals

NOW = timezone.now()
DAY = timedelta(days=1)
PAGE = "/staff/consultations/leading/invited/"
ALLOWED = {
    (Standing.LISTED, InviteAction.INVITE),
    (Standing.INVITED, InviteAction.REMIND),
    (Standing.LISTED, InviteAction.ANSWER),
    (Standing.INVITED, InviteAction.ANSWER),
    (Standing.DECLINED, InviteAction.ANSWER),
    (Standing.LISTED, InviteAction.DECLINE),
    (Standing.INVITED, InviteAction.DECLINE),
    (Standing.ANSWERED, InviteAction.REOPEN),
    (Standing.DECLINED, InviteAction.REOPEN),
}


def test_what_can_be_done_follows_from_how_somebody_stands() -> None:
    found = {(s, a) for s, a in product(Standing, InviteAction) if a in CONSULTEE.allowed(s)}
    assert (found, CONSULTEE.unreachable()) == (ALLOWED, set())


def test_a_list_says_which_rows_are_wrong_and_why() -> None:
    rows: list[Any] = [
        ["The Trust", "organisation", "An NHS trust or foundation trust", "north west", "A@B.example"],
        ["", "manager", "", "", ""],
        ["One", "", "", "", "no address"],
        ["Two", "martian", "a shop", "Mars", ""],
        "columns",
        ["the trust", "public", "", "", "a@b.example"],
    ]
    listed = read_list(["Name", "Respondent type", "Organisation type", "Region", "Email"], rows)
    assert listed.invitees[0] == Invitee(
        name="The Trust",
        respondent_type="organisation",
        organisation_type="trust",
        region="north_west",
        email="a@b.example",
    )
    assert [number for number, _fault in listed.faults] == [3, 4, 4, 5, 5, 5, 6, 7, 7]
    words = " ".join(fault for _number, fault in listed.faults)
    for said in (
        "no name",
        "as what they answer",
        "no email address",
        "“martian”",
        "“Mars”",
        "Row 2 has the same name",
    ):
        assert said in words, said
    with pytest.raises(NotInvited, match="headed “Name”"):
        read_list(["Who knows"], [])


def invited(held: Consultation, team: Team, *names: str, at: datetime) -> list[Consultee]:
    by: dict[str, Any] = {"by": team.analyst, "at": at}
    for name in names:
        one = Invitee(name=name, respondent_type="public", email=f"{name}@x.example", region="london")
        inviting.add_consultee(consultation=held, invitee=one, **by)
    inviting.invite(consultation=held, **by)
    return [held.consultees.get(name=name) for name in names]


@pytest.mark.django_db
def test_from_the_list_to_the_last_reminder() -> None:
    team = Team()
    held = approved(team, opens_at=NOW - 30 * DAY)
    client = Client()
    client.force_login(team.analyst)
    assert "Nobody is invited" in client.get(PAGE).content.decode()
    csv = "Name,Respondent type,Email\nOne,public,one@x.example\nTwo,public,\nThree,martian,three@x.example\n"
    refused = client.post(f"{PAGE}list/", {"file": SimpleUploadedFile("l.csv", csv.encode())})
    assert (refused.status_code, Consultee.objects.count()) == (422, 0)
    assert "“martian” is no kind of respondent" in unescape(refused.content.decode())
    mended = csv.replace("martian", "manager")
    for added in (3, 3):  # sent again, it brings nobody twice
        assert client.post(f"{PAGE}list/", {"file": SimpleUploadedFile("l.csv", mended.encode())}).status_code == 302
        assert Consultee.objects.count() == added
    twice = client.post(f"{PAGE}new/", {"name": "one", "respondent_type": "public"})
    assert "is on the list" in twice.content.decode()
    assert "2 people and organisations get" in client.get(f"{PAGE}invite/").content.decode()
    assert client.post(f"{PAGE}invite/").status_code == 302
    assert sorted(OutboxMessage.objects.values_list("to", flat=True)) == ["one@x.example", "three@x.example"]
    again = client.post(f"{PAGE}remind/")
    assert "There is nobody to remind" in unescape(again.content.decode())
    shown = unescape(client.get(PAGE, {"standing": "invited", "mail": "can"}).content.decode())
    assert 'data-test="found">2 found' in shown.replace("\n", " ")
    two = Consultee.objects.get(name="Two")
    assert client.post(f"{PAGE}{two.pk}/note/", {"what": "letter", "note": "Of May"}).status_code == 302
    two.refresh_from_db()
    assert (two.standing, two.answered_by, two.note) == ("answered", "letter", "Of May")
    assert "Take off the list" not in client.get(f"{PAGE}{two.pk}/").content.decode()
    assert client.post(f"{PAGE}{two.pk}/note/", {"what": "reopened"}).status_code == 302
    assert client.post(f"{PAGE}{two.pk}/remove/").status_code == 302
    assert sorted(held.consultees.values_list("name", flat=True)) == ["One", "Three"]
    assert b"one@x.example" in client.get(f"{PAGE}invited.csv").content
    client.force_login(team.publisher)
    assert client.get(PAGE).status_code == 403


@pytest.mark.django_db
def test_who_answers_by_the_link_is_told_of_with_others_and_tied_to_nothing() -> None:
    team = Team()
    held = approved(team, opens_at=NOW - 30 * DAY)
    one, two, three, four = invited(held, team, "one", "two", "three", "four", at=NOW - 20 * DAY)
    client, said = Client(), answer(question(held, 1), "agree")
    link = f"/consultations/leading/invitation/{one.key}/"
    mail = OutboxMessage.objects.get(to="one@x.example")
    assert (link in mail.body, mail.unsubscribe.endswith(link)) == (True, True)
    first = client.get(link)
    assert "tie nothing that you say to your invitation" in " ".join(unescape(first.content.decode()).split())
    assert InvitationUsed.objects.count() == 0  # a link alone does nothing
    assert "Before you start" in client.post(link, {"answer": "yes"}).content.decode()
    given: dict[str, Any] = {"sender": SOMEBODY, "answers": said, "equality": {}}
    actions.send_response(consultation=held, code="A", invitation=str(one.key), at=NOW, **given)
    assert (Response.objects.count(), InvitationUsed.objects.get().consultee) == (1, one)
    one.refresh_from_db()
    assert one.standing == "invited"  # staff do not see who answered at which minute
    for name, who, words in (
        ("decline", two, "remind you no more"),
        ("stop", three, "no further invitation"),
        ("List-Unsubscribe", four, "no further invitation"),
    ):
        sent = {name: "One-Click" if name == "List-Unsubscribe" else "yes"}
        assert words in client.post(f"/consultations/leading/invitation/{who.key}/", sent).content.decode()
    with pytest.raises(NotInvited, match="nobody to remind"):
        inviting.remind(consultation=held, by=team.analyst, at=NOW)
    assert InvitationUsed.objects.count() == 1  # nobody was reminded, so nobody was told
    late = Invitee(name="late", respondent_type="public", email="late@x.example")
    inviting.add_consultee(consultation=held, invitee=late, by=team.analyst, at=NOW - 15 * DAY)
    inviting.invite(consultation=held, by=team.analyst, at=NOW - 15 * DAY)
    assert inviting.remind(consultation=held, by=team.analyst, at=NOW) == 1
    standing = dict(held.consultees.values_list("name", "standing"))
    assert standing == {"one": "answered", "two": "declined", "three": "invited", "four": "invited", "late": "invited"}
    with pytest.raises(NotInvited, match="14 days later"):
        inviting.remind(consultation=held, by=team.analyst, at=NOW + 13 * DAY)
    elsewhere = approved(team, opens_at=NOW - DAY, slug="other")
    with pytest.raises(NotInvited, match="nobody to write to"):
        invited(elsewhere, team, "three", at=NOW)


@pytest.mark.django_db
def test_after_the_close_staff_are_told_and_nobody_is_written_to() -> None:
    team = Team()
    held = approved(team, opens_at=NOW - 84 * DAY, closes_at=NOW + DAY)
    one, _two = invited(held, team, "one", "two", at=NOW - 20 * DAY)
    inviting.answered_by_link(consultation=held, key=str(one.key), at=NOW)
    assert inviting.tell_who_answered(at=NOW) == 0
    assert inviting.tell_who_answered(at=NOW + DAY) == 1
    one.refresh_from_db()
    assert (one.standing, one.answered_by, InvitationUsed.objects.count()) == ("answered", "link", 0)
    for act in (inviting.invite, inviting.remind):
        with pytest.raises(NotInvited, match="while the consultation is open"):
            act(consultation=held, by=team.analyst, at=NOW + DAY)


WRONG = {
    "in_turn": "standing = 'listed', invited_at = NULL",
    "wants_no_email": "reminded_at = invited_at + interval '100 days', reminders = 1",
    "reminded_too_soon": "reminded_at = invited_at + interval '13 days', reminders = 1",
    "answered_some_way": "standing = 'answered'",
    "is_whole": "region = 'mars'",
    "reminded_once_invited": "reminders = 2",
}


def refused(sql: str, *given: int, by: int) -> str:
    """By which constraint PostgreSQL refuses it."""
    with pytest.raises(IntegrityError) as fault, acting(user=by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)
    return str(fault.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


@pytest.mark.django_db
def test_the_database_refuses_what_must_not_be() -> None:
    team = Team()
    held, by = approved(team, opens_at=NOW - 30 * DAY), team.analyst.pk
    (one,) = invited(held, team, "one", at=NOW - 20 * DAY)
    for name, change in WRONG.items():
        changed = refused(f"UPDATE consultation_consultee SET {change} WHERE id = %s", one.pk, by=by)
        assert changed.endswith(name), (name, changed)
    assert refused("DELETE FROM consultation_consultee WHERE id = %s", one.pk, by=by).endswith("is_kept")
    hoped = "INSERT INTO consultation_expectation (consultation_id, by, key, number) VALUES (%s, 'region', 'east', 9)"
    assert refused(hoped, held.pk, by=by).endswith("expectations_are_settled")
    inviting.stop_by_link(consultee=one)
    remind = "UPDATE consultation_consultee SET reminded_at = now(), reminders = 1 WHERE id = %s"
    assert refused(remind, one.pk, by=by).endswith("wants_no_email")


@pytest.mark.django_db(transaction=True)
def test_reminders_that_two_people_send_at_once_go_once() -> None:
    team = Team()
    held = approved(team, opens_at=NOW - 30 * DAY)
    invited(held, team, "one", "two", at=NOW - 20 * DAY)
    late = refusals(*[lambda: inviting.remind(consultation=held, by=team.analyst, at=NOW)] * 2)
    assert [type(each) for each in late] == [NotInvited]
    assert OutboxMessage.objects.filter(template="consultation_reminder").count() == 2
