"""Responses as they are counted: the latest version of each that was not withdrawn."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from consultation.models import Answer, Consultation, Response
from consultation.queries.finding import Sought, latest, sought_in
from consultation.rules.counting import Counted

EVERY: Final = Sought()


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """Every response there is, and where each went: the parts are all of it."""

    received: int
    withdrawn: int
    counted: int
    late: int
    by_channel: dict[str, int]


def counted_responses(*, consultation: Consultation, sought: Sought = EVERY) -> list[Counted]:
    """Each response that counts and is what is sought, with what it chose."""
    chosen: dict[int, dict[int, list[str]]] = defaultdict(dict)
    found = sought_in(consultation=consultation, sought=sought)
    answers = Answer.objects.filter(version__in=found.values("pk")).exclude(chosen=[])
    for version, question, keys in answers.values_list("version_id", "wording__question_id", "chosen"):
        chosen[version][question] = keys
    rows = found.values_list("pk", "response_id", "respondent_type")
    return [Counted(pk=response, respondent_type=kind, chosen=chosen[version]) for version, response, kind in rows]


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
    received = Response.objects.filter(consultation=consultation)
    last = latest(consultation)
    withdrawn = last.filter(is_withdrawal=True).count()
    by_channel = received.values_list("channel").annotate(count=Count("pk"))
    return Reconciled(
        received=received.count(),
        withdrawn=withdrawn,
        counted=last.filter(is_withdrawal=False).count(),
        late=last.filter(is_withdrawal=False).exclude(late_reason="").count(),
        by_channel=dict(by_channel),
    )
