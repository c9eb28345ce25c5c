"""A reporter is told how it ended, and no more than is public; and may stop the e-mails that say so."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions, queries
from conduct.actions.concerns import SealedAlready
from conduct.models import CaseConcern, Concern, Determination, NoticeAddress
from conduct.rules.identities import Mode
from conduct.workflow import Status
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.outbox import send_mail
from kernel.permissions import Role
from kernel.queries import system_user
from kernel.workflow import NotAllowedNow
from tests.builders import Cast, case_in
from tests.factories.conduct import CONCERN, OPENED_AT, raised_concern
from tests.factories.identities import establish_boxes
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
TELL = "Tell the reporter how it ended in concern"
EMPTY = {"name": "", "email": "", "telephone": "", "other": "", "mode": "", "notices_to": "wren@example.test"}


def joined(status: Status, cast: Cast, concern: Concern) -> Concern:
    """A concern of a case in a status."""
    case = case_in(status, cast=cast)
    with acting(user=system_user()):
        Concern.objects.filter(pk=concern.pk).update(status="CASE_OPENED")
        CaseConcern.objects.create(case=case, concern=concern)
    concern.refresh_from_db()
    return concern


def asked(user: User) -> list[str]:
    """For which concerns the list of work asks somebody to tell the reporter."""
    items = queries.work_for(user=user, at=timezone.now())
    return [item.text.removeprefix(TELL).strip() for item in items if TELL in item.text]


@pytest.mark.parametrize(
    ("status", "is_over"),
    [
        (Status.REPRESENTATIONS, False),
        (Status.DETERMINATION, False),
        (Status.DECISION_ISSUED, True),
        (Status.CLOSED, True),
        (Status.NOT_TAKEN_FURTHER, True),
        (Status.WITHDRAWN, True),
    ],
)
def test_however_a_case_ended_its_holder_is_to_tell_the_reporter(status: Status, is_over: bool) -> None:
    cast = Cast()
    concern = raised_concern()
    actions.send_message(concern=concern, text="We read it.", by=cast.caseworker, at=OPENED_AT)
    joined(status, cast, concern)
    assert asked(cast.caseworker) == ([str(concern.pk)] if is_over else [])
    assert asked(user_with(Role.CASEWORKER)) == []


def test_a_decision_in_the_post_is_told_once_it_is_served_and_the_team_tells_for_who_left() -> None:
    cast, colleague = Cast(), user_with(Role.CASEWORKER)
    concern = joined(Status.DECISION_ISSUED, cast, raised_concern())
    served_at = Determination.objects.get().served_at
    assert served_at is not None
    before = served_at - timedelta(seconds=1)
    assert not queries.is_untold(concern=concern, at=before)
    actions.send_message(concern=concern, text="Soon.", by=cast.caseworker, at=before)
    assert asked(cast.caseworker) == [str(concern.pk)]
    with acting(user=system_user()):
        User.objects.filter(pk=cast.caseworker.pk).update(is_active=False)
    assert asked(colleague) == [str(concern.pk)]
    assert asked(cast.investigator) == []


def test_the_message_begins_with_what_is_public_goes_to_the_mailbox_and_gives_notice() -> None:
    establish_boxes()
    cast = Cast()
    concern = joined(Status.WITHDRAWN, cast, raised_concern(notices_to="wren@example.test"))
    keeper = Client()
    keeper.force_login(cast.caseworker)
    address = f"/staff/concerns/{concern.pk}/message/"
    page = keeper.get(address).content.decode()
    assert ("Tell the reporter how it ended" in page, "We have finished looking" in page) == (True, True)
    case = queries.case_of_concern(concern=concern)
    assert case is not None
    assert not any(word in page.split("<textarea")[1] for word in (case.reference, "withdrawn", concern.about_name))
    assert "nobody has told the reporter" in keeper.get(f"/staff/concerns/{concern.pk}/").content.decode()
    keeper.post(address, {"text": "We have finished. We can say no more."})
    assert OutboxMessage.objects.exclude(sealed_to="").count() == 1
    assert asked(cast.caseworker) == []
    again = keeper.get(address).content.decode()
    assert ("Write to the reporter" in again, "We have finished looking" in again) == (True, False)


def test_a_reporter_stops_the_emails_with_their_code_and_may_have_them_again() -> None:
    establish_boxes()
    code = actions.raise_concern(draft="stops", at=OPENED_AT, **{**CONCERN, "notices_to": "wren@example.test"})
    concern, writer, visitor = Concern.objects.get(), user_with(Role.CASEWORKER), Client(enforce_csrf_checks=True)
    write = partial(actions.send_message, concern=concern, text="Please come back.", by=writer, at=OPENED_AT)
    write()
    waiting = OutboxMessage.objects.exclude(sealed_to="")
    page = visitor.post("/concerns/return/", {"code": code})
    assert (waiting.get().dead_at, b"Stop the emails" in page.content) == (None, True)
    page = visitor.post("/concerns/return/", {"code": code, "stop": "yes"})
    assert (b"no more emails" in page.content, b"Stop the emails" in page.content) == (True, False)
    assert (waiting.get().dead_at is not None, NoticeAddress.objects.get().ended_at is not None) == (True, True)
    write()
    assert waiting.count() == 1
    ended = NoticeAddress.objects.get()
    with pytest.raises(IntegrityError, match="stopped the e-mails"), transaction.atomic():
        send_mail(sealed_to=ended.sealed_to, subject="To read", template="something_to_read", context={})
    with pytest.raises(IntegrityError, match="ends once"), transaction.atomic():
        NoticeAddress.objects.filter(pk=ended.pk).update(ended_at=None)
    assert b"It is sealed" in visitor.post("/concerns/return/identity/", {"code": code, **EMPTY}).content
    write()
    assert waiting.filter(dead_at=None).count() == 1
    with pytest.raises(SealedAlready, match="Stop the emails"):
        actions.add_identity(concern=concern, mode=Mode.NAMED, identity=None, notices_to="w@example.test", at=OPENED_AT)


def test_what_comes_in_an_open_case_is_for_its_holder_and_in_one_without_for_the_team() -> None:
    reader, cast, colleague = user_with(Role.CASEWORKER), Cast(), user_with(Role.CASEWORKER)
    concern = raised_concern()
    actions.triage_concern(concern=concern, by=reader, at=OPENED_AT)
    assert [list(queries.unjudged_concerns(user=one)) for one in (reader, colleague)] == [[concern], []]
    joined(Status.INVESTIGATION, cast, concern)
    found = [list(queries.unjudged_concerns(user=one)) for one in (cast.caseworker, reader, colleague)]
    assert found == [[concern], [], []]
    with acting(user=system_user()):
        User.objects.filter(pk=cast.caseworker.pk).update(is_active=False)
    assert list(queries.unjudged_concerns(user=colleague)) == [concern]


def test_a_closed_concern_is_taken_up_again_for_a_reason_and_its_reporter_is_told() -> None:
    concern, keeper, client = raised_concern(), user_with(Role.CASEWORKER), Client()
    given: dict[str, Any] = {"concern": concern, "by": keeper, "at": OPENED_AT}
    actions.triage_concern(**given)
    with pytest.raises(NotAllowedNow):
        actions.reopen_concern(**given, reason="New evidence.")
    actions.close_concern(**given, reason="Nothing in it.", told="We have finished.")
    client.force_login(keeper)
    assert "Take it up again" in client.get(f"/staff/concerns/{concern.pk}/").content.decode()
    address = f"/staff/concerns/{concern.pk}/reopen/"
    seen = {"seen": queries.last_concern_step(concern=concern)}
    assert "Enter why it is taken up again" in client.post(address, seen).content.decode()
    assert client.post(address, {**seen, "reason": "Zephyr came with a file."}).status_code == 302
    concern.refresh_from_db()
    view = queries.reporter_view(concern=concern, at=timezone.now())
    assert (concern.status, view.state) == ("IN_TRIAGE", "being_looked_at")
    assert [one.text for one in view.messages] == ["We have finished.", "We are looking into your concern again."]
