"""Recall: who is written to of answers that would be different as known now, how often, and what they read."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from barring.actions import corrections
from barring.actions.batch_work import work_off
from barring.actions.batches import taking_in
from barring.actions.checks import OnBehalfOf
from barring.actions.corrections import recall_checks
from barring.models import Check, CheckCorrection
from kernel.actions import change_organisation
from kernel.clocks import today
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from kernel.queries import system_user, system_user_id
from register import actions as register
from register.actions.imports import import_people
from register.models import Person
from tests.barring.test_corrections import BORN, DAY, asked, backdated, everyone_asks, news, recalled
from tests.factories.api import Program, program
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db(transaction=True)  # what is found is what was committed


@pytest.fixture(autouse=True)
def _in_the_systems_name(transactional_db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def trust() -> Program:
    return program(organisation("RJ1"))


@pytest.fixture
def osei() -> Person:
    return registered_person(family_name="Osei", given_names="Ama", date_of_birth=BORN)


def test_who_asked_reads_it_on_their_pages_and_the_person_on_theirs(osei: Person) -> None:
    asker = user_with(Role.TRUST_USER, of=organisation("RJ1"))
    everyone_asks([osei], [asker])
    recall_checks(at=timezone.now())
    backdated(osei)
    recall_checks(at=timezone.now())
    (mail,) = OutboxMessage.objects.filter(template="check_corrected")
    assert (mail.to, "Osei" in mail.body, "6 answers" in mail.body) == (asker.email, False, True)
    manager = user_with(Role.MANAGER)
    register.link_account(person=osei, user=manager, by=system_user(), at=timezone.now())
    first = Check.objects.filter(person=osei).earliest("pk")
    for user, path in (
        (asker, "/trust/"),
        (asker, "/trust/checks/?outcome=corrected"),
        (asker, f"/trust/checks/{first.reference}/"),
        (manager, "/me/checks/"),
        (manager, f"/me/checks/{first.reference}/"),
    ):
        page = Client()
        page.force_login(user)
        shown = page.get(path).content.decode()
        assert "would be different" in shown.lower(), path


def test_of_answers_whose_asker_left_the_administrators_are_told_once(osei: Person) -> None:
    place = organisation("RJ1")
    left, stays = (user_with(Role.TRUST_USER, of=place) for _ in range(2))
    administrator = user_with(Role.TRUST_ADMINISTRATOR, of=place)
    for asker in (left, stays):
        everyone_asks([osei], [asker])
    recall_checks(at=timezone.now())
    with transaction.atomic():
        User.objects.filter(pk=left.pk).update(is_active=False)
    backdated(osei)
    recall_checks(at=timezone.now())
    mails = OutboxMessage.objects.filter(template="check_corrected")
    assert Counter(mail.to for mail in mails) == Counter([stays.email, administrator.email])
    told_of = mails.get(to=administrator.email).body
    assert ("6 answers" in told_of, "that you made" in told_of) == (True, False)
    assert recalled() == 0


def test_what_was_answered_to_a_body_is_told_to_the_one_that_it_went_into(trust: Program, osei: Person) -> None:
    heir = program(organisation("NEW"))
    first = asked(trust, osei)
    recall_checks(at=timezone.now())
    change_organisation(
        organisation=trust.organisation,
        name="Old",
        organisation_class="nhs_trust",
        closed_on=today(timezone.now() - DAY),
        reason="Merger",
        successor="NEW",
    )
    backdated(osei)
    assert (recalled(), recalled()) == (1, 0)
    assert (news(heir), news(trust)) == ([first], [])


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """How often each answer is worked out again from now on."""
    worked_out: Counter[int] = Counter()
    compare = corrections._compare

    def counting(ids: list[int], *, at: datetime) -> None:
        worked_out.update(ids)
        compare(ids, at=at)

    monkeypatch.setattr(corrections, "_compare", counting)
    return worked_out


def test_after_a_large_import_whoever_asked_gets_one_email_about_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "LONGEST", 60.0)
    monkeypatch.setattr(corrections, "TOGETHER", 50)
    trusts = [organisation(code) for code in ("RJ1", "RX1")]
    askers = [user_with(Role.TRUST_USER, of=trust) for trust in trusts]
    names = [f"{a}{b}{c}ow" for a in "BCDFG" for b in ("ar", "el", "im", "on", "ud") for c in "bcdfgkmprs"]
    rows = [
        ["", "", name, "Ama", "", f"19{60 + n % 30}-03-{1 + n % 28:02}", "board_director"]
        for n, name in enumerate(names)
    ]
    for trust, asker in zip(trusts, askers, strict=True):
        behalf = OnBehalfOf(organisation_id=trust.pk, organisation_code=trust.code)
        with taking_in(asker=behalf, by=asker) as intake:
            for row in rows:
                intake.add(row)
            intake.finish(purpose="in_post", at=timezone.now())
    while work_off(at=timezone.now()):
        pass
    recall_checks(at=timezone.now())
    lines = [f"{n},{row[2]},{row[3]},,{row[5]},,,,,," for n, row in enumerate(rows)]
    heading = "reference,family_name,given_names,previous_family_names,date_of_birth,organisation,job_title,tier,"
    import_people(
        lines=[heading + "started_on,registered_on,email", *lines],
        dry_run=False,
        issue=lambda *_: None,
        by=system_user(),
        at=timezone.now(),
    )
    worked_out = counted(monkeypatch)
    recall_checks(at=timezone.now())
    assert CheckCorrection.objects.count() == 2 * len(rows)
    assert (len(worked_out), set(worked_out.values())) == (2 * len(rows), {1})
    mails = OutboxMessage.objects.filter(template="check_corrected")
    assert Counter(mail.to for mail in mails) == Counter(asker.email for asker in askers)
    assert all("250 answers" in mail.body for mail in mails)
