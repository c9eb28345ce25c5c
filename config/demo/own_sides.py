"""Managers with accounts, and a case at each point that a manager can see; and whoever acts for one of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from conduct import actions as conduct
from conduct.models import Case
from conduct.workflow import Status
from config.demo import casework
from config.demo.cast import Cast
from kernel.models import User
from kernel.permissions import Role
from register import actions as register
from register.models import Person

# How many days ago each was received, so that one is late and one can still be appealed against.
STAGES: Final = {
    "Sasha": (Status.CASE_EXAMINERS, 70),
    "Robin": (Status.HEARING, 300),
    "Alexis": (Status.DECISION_ISSUED, 70),
}


def managers(cast: Cast, *, person: Callable[[], Person], system: User, days_ago: Callable[[int], datetime]) -> None:
    """One manager for each of these stages, with an account of their own."""
    for name, (until, days) in STAGES.items():
        user, about = cast.add(Role.MANAGER, f"{name} (manager)"), person()
        register.link_account(person=about, user=user, by=system, at=days_ago(0))
        cast.link(user, about.registration_number)
        case = casework.case(cast, about, began=days_ago(days), until=until)
        if until == Status.HEARING:
            conduct.explain_delay(
                case=case,
                reason="Two members of the panel fell ill; the office looks for others.",
                told="We had to find two other members for the panel. We will write to you when the day is set.",
                by=cast.one(Role.CASEWORKER),
                at=days_ago(2),
            )


def beside_a_response(cast: Cast, case: Case, *, at: datetime) -> None:
    """The manager who is asked to respond has begun to, has asked for things, and lets somebody act for them."""
    manager, friend = case.person.user, cast.one(Role.REPRESENTATIVE)
    assert manager is not None
    conduct.save_part(case=case, part="text", text="I ask you to read the ward’s own reports first.", by=manager, at=at)
    asked = conduct.ask_for_adjustment(
        case=case, what="Letters in large print.", why="I read with difficulty on a screen.", by=manager, at=at
    )
    conduct.answer_adjustment(
        request=asked,
        agree=True,
        reasons="All letters come in large print from now on.",
        by=cast.one(Role.CASEWORKER),
        at=at + timedelta(hours=2),
    )
    named = conduct.name_representative(
        case=case, name=friend.name, email=friend.email, kind="union", may_respond=False, by=manager, at=at
    )
    conduct.take_up_representation(representation=named, by=friend, at=at + timedelta(hours=3))
    conduct.make_complaint(
        about="telling", text="For six weeks nobody could tell me who holds my case.", by=manager, at=at
    )
