"""Who may not do what in a case, because of what they did in it before."""

from collections.abc import Collection

from django.db.models import TextChoices

from kernel.errors import ActionRefused


class Part(TextChoices):
    """What somebody is in a case. Nobody is two of these in one case."""

    CASEWORKER = "caseworker", "Caseworker"
    INVESTIGATOR = "investigator", "Investigator"
    CASE_EXAMINER = "case_examiner", "Case examiner"
    INTERIM_DECIDER = "interim_decider", "Decides on an interim order"
    ADJUDICATOR = "adjudicator", "Adjudicator"


class NotIndependent(ActionRefused):
    """The person has already had a part in this case that does not go with the one they would take."""


def require_independent(*, user_id: int, involved: Collection[int]) -> None:
    """Refuse a decider who took any part in the case: whoever opened, held or investigated it never decides it."""
    if user_id in involved:
        raise NotIndependent(
            "You have already taken part in this case, so you cannot decide it. "
            "Ask a panel chair who has had no part in it."
        )


def require_investigator(*, user_id: int, intake: Collection[int], subject: int | None) -> None:
    """Refuse an investigator who took the case in, or whom it is about."""
    if user_id in intake:
        raise NotIndependent("Choose an investigator who did not open this case and does not hold it.")
    if user_id == subject:
        raise NotIndependent("The case is about this person, so they cannot investigate it.")


def require_no_part(*, name: str, user_id: int, involved: Collection[int]) -> None:
    """Refuse to give somebody a part in a case in which they had one, or which is about them."""
    if user_id in involved:
        raise NotIndependent(f"{name} has already taken part in this case. Choose somebody who had no part in it.")


def require_unrecused(*, user_id: int, recused: Collection[int]) -> None:
    """Refuse whoever has stepped down from a case because of a conflict."""
    if user_id in recused:
        raise NotIndependent("You stepped down from this case because of a conflict.")


def require_not_the_holder(*, user_id: int, holder: int) -> None:
    """Refuse to leave a case without anybody who holds it."""
    if user_id == holder:
        raise NotIndependent("You hold this case. Hand it over first, then step down.")


def require_no_shared_employer(*, name: str, shared: Collection[str]) -> None:
    """Refuse to give a part in a case to whoever worked at the same organisation as the manager, at the same time."""
    if shared:
        raise NotIndependent(
            f"{name} worked at {', '.join(shared)} at the same time as the manager, so they can have no part in the "
            "case. Choose somebody else."
        )


def require_long_enough_ago(*, name: str, parts: Collection[str], months: int) -> None:
    """Refuse an adjudicator who investigated or examined any case within so many months (SI 2018/893, reg 25)."""
    if parts:
        raise NotIndependent(
            f"{name} was {' and '.join(parts)} of a case within the last {months} months, so they cannot decide one."
        )


def require_stranger(*, user_id: int, subject: int | None) -> None:
    """Refuse anyone who would act on a case about themselves."""
    if user_id == subject:
        raise NotIndependent("This case is about you, so you cannot act in it.")
