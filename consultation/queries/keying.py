"""Responses from paper: which of them a second person keys again, and what came of those."""

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from consultation.models import Consultation, Response, SecondKeying
from consultation.queries.finding import latest
from consultation.queries.responses import said_in
from consultation.rules.keying import Keyed, is_sampled
from consultation.rules.responding import Channel, Sender
from kernel.models import User
from kernel.rulesets import rules_of


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far keying again is: of `papers`, `sampled` are to be keyed again, and `left` of these still are.

    `differ` of the `compared` things on them were keyed otherwise the second time.
    """

    papers: int
    sampled: int
    left: int
    compared: int
    differ: int


def share_of(consultation: Consultation) -> int:
    """How many in a hundred responses from paper are keyed again."""
    return rules_of(consultation.rule_set).second_keying_percent


def papers_of(*, consultation: Consultation) -> QuerySet[Response]:
    """The responses that staff keyed from paper, and that count."""
    counting = latest(consultation).filter(is_withdrawal=False, response__channel=Channel.PAPER)
    return Response.objects.filter(pk__in=counting.values("response"))


def next_to_key(*, consultation: Consultation, user: User) -> Response | None:
    """The first response of the sample that nobody has keyed again, and that another person keyed."""
    waiting = papers_of(consultation=consultation).filter(second_keying=None).exclude(versions__entered_by=user)
    share = share_of(consultation)
    return next((each for each in waiting.order_by("pk").iterator() if is_sampled(each.pk, share)), None)


def progress_of(*, consultation: Consultation) -> Progress:
    """How far keying again is."""
    share = share_of(consultation)
    rows = papers_of(consultation=consultation).values_list("pk", "second_keying")
    sampled = [keying for pk, keying in rows if is_sampled(pk, share) or keying]
    sums = keyings_of(consultation=consultation).aggregate(compared=Sum("compared"), differ=Sum("differ"))
    return Progress(
        papers=len(rows),
        sampled=len(sampled),
        left=sum(keying is None for keying in sampled),
        compared=sums["compared"] or 0,
        differ=sums["differ"] or 0,
    )


def keyings_of(*, consultation: Consultation) -> QuerySet[SecondKeying]:
    """Every second keying, the latest first."""
    found = SecondKeying.objects.filter(response__consultation=consultation)
    return found.select_related("response", "by", "settlement__by").order_by("-pk")


def keyed_first(*, response: Response) -> Keyed:
    """A response as it counts now."""
    version, said = said_in(response=response)
    sender = Sender(**{name: getattr(version, name) for name in Sender.__dataclass_fields__})
    return Keyed(sender=sender, answers=said)


def keyed_second(*, keying: SecondKeying) -> Keyed:
    """A response as it was keyed again."""
    sender = Sender(**{name: getattr(keying, name) for name in Sender.__dataclass_fields__})
    return Keyed(sender=sender, answers={int(pk): said for pk, said in keying.answers.items()})
