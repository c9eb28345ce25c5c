"""Responses as they are counted: the latest version of each that was not withdrawn."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Max, QuerySet

from consultation.models import Answer, Consultation, Response, ResponseVersion
from consultation.rules.counting import Counted


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """Every response there is, and where each went: the parts are all of it."""

    received: int
    withdrawn: int
    counted: int
    late: int
    by_channel: dict[str, int]


def _latest(consultation: Consultation) -> QuerySet[ResponseVersion]:
    of_it = ResponseVersion.objects.filter(response__consultation=consultation)
    return of_it.annotate(last=Max("response__versions__number")).filter(number=F("last"))


def counted_responses(*, consultation: Consultation) -> list[Counted]:
    """Each response that counts, with what it chose."""
    chosen: dict[int, dict[int, list[str]]] = defaultdict(dict)
    latest = _latest(consultation).filter(is_withdrawal=False)
    answers = Answer.objects.filter(version__in=latest.values("pk")).exclude(chosen=[])
    for version, question, keys in answers.values_list("version_id", "wording__question_id", "chosen"):
        chosen[version][question] = keys
    rows = latest.values_list("pk", "response_id", "respondent_type")
    return [Counted(pk=response, respondent_type=kind, chosen=chosen[version]) for version, response, kind in rows]


def texts_of(*, consultation: Consultation) -> dict[int, str]:
    """By response that counts, all that it says in words of its own, in the order of the questions."""
    found: dict[int, list[str]] = defaultdict(list)
    latest = _latest(consultation).filter(is_withdrawal=False).values("pk")
    answers = Answer.objects.filter(version__in=latest).exclude(text="")
    order = ("wording__question__section__place", "wording__question__place", "pk")
    for response, text in answers.order_by(*order).values_list("version__response_id", "text"):
        found[response].append(text)
    return {response: "\n\n".join(texts) for response, texts in found.items()}


def reconciled(*, consultation: Consultation) -> Reconciled:
    """All responses, by what became of them."""
    received = Response.objects.filter(consultation=consultation)
    latest = _latest(consultation)
    withdrawn = latest.filter(is_withdrawal=True).count()
    by_channel = received.values_list("channel").annotate(count=Count("pk"))
    return Reconciled(
        received=received.count(),
        withdrawn=withdrawn,
        counted=latest.filter(is_withdrawal=False).count(),
        late=latest.filter(is_withdrawal=False).exclude(late_reason="").count(),
        by_channel=dict(by_channel),
    )
