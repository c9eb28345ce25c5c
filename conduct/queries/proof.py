"""Demands, witnesses, the chronology and bundles of a case."""

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from conduct.models import (
    Bundle,
    BundleDocument,
    Case,
    ChronologyLine,
    DocumentDemand,
    Letter,
    SpecialMeasure,
    Witness,
)
from conduct.permissions import Permission
from conduct.queries.cases import open_cases_for
from conduct.queries.evidence import disclosed_to_manager
from conduct.rules.bundles import BundleStatus, Recipient
from conduct.rules.demands import DemandStatus
from conduct.rules.witnesses import Measure
from conduct.workflow import Status
from kernel.models import User
from kernel.permissions import can


def demands_of(*, case: Case) -> QuerySet[DocumentDemand]:
    """The demands for documents in a case, by number."""
    found = DocumentDemand.objects.filter(case=case)
    found = found.select_related("case", "rule_set", "sent_by", "ended_by", "exhibit")
    return found.prefetch_related(Prefetch("letters", Letter.objects.select_related("case")))


def late_demands(*, user: User, at: datetime) -> QuerySet[DocumentDemand]:
    """The demands that are late, in open cases that a user holds or investigates."""
    mine = open_cases_for(user=user).filter(Q(caseworker=user) | Q(investigator=user))
    late = DocumentDemand.objects.filter(status=DemandStatus.OPEN, due_at__lte=at, case__in=mine)
    return late.select_related("case").order_by("due_at")


def witnesses_of(*, case: Case) -> QuerySet[Witness]:
    """The witnesses of a case, each with statements and measures."""
    measures = SpecialMeasure.objects.select_related("asked_by", "ruled_by")
    found = case.witnesses.select_related("case", "added_by", "consent_exhibit", "consent_message")
    return found.prefetch_related("statements__exhibit", Prefetch("measures", measures)).order_by("number")


def measures_waiting(*, user: User) -> QuerySet[SpecialMeasure]:
    """The measures that wait for a ruling in cases that wait for this panel chair."""
    if not can(user, Permission.CASE_DETERMINE):
        return SpecialMeasure.objects.none()
    heard = open_cases_for(user=user).filter(status=Status.HEARING)
    waiting = SpecialMeasure.objects.filter(granted=None, witness__case__in=heard)
    return waiting.select_related("witness__case").order_by("pk")


def anonymous_witnesses(*, case: Case) -> list[tuple[str, str]]:
    """The name of each witness whom a panel granted anonymity, and what they are known as."""
    granted = SpecialMeasure.objects.filter(witness__case=case, measure=Measure.ANONYMITY, granted=True)
    return list(granted.values_list("witness__name", "known_as"))


def chronology_of(*, case: Case) -> QuerySet[ChronologyLine]:
    """The lines of a case in the order of their dates, each with its exhibits."""
    found = ChronologyLine.objects.filter(case=case).select_related("case", "exhibit", "written_by")
    return found.prefetch_related("ties__exhibit")


def disclosed_chronology(*, case: Case) -> list[ChronologyLine]:
    """The lines that rest on nothing but exhibits that were disclosed to the manager."""
    given = set(disclosed_to_manager(case=case).values_list("exhibit", flat=True))
    return [
        line
        for line in chronology_of(case=case)
        if {line.exhibit_id, *(tie.exhibit_id for tie in line.ties.all())} <= given
    ]


def bundles_of(*, case: Case) -> QuerySet[Bundle]:
    """The bundles of a case, the latest first, each with its documents and who was given it."""
    documents = BundleDocument.objects.select_related("exhibit", "version")
    found = Bundle.objects.filter(case=case).select_related("case", "asked_by", "file")
    return found.prefetch_related(Prefetch("documents", documents), "gifts__by").order_by("-number")


def bundles_given(*, case: Case, recipient: Recipient) -> QuerySet[Bundle]:
    """The bundles that somebody was given, the latest first."""
    return bundles_of(case=case).filter(status=BundleStatus.MADE, gifts__recipient=recipient)
