"""Changing the themes of many answers at once, and taking that back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from consultation.actions.coding import lock_codebook, require_free_name
from consultation.models import CodedTheme, Coding, Question, Recoding, Theme, Undoing
from consultation.queries.recoding import Concerned, concerned, made_by, read_since
from consultation.rules.recoding import NotRecoded, Way, recoded, require_whole
from consultation.rules.themes import require_themes
from kernel.history import recorded
from kernel.models import User

NAMED: Final = 5
AT_ONCE: Final = 5_000


@recorded()
def recode(
    *,
    question: Question,
    way: str,
    source: int | None,
    target: int,
    words: str,
    reason: str,
    expected: int,
    by: User,
    at: datetime,
) -> Recoding:
    """Give each answer that is concerned a further reading with the other themes. What was found before stays.

    `expected` is how many there were when somebody looked: refuses where there are more or fewer now.
    """
    lock_codebook(question=question, at=at)
    require_whole(way=way, source=source, target=target, words=words)
    in_use = Theme.objects.filter(question=question, is_retired=False)
    require_themes({target} | ({source} if source else set()), set(in_use.values_list("pk", flat=True)))
    found = concerned(question=question, source=source, target=target, words=words)
    _require_expected(len(found), expected)
    recoding = Recoding.objects.create(
        question=question,
        way=way,
        source_id=source,
        target_id=target,
        words=words,
        reason=reason,
        answers=len(found),
        by=by,
        at=at,
    )
    after = ((each, recoded(each.themes, source=source, target=target)) for each in found)
    _write(recoding, after, by=by, at=at)
    if way == Way.MERGE and recoding.source is not None:
        _retire(recoding.source, is_retired=True)
    return recoding


def _require_expected(found: int, expected: int) -> None:
    if found != expected:
        raise NotRecoded(f"It concerns {found:,} answers now, and not {expected:,}. Look at it again.")
    if not found:
        raise NotRecoded("It concerns no answer, so nothing was changed.")


@recorded()
def undo_recoding(*, question: Question, recoding: Recoding, by: User, at: datetime) -> Undoing:
    """Give each of its answers the themes that it had. Refuses where somebody has read or changed one since."""
    lock_codebook(question=question, at=at)
    if Undoing.objects.filter(recoding=recoding).exists():
        raise NotRecoded("This change was taken back already.")
    since = read_since(recoding)
    if since:
        named = ", ".join(since[:NAMED]) + (f" and {len(since) - NAMED:,} more" if len(since) > NAMED else "")
        raise NotRecoded(
            f"It cannot be taken back whole: answers were read or changed since. Read them one by one: {named}."
        )
    if recoding.way == Way.MERGE and recoding.source is not None and recoding.source.is_retired:
        require_free_name(question=question, name=recoding.source.name)
        _retire(recoding.source, is_retired=False)
    undoing = Undoing.objects.create(recoding=recoding, by=by, at=at)
    _write(recoding, ((each, each.themes) for each in made_by(recoding)), by=by, at=at)
    return undoing


def _write(recoding: Recoding, after: Iterable[tuple[Concerned, frozenset[int]]], *, by: User, at: datetime) -> None:
    listed = list(after)
    codings = Coding.objects.bulk_create(
        (Coding(answer_id=each.answer, by=by, at=at, recoding=recoding, before_id=each.coding) for each, _ in listed),
        batch_size=AT_ONCE,
    )
    CodedTheme.objects.bulk_create(
        (
            CodedTheme(coding=coding, theme_id=theme)
            for coding, (_, themes) in zip(codings, listed, strict=True)
            for theme in sorted(themes)
        ),
        batch_size=AT_ONCE,
    )


def _retire(theme: Theme, *, is_retired: bool) -> None:
    theme.is_retired = is_retired
    theme.save(update_fields=["is_retired"])
