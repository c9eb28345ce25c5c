"""Telling an employer of an open case: two people, and the manager knows, unless."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from conduct import actions, queries
from conduct.models import Case, EmployerNotice
from conduct.rules import employer_notices as rules
from conduct.rules.employer_notices import EMPLOYER_NOTICE, EmployerNoticeAction, EmployerNoticeStatus
from conduct.workflow import Status
from kernel.errors import SecondPersonNeeded
from kernel.history import acting
from kernel.models import Organisation, OutboxMessage, User
from kernel.permissions import Role
from kernel.queries import system_user
from kernel.workflow import NotAllowedNow
from register.actions import add_post
from register.rules import Tier
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import organisation, user_with

pytestmark = pytest.mark.django_db
AT = OPENED_AT + timedelta(days=1)
DEEDS = EmployerNoticeAction


def employed(cast: Cast, status: Status = Status.INVESTIGATION) -> tuple[Case, Organisation, User]:
    """A case on somebody in post, their employer, and who reads there."""
    case, trust = case_in(status, cast=cast), organisation()
    add_post(
        person=case.person,
        organisation=trust,
        title="Director",
        tier=Tier.BOARD_DIRECTOR,
        started_on=date(2025, 9, 1),
        by=system_user(),
        at=OPENED_AT,
    )
    return case, trust, user_with(Role.TRUST_ADMINISTRATOR, of=trust)


def proposed(case: Case, trust: Organisation, by: User, **changes: Any) -> EmployerNotice:
    words = {"text": "Do not let her alter the lists.", "necessity": "Patients wait.", "proportionality": "Only that."}
    return actions.propose_telling(
        case=case, organisation=trust, by=by, at=AT, **{**words, "manager_waits_because": "", **changes}
    )


def decide(notice: EmployerNotice, by: User, action: EmployerNoticeAction = DEEDS.TELL) -> EmployerNotice:
    return actions.decide_on_telling(notice=notice, action=action, reason="It holds.", by=by, at=AT)


@pytest.mark.parametrize("action", DEEDS)
@pytest.mark.parametrize("status", EmployerNoticeStatus)
def test_only_what_waits_is_decided_and_only_what_was_told_is_told_the_manager(status: str, action: str) -> None:
    is_possible = status == ("told" if action == DEEDS.TELL_MANAGER else "asked")
    if is_possible:
        assert EMPLOYER_NOTICE.target(action, status=status) in EmployerNoticeStatus.values
    else:
        with pytest.raises(NotAllowedNow):
            EMPLOYER_NOTICE.target(action, status=status)


def test_a_second_person_tells_the_employer_and_the_manager_reads_the_same() -> None:
    cast, second = Cast(), user_with(Role.CASEWORKER)
    case, trust, reader = employed(cast)
    notice = proposed(case, trust, cast.caseworker)
    assert not queries.notices_to(user=reader).exists()
    with pytest.raises(SecondPersonNeeded):
        decide(notice, cast.caseworker)
    with pytest.raises(rules.NotTheirProposal):
        decide(notice, second, DEEDS.WITHDRAW)
    with pytest.raises(rules.TellingWaits):
        proposed(case, trust, second)
    told = decide(notice, second)
    assert told.manager_told_at == AT
    assert [each.pk for each in queries.notices_to(user=reader)] == [told.pk]
    assert [each.pk for each in queries.notices_about(user=cast.manager)] == [told.pk]
    client = Client()
    client.force_login(cast.manager)
    assert "/me/told/" in client.get("/me/").content.decode()
    written = {mail.to: mail.body for mail in OutboxMessage.objects.filter(template__contains="_told")}
    assert set(written) == {reader.email, cast.manager.email}
    assert all("lists" not in body and case.reference not in body for body in written.values())
    with pytest.raises(NotAllowedNow):
        decide(told, second, DEEDS.REFUSE)


def test_where_it_would_prejudice_the_manager_learns_of_it_later_and_once() -> None:
    cast, second = Cast(), user_with(Role.CASEWORKER)
    case, trust, reader = employed(cast)
    told = decide(proposed(case, trust, cast.caseworker, manager_waits_because="The lists could go."), second)
    assert (told.manager_told_at, queries.notices_about(user=cast.manager).count()) == (None, 0)
    client = Client()
    client.force_login(reader)
    assert "Do not tell them" in client.get(f"/trust/notices/{told.pk}/").content.decode()
    actions.tell_manager_of_telling(notice=told, by=second, at=AT)
    with pytest.raises(rules.ManagerKnows):
        actions.tell_manager_of_telling(notice=told, by=second, at=AT)
    client.force_login(cast.manager)
    assert "Do not let her alter the lists." in client.get("/me/told/").content.decode()


def test_only_an_employer_with_a_reader_is_told_and_only_of_an_open_case() -> None:
    cast, second = Cast(), user_with(Role.CASEWORKER)
    case, trust, _ = employed(cast)
    with pytest.raises(rules.NotTheirEmployer):
        proposed(case, organisation(), cast.caseworker)
    waiting = proposed(case, trust, cast.caseworker)
    actions.withdraw_case(case=case, reason="Wrong person", by=cast.caseworker, at=AT)
    with pytest.raises(NotAllowedNow):
        decide(waiting, second)
    assert decide(waiting, cast.caseworker, DEEDS.WITHDRAW).status == "withdrawn"
    other, unread, nobody = employed(Cast())
    with acting(user=system_user()):
        nobody.is_active = False
        nobody.save(update_fields=["is_active"])
    with pytest.raises(rules.NobodyToRead):
        proposed(other, unread, cast.caseworker)


@pytest.mark.parametrize("change", [{"text": "Nothing."}, {"decision_reason": "Other."}, {"manager_told_at": None}])
def test_what_was_told_is_never_changed(change: dict[str, Any]) -> None:
    cast, second = Cast(), user_with(Role.CASEWORKER)
    case, trust, _ = employed(cast)
    told = decide(proposed(case, trust, cast.caseworker), second)
    with pytest.raises(IntegrityError), transaction.atomic(), acting(user=second):
        EmployerNotice.objects.filter(pk=told.pk).update(**change)


def test_another_organisation_and_an_ordinary_user_read_nothing() -> None:
    cast, second = Cast(), user_with(Role.CASEWORKER)
    case, trust, reader = employed(cast)
    told = decide(proposed(case, trust, cast.caseworker), second)
    answers = {}
    for name, user in {
        "reader": reader,
        "elsewhere": user_with(Role.TRUST_ADMINISTRATOR, of=organisation()),
        "user": user_with(Role.TRUST_USER, of=trust),
    }.items():
        client = Client()
        client.force_login(user)
        answers[name] = client.get(f"/trust/notices/{told.pk}/").status_code
    assert answers == {"reader": 200, "elsewhere": 404, "user": 403}


def test_staff_propose_and_decide_on_pages_that_say_what_is_missing() -> None:
    cast = Cast()
    case, trust, _ = employed(cast)
    page = f"/staff/cases/{case.reference}/employers/"
    client = Client()
    client.force_login(cast.caseworker)
    seen = {"seen": queries.last_step(case=case)}
    given = {"organisation": trust.code, "text": "Read this.", "necessity": "Now.", "proportionality": "Only this."}
    assert client.post(page + "new/", {**seen, **given, "necessity": ""}).status_code == 422
    assert client.post(page + "new/", {**seen, **given}).status_code == 302
    notice = EmployerNotice.objects.get()
    decided = {"seen": queries.last_step(case=case), "action": "withdraw", "reason": "Not now."}
    assert client.post(f"{page}{notice.pk}/decide/", {**decided, "action": "tell"}).status_code == 422
    assert client.post(f"{page}{notice.pk}/decide/", decided).status_code == 302
    assert "Withdrawn" in client.get(page).content.decode()
