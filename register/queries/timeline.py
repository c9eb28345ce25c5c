"""What was recorded of a person, when, by whom and why; and what was found wrong and superseded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from kernel.models import User
from register.models import (
    Annotation,
    BirthDate,
    EmailAddress,
    Fact,
    Name,
    NationalInsurance,
    Person,
    Post,
    Registration,
    Restriction,
    SpeakUpLead,
)

KINDS: tuple[type[Fact], ...] = (
    Name,
    BirthDate,
    NationalInsurance,
    EmailAddress,
    Registration,
    Post,
    SpeakUpLead,
    Restriction,
    Annotation,
)
Traces = Mapping[tuple[int, str], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One writing about a person: `new` was recorded, in place of `old` if there is one; or `old` was taken off.

    `at` is when the database wrote it; what it says holds in the facts' own periods.
    """

    at: datetime
    by: str
    reason: str
    new: Fact | None
    old: Fact | None


def timeline(person: Person, *, at: datetime) -> list[Recorded]:
    """Everything recorded of a person, newest first. A fact and the one that it superseded are one writing.

    What a decision will bring to the register is left out until the decision is served: the register's readers are
    many more than those of its case.
    """
    # Facts before their traces, so that one written in between does not lack its trace.
    kinds = [(list(_facts(model, person, at)), _traces(model, person)) for model in KINDS]
    wrote = {trace["history_user_id"] for _, traces in kinds for trace in traces.values()}
    users = dict(User.objects.filter(pk__in=wrote).values_list("pk", "name"))
    writings = [one for facts, traces in kinds for one in _writings(facts, traces, users)]
    return sorted(writings, key=lambda one: one.at, reverse=True)


def _traces(model: type[Fact], person: Person) -> Traces:
    rows = model.history.filter(person_id=person.pk).order_by("history_id")
    columns = ("id", "history_type", "history_date", "history_user_id", "history_change_reason")
    return {(row["id"], row["history_type"]): row for row in rows.values(*columns)}


def _writings(found: Iterable[Fact], traces: Traces, users: Mapping[int, str]) -> Iterator[Recorded]:
    facts = sorted(found, key=lambda one: one.pk)
    gone: dict[int, list[Any]] = {}
    for fact in facts:
        if fact.superseded_xid is not None:
            gone.setdefault(fact.superseded_xid, []).append(fact)
    for fact in facts:
        old = _replaced(fact, gone.get(fact.recorded_xid, []))
        if old is not None:
            gone[fact.recorded_xid].remove(old)
        yield _recorded(traces[fact.pk, "+"], users, new=fact, old=old)
    for old in (fact for left in gone.values() for fact in left):
        yield _recorded(traces[old.pk, "~"], users, new=None, old=old)


def _replaced(fact: Fact, gone: list[Any]) -> Any:
    """Which of the facts superseded in the same transaction this one stands for: one that holds in the same time.

    Where two neighbours give way, it is rather the one that began when this one does.
    """
    met = (old for old in gone if old.pk < fact.pk and _meet(old, fact))
    return min(met, key=lambda old: bool(old.begins != fact.begins), default=None)


def _meet(one: Fact, other: Fact) -> bool:
    starts = [fact.begins for fact in (one, other) if fact.begins is not None]
    ends = [fact.ends for fact in (one, other) if fact.ends is not None]
    return not starts or not ends or max(starts) < min(ends)


def _facts(model: type[Fact], person: Person, at: datetime) -> Any:
    facts = model.objects.filter(Q(person=person))
    if model is Restriction:
        facts = facts.filter(served_at__lte=at)
    if model is Annotation:
        facts = facts.filter(published_at__lte=at)
    return facts.select_related("organisation") if model in (Post, SpeakUpLead) else facts


def _recorded(trace: Mapping[str, Any], users: Mapping[int, str], *, new: Any, old: Any) -> Recorded:
    return Recorded(
        at=trace["history_date"],
        by=users.get(trace["history_user_id"], ""),
        reason=trace["history_change_reason"] or "",
        new=new,
        old=old,
    )
