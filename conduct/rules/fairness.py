"""What has to be done before anything is decided about a manager. Pure."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import TextChoices

from conduct.rules.deadlines import WindowOpen, until
from kernel.errors import ActionRefused


class How(TextChoices):
    """How a manager let us know that they need no more time."""

    OWN_PAGE = "own_page", "On their own page"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By email"
    TELEPHONE = "telephone", "By telephone"
    MEETING = "meeting", "In a meeting"


class Theme(TextChoices):
    """What kind of cause reached beyond one person (the Code, principle 6)."""

    STAFFING = "staffing", "Staffing"
    RESOURCES = "resources", "Money, equipment and buildings"
    TARGETS = "targets", "Targets and pressure"
    CULTURE = "culture", "Culture, and how speaking up is met"
    GOVERNANCE = "governance", "The board and its oversight"
    TRAINING = "training", "Training and support"
    SYSTEMS = "systems", "Records and information systems"
    OUTSIDE = "outside", "Policy, or bodies outside the organisation"


class Answer(TextChoices):
    """What an organisation says to a recommendation."""

    ACCEPTED = "accepted", "Accepted"
    IN_PART = "in_part", "Accepted in part"
    REFUSED = "refused", "Not accepted"


class NotDeclared(ActionRefused):
    """Somebody would decide who has not declared that they have no conflict of interest."""


class ConsentGiven(ActionRefused):
    """The manager's consent is on record already, or there is no time left to shorten."""


class AnsweredAlready(ActionRefused):
    """A recommendation is answered once."""


def require_full_time(*, consented: bool, due_at: datetime | None, at: datetime) -> None:
    """Refuse to decide before the manager was shown the allegations and had their whole time to answer.

    Only their own consent, on record, makes that shorter; an answer does not.
    """
    if due_at is None:
        raise WindowOpen("The manager has not been shown the allegations yet. Ask for a response first.")
    if at < due_at and not consented:
        raise WindowOpen(
            f"The manager has time to respond until {until(due_at)}. Decide after that day, or record their consent "
            "to less time on the page “Fairness”."
        )


def require_declared(*, user_id: int, declared: Collection[int]) -> None:
    """Refuse whoever would decide without having declared that they have no conflict of interest."""
    if user_id not in declared:
        raise NotDeclared(
            "Declare first, on the page “Fairness” of this case, that you have no conflict of interest. Step down if "
            "you have one."
        )


def require_part_declared(*, user_id: int, holders: Collection[int | None], declared: Collection[int]) -> None:
    """Refuse an act of whoever was given a case to hold or investigate before they have declared."""
    if user_id in holders and user_id not in declared:
        raise NotDeclared(
            "You were given a part in this case. Before you act in it, declare on its page “Fairness” that you have no "
            "conflict of interest, or what conflict you have."
        )


def require_successor(*, is_holder: bool, has_successor: bool) -> None:
    """Refuse a conflict of whoever holds a case without somebody to hold it from then on."""
    if is_holder and not has_successor:
        raise NotDeclared("You hold this case. Choose who holds it from now on.")


def require_time_to_shorten(*, consented: bool, due_at: datetime | None, at: datetime) -> None:
    """Refuse a second consent, and one to shorten what is over or has not begun."""
    if consented:
        raise ConsentGiven("The manager’s consent is on record already.")
    if due_at is None or at >= due_at:
        raise ConsentGiven("There is no time to respond that could be made shorter.")
