"""Before a decision is served: the exact list of who will be told what; and what is drafted from the sanction bank."""

import re

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from conduct import queries
from conduct.models import StandardTerm
from conduct.rules.determining import Outcome
from conduct.web.presenters.serving import told_of
from conduct.workflow import Status
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from kernel.queries import system_user
from tests.builders import Cast, case_in
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
NOTHING = "Nothing"


@pytest.mark.parametrize(
    ("outcome", "public", "barring"),
    [
        (Outcome.NO_ACTION, NOTHING, NOTHING),
        (Outcome.ADVICE, NOTHING, NOTHING),
        (Outcome.WARNING, "“Do not alter records.”, for 12 months", NOTHING),
        (Outcome.DOWNGRADE, "The grade of associate", NOTHING),
        (Outcome.SUSPENSION, "Suspension, in effect after the end of", NOTHING),
        (Outcome.REFERRAL_FOR_BARRING, NOTHING, "Their work list"),
    ],
)
def test_a_decision_that_waits_to_be_served_says_who_will_be_told_what(outcome: str, public: str, barring: str) -> None:
    cast = Cast()
    case = case_in(Status.DETERMINATION, cast=cast, outcome=outcome)
    rows = {who: (how, what) for who, how, what in told_of(case, case.determination, at=timezone.now())}
    assert cast.manager.email in rows["The manager"][0]
    assert rows["Anybody who looks at the register"][0 if public == NOTHING else 1].startswith(public)
    assert rows["Barring staff"][0].startswith(barring)
    keeper = Client()
    keeper.force_login(cast.caseworker)
    page = keeper.get(f"/staff/cases/{case.reference}/serve/").content.decode()
    assert all(who in page for who in rows)


def test_an_offer_is_drafted_from_the_last_versions_in_the_bank_which_nobody_changes() -> None:
    with acting(user=system_user()):
        newer = StandardTerm.objects.create(code="U02", version=2, outcome="undertakings", title="Mentor", text="Two.")
    assert [term.version for term in queries.standard_terms() if term.code == "U02"] == [2]
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    keeper = Client()
    keeper.force_login(cast.caseworker)
    page = f"/staff/cases/{case.reference}/outcome/"
    assert "U02 version 2" in keeper.get(f"{page}bank/").content.decode()
    draft = keeper.get(f"{page}offer/?standard=U02&standard=U04").content.decode()
    assert "Two.\n\nI will tell every organisation" in draft
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), acting(user=system_user()):
        StandardTerm.objects.filter(pk=newer.pk).update(text="Three.")


def test_the_bank_leads_on_to_what_whoever_reads_it_may_draft_and_else_is_a_list() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    page = f"/staff/cases/{case.reference}/"

    def opened(user: User, address: str) -> str:
        reader = Client()
        reader.force_login(user)
        return reader.get(page + address).content.decode()

    def bank(user: User) -> tuple[bool, str]:
        text = opened(user, "outcome/bank/")
        action = re.search(r'<form method="get" action="([^"]+)"', text)
        return 'type="checkbox"' in text, action[1] if action else ""

    assert bank(cast.caseworker) == (True, f"{page}outcome/offer/")
    assert bank(cast.panel_chair) == (True, f"{page}determine/")
    assert bank(user_with(Role.AUDITOR)) == (False, "")
    assert "I will tell every organisation" in opened(cast.panel_chair, "determine/?standard=U04")
