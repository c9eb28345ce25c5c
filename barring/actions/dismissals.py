"""Remembering who was said not to be meant, and forgetting it."""

from datetime import datetime

from django.db import transaction

from barring.models import CheckReview, Dismissal, DismissalWithdrawal
from kernel.errors import ActionRefused
from kernel.models import User


def remember_dismissed(*, review: CheckReview, person_ids: list[int]) -> None:
    """Keep that these people were not meant by the question of a review, in the transaction that resolves it."""
    organisation_id = review.check_asked.organisation_id
    Dismissal.objects.bulk_create(
        Dismissal(organisation_id=organisation_id, review=review, person_id=person_id) for person_id in person_ids
    )


@transaction.atomic
def withdraw_dismissals(*, review: CheckReview, reason: str, by: User, at: datetime) -> DismissalWithdrawal:
    """Have the next such question looked at by a person again. Refuses a review that dismissed nobody, and twice.

    What was answered by it meanwhile is found as any answer is that would be different now.
    """
    review = CheckReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if not Dismissal.objects.filter(review=review).exists():
        raise ActionRefused("Nobody was set aside here, so there is nothing to withdraw.")
    if DismissalWithdrawal.objects.filter(review=review).exists():
        raise ActionRefused("Somebody has withdrawn this already.")
    return DismissalWithdrawal.objects.create(review=review, reason=reason, by=by, at=at)
