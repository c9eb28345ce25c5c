"""What anybody may read of cases: published decisions, and hearings to come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from conduct.hearing_workflow import HearingStatus
from conduct.models import Case, Determination, Hearing, Publication
from conduct.queries.people import names_of
from conduct.rules.determining import Outcome
from conduct.rules.hearing import Place
from conduct.rules.publishing import publish_from, published_until
from conduct.workflow import AppealStatus
from kernel import rulesets
from kernel.clocks import start_of_day, today
from kernel.rulesets import Rules
from register.models import Annotation, Restriction

SHOWN = (HearingStatus.LISTED, HearingStatus.POSTPONED, HearingStatus.IN_PROGRESS, HearingStatus.PART_HEARD)


@dataclass(frozen=True, kw_only=True)
class PublicHearing:
    """A hearing as anybody may know of it. One in private says about nobody."""

    name: str
    registration_number: str
    days: tuple[date, ...]
    starts: str
    place: str
    """The room; empty for a hearing by video, to which we send the link."""
    status: str
    is_private: bool
    partly_private: bool


def public_hearings(*, at: datetime) -> list[PublicHearing]:
    """The hearings to come and going on of which the manager has notice, by their next day.

    Each shows from so many days before its first day as the rule set says, and no longer than its last.
    """
    found = Hearing.objects.filter(status__in=SHOWN, notice_served_at__lte=at, days__day__gte=today(at)).distinct()
    hearings = [
        hearing
        for hearing in found.select_related("case__person", "rule_set").prefetch_related("days", "private_parts")
        if at >= _shown_from(hearing)
    ]
    names = names_of(person_ids=[hearing.case.person_id for hearing in hearings], at=at)
    return sorted(
        (_as_public(hearing, names.get(hearing.case.person_id, ""), on=today(at)) for hearing in hearings),
        key=lambda one: (one.days[0], one.starts, one.name),
    )


def _shown_from(hearing: Hearing) -> datetime:
    days = rulesets.rules_of(hearing.rule_set).allegations_published_days
    return start_of_day(min(one.day for one in hearing.days.all()) - timedelta(days=days))


def _as_public(hearing: Hearing, name: str, *, on: date) -> PublicHearing:
    is_private = bool(hearing.private_because)
    return PublicHearing(
        name="" if is_private else name,
        registration_number="" if is_private else hearing.case.person.registration_number or "",
        days=tuple(one.day for one in hearing.days.all() if one.day >= on),
        starts=f"{hearing.starts:%H:%M}",
        place=hearing.place if hearing.place_kind == Place.ROOM and not is_private else "",
        status=hearing.get_status_display(),
        is_private=is_private,
        partly_private=bool(hearing.private_parts.all()),
    )


def publication_of(*, case: Case) -> Publication | None:
    """The publication of the decision that stands in a case, as far as it has come."""
    found = Publication.objects.filter(determination__case=case)
    return found.select_related("determination__rule_set", "prepared_by", "checked_by", "rule_set").first()


def texts_of(*, decision: Determination) -> list[str]:
    """Everything of a decision that is published, part by part, as it was written."""
    texts = [decision.facts, decision.misconduct_reasons, decision.impairment_reasons, decision.outcome_reasons]
    texts += [decision.terms, decision.wider_causes, *(one.reasons for one in decision.on_allegations)]
    texts += [part for one in decision.of_case.allegations.all() for part in (one.text, one.particulars)]
    return [*texts, *(one.reasons for one in decision.rejected)]


def may_be_published_from(*, decision: Determination, rules: Rules) -> datetime | None:
    """From when a decision may be published; None before it is served."""
    return publish_from(
        when=rules.decision_published, served_at=decision.served_at, appeal_until_at=decision.appeal_until_at
    )


def publication_ends(*, publication: Publication) -> tuple[bool, datetime | None]:
    """Whether anything by the decision is on the register, and when its publication ends (None: no end is known)."""
    decision = publication.determination
    assert decision.case is not None  # whoever asks has looked at the case
    rule_set = publication.rule_set or rulesets.row_in_force(publication.prepared_at)
    months = rulesets.rules_of(rule_set).decision_published_months
    by_case = Q(person=decision.case.person_id, source=decision.case.reference)
    orders = [one.ends for one in Restriction.objects.current().filter(by_case, quashed_at=None)]
    notes = [one.ends for one in Annotation.objects.current().filter(by_case)]
    if decision.outcome == Outcome.DOWNGRADE and not orders:  # the grade that it ordered has no end of its own
        orders = [decision.in_effect_at]
    if not orders and not notes:
        return False, None
    return True, published_until(orders=orders, notes=notes, months=months)


def is_published(*, publication: Publication | None, at: datetime) -> bool:
    """Whether anybody reads a decision at an instant: no court quashed it, and its time is not over."""
    if publication is None or publication.published_at is None or publication.published_at > at:
        return False
    case = publication.determination.case
    if case is None or _quashed(case, publication, at):
        return False
    there, ends_at = publication_ends(publication=publication)
    return there and (ends_at is None or at < ends_at)


def _quashed(case: Case, publication: Publication, at: datetime) -> bool:
    since = case.appeals.filter(recorded_at__gte=publication.determination.decided_at, decided_at__lte=at)
    return since.filter(status=AppealStatus.QUASHED).exists()


def published_path(*, case: Case | None, at: datetime) -> str:
    """Where on this site anybody reads the decision of a case at an instant; empty where nobody may."""
    publication = publication_of(case=case) if case else None
    return decision_path(case=case) if case and is_published(publication=publication, at=at) else ""


def published_decision(*, reference: str, at: datetime) -> Publication | None:
    """One published decision, by the reference of its case; None where nobody may read it."""
    found: QuerySet[Publication] = Publication.objects.filter(determination__case__reference=reference)
    publication = found.select_related("determination__case__person", "rule_set").first()
    return publication if is_published(publication=publication, at=at) else None


def decision_path(*, case: Case) -> str:
    """Where the published decision of a case is on this site, or empty."""
    publication = publication_of(case=case)
    return f"/decisions/{case.reference}/" if publication is not None and publication.published_at is not None else ""
