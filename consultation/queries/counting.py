"""Responses as they are counted: the latest version of each that was not withdrawn."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Q
from django.db.models.functions import MD5

from consultation.models import Answer, Consultation, Response
from consultation.queries.finding import Sought, latest, sought_in
from consultation.rules.counting import Counts

EVERY: Final = Sought()


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """Every response there is, and where each went: the parts are all of it.

    `in_words` are those that count and say something in words; `distinct` how many of those differ, letter by letter.
    """

    received: int
    withdrawn: int
    counted: int
    late: int
    in_words: int
    distinct: int
    by_channel: dict[str, int]


def counts_of(*, consultation: Consultation, sought: Sought = EVERY) -> Counts:
    """The responses that count and are what is sought, counted by PostgreSQL: who they are of, and what they chose."""
    found = sought_in(consultation=consultation, sought=sought).order_by()
    answers = Answer.objects.filter(version__in=found.values("pk")).exclude(chosen=[])
    chosen: dict[tuple[int, str], Counter[tuple[str, ...]]] = defaultdict(Counter)
    by = answers.values_list("wording__question_id", "version__respondent_type", "chosen")
    for question, kind, keys, count in by.annotate(count=Count("pk")):
        chosen[question, kind][tuple(keys)] += count
    return Counts(
        all=dict(found.values_list("respondent_type").annotate(count=Count("pk"))),
        chosen=chosen,
    )


def texts_of(*, consultation: Consultation, only: Collection[int] | None = None) -> dict[int, str]:
    """By response that counts, all that it says in words of its own, in the order of the questions."""
    found: dict[int, list[str]] = defaultdict(list)
    counting = latest(consultation).filter(is_withdrawal=False).values("pk")
    if only is not None:
        counting = counting.filter(response__in=only)
    answers = Answer.objects.filter(version__in=counting).exclude(text="")
    order = ("wording__question__section__place", "wording__question__place", "pk")
    for response, text in answers.order_by(*order).values_list("version__response_id", "text"):
        found[response].append(text)
    return {response: "\n\n".join(texts) for response, texts in found.items()}


def reconciled(*, consultation: Consultation) -> Reconciled:
    """All responses, by what became of them."""
    stands, said = Q(is_withdrawal=False), _in_words(consultation)
    by_channel = Response.objects.filter(consultation=consultation).values_list("channel").annotate(count=Count("pk"))
    return Reconciled(
        by_channel=dict(by_channel),
        **latest(consultation).aggregate(
            received=Count("pk"),
            withdrawn=Count("pk", filter=~stands),
            counted=Count("pk", filter=stands),
            late=Count("pk", filter=stands & ~Q(late_reason="")),
        ),
        **said.aggregate(in_words=Count("version"), distinct=Count("said", distinct=True)),
    )


def _in_words(consultation: Consultation) -> Any:
    """By response that counts and has words of its own: a digest of all of them, as they were typed."""
    counting = latest(consultation).filter(is_withdrawal=False).values("pk")
    answers = Answer.objects.filter(version__in=counting).exclude(text="").order_by().values("version")
    return answers.annotate(said=StringAgg(MD5("text"), "", order_by="wording"))
