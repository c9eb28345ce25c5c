"""What many people said together, counted apart from responses."""

from django.db.models import Count, QuerySet, Sum

from consultation.models import Consultation, Evidence


def evidence_of(*, consultation: Consultation) -> QuerySet[Evidence]:
    """All of it, the latest first; what was struck out too."""
    return Evidence.objects.filter(consultation=consultation).select_related("by", "struck__by")


def counted_apart(*, consultation: Consultation) -> dict[str, tuple[int, int]]:
    """By kind how many there are, and how many people signed them or took part. Somebody may be in several."""
    standing = Evidence.objects.filter(consultation=consultation, struck=None)
    found = standing.order_by().values_list("kind")
    return {kind: (count, people) for kind, count, people in found.annotate(count=Count("pk"), people=Sum("people"))}
