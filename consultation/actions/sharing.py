"""Giving readers their part of the answers to a question, and handing it over."""

from collections.abc import Collection
from datetime import datetime
from itertools import islice

from consultation.actions.coding import lock_codebook
from consultation.models import Coding, Question, Share
from consultation.queries.sharing import readers as all_readers
from consultation.queries.sharing import unread_shares, unshared
from consultation.rules.sharing import NotShared, shared
from kernel.history import recorded
from kernel.models import User


@recorded()
def share_out(
    *, question: Question, readers: Collection[int], count: int | None, is_second: bool, by: User, at: datetime
) -> int:
    """Give so many answers, or all that are nobody's, to readers in even parts; how many were given."""
    lock_codebook(question=question, at=at)
    _require_readers(readers)
    free = unshared(question=question, is_second=is_second)
    found = dict(islice(shared(free, sorted(set(readers))).items(), count))
    if not found:
        raise NotShared(
            "No answer is left that these people may have. One that has a reader is handed over; a second reader is "
            "never who read it first."
        )
    Share.objects.bulk_create(
        (Share(answer_id=answer, reader_id=reader, is_second=is_second) for answer, reader in found.items()),
        batch_size=5_000,
    )
    return len(found)


@recorded()
def hand_over(*, question: Question, reader: int, to: int, is_second: bool, by: User, at: datetime) -> int:
    """Give what somebody has not read yet to another reader; how many. What that one may not have stays."""
    lock_codebook(question=question, at=at)
    _require_readers([to])
    left = unread_shares(question=question).filter(reader=reader, is_second=is_second)
    theirs = Share.objects.filter(reader=to).values("answer")
    made = Coding.objects.filter(by=to, recoding=None).values("answer")
    keys = list(left.exclude(answer__in=theirs).exclude(answer__in=made).values_list("pk", flat=True))
    if not keys or reader == to:
        raise NotShared("Nothing is left that this person may have: two readers of one answer are two people.")
    return Share.objects.filter(pk__in=keys).update(reader=to)


def _require_readers(readers: Collection[int]) -> None:
    if not set(readers) <= set(all_readers().values_list("pk", flat=True)):
        raise NotShared("Somebody among them may not read answers any more. Choose again.")
