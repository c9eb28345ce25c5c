"""A reporter is told how it ended, and no more than is public; and may stop the e-mails that say so."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from conduct import actions, queries
from conduct.models import CaseConcern, Concern, Determination
from conduct.workflow import Status
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from kernel.queries import system_user
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT, raised_concern
from tests.factories.identities import establish_boxes
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
TELL = "Tell the reporter how it ended in concern"


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
