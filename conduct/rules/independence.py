"""Who may not do what in a case, because of what they did in it before."""

from collections.abc import Collection

from django.db.models import TextChoices

from kernel.errors import ActionRefused


class Part(TextChoices):
    """What somebody is in a case. Nobody is two of these in one case."""

    CASEWORKER = "caseworker", "Caseworker"
    INVESTIGATOR = "investigator", "Investigator"
    CASE_EXAMINER = "case_examiner", "Case examiner"
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


def require_stranger(*, user_id: int, subject: int | None) -> None:
    """Refuse anyone who would act on a case about themselves."""
    if user_id == subject:
        raise NotIndependent("This case is about you, so you cannot act in it.")
