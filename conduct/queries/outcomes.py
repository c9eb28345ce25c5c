"""What stands of the decision on a case: the appeals against it, and what the register shows by it."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from conduct.models import (
    Case,
    CaseAppeal,
    ConsentOffer,
    Determination,
    Participant,
    Reconsideration,
    ReferralReturn,
    StandardTerm,
)
from conduct.rules.appeals import Appellant
from conduct.rules.determining import REVIEWED, Sanction, sanction_of
from conduct.rules.independence import Part
from conduct.rules.reconsidering import Kind, Result, may_apply_from
from conduct.workflow import PENDING_APPEAL, AppealStatus, OfferStatus, ReconsiderationStatus
from kernel import rulesets
from kernel.clocks import start_of_day, today
from kernel.deadlines import deadline
from register.models import Annotation, Restriction, RestrictionKind


def pending_appeal(*, case: Case) -> CaseAppeal | None:
    """The appeal against the decision on a case that a court has not decided, if there is one."""
    return case.appeals.filter(status__in=PENDING_APPEAL).first()


def appeal_ends_at(*, decision: Determination, brought_by: str) -> datetime:
    """The end of the time in which somebody may appeal: the oversight body's begins when the manager's is over."""
    assert decision.appeal_until_at is not None  # by constraint, once it is issued
    assert decision.rule_set is not None
    if brought_by != Appellant.OVERSIGHT:
        return decision.appeal_until_at
    counted = deadline(
        rule_set=decision.rule_set,
        parameter="authority_referral_days",
        beginning="the end of the time to appeal",
        begins_on=today(decision.appeal_until_at),
    )
    return counted.ends_at


def appeals_of(*, case: Case) -> list[CaseAppeal]:
    """Every appeal in a case, in order, with its steps."""
    return list(case.appeals.prefetch_related("steps__by"))


def sanction_in_force(*, case: Case) -> Sanction | None:
    """What is ordered: as decided, or as a court varied it last; nothing where it was quashed or nothing is decided."""
    found = getattr(case, "determination", None)
    if found is None:
        return None
    since = case.appeals.filter(recorded_at__gte=found.decided_at)
    if since.filter(status=AppealStatus.QUASHED).exists():
        return None
    reviewed = case.reconsiderations.filter(decided_at__gte=found.decided_at).exclude(outcome="")
    later: list[CaseAppeal | Reconsideration] = [*since.filter(status=AppealStatus.VARIED), *reviewed]
    return sanction_of(max(later, key=lambda one: one.decided_at or found.decided_at) if later else found)


def last_return(*, case: Case) -> ReferralReturn | None:
    """Why the last decision on a case came back to its panel; nothing where another thing was done to it."""
    last = case.set_aside_determinations.select_related("returned").order_by("pk").last()
    return getattr(last, "returned", None)


def open_offer(*, case: Case) -> ConsentOffer | None:
    """The offer that waits for the manager's answer, if there is one."""
    return case.offers.filter(status=OfferStatus.OFFERED).first()


def agreed_offer(*, case: Case) -> ConsentOffer | None:
    """What the manager agreed to last, if no panel has made it."""
    return case.offers.filter(status=OfferStatus.AGREED, determination=None).last()


def open_reconsideration(*, case: Case) -> Reconsideration | None:
    """The review or application that waits for a decision, if there is one."""
    return case.reconsiderations.filter(status=ReconsiderationStatus.ASKED).first()


def last_refusal(*, case: Case) -> Reconsideration | None:
    """The last application to be restored that was refused."""
    return case.reconsiderations.filter(kind=Kind.RESTORATION, result=Result.REFUSED).last()


def inquirers_of(*, case: Case) -> set[int]:
    """Who opened, held, investigated or examined a case, and whom it is about: its panels are not among them."""
    parts = Participant.objects.filter(case=case).exclude(part=Part.ADJUDICATOR)
    people = {case.opened_by_id, case.caseworker_id, case.investigator_id, case.person.user_id}
    return {user for user in people | set(parts.values_list("user", flat=True)) if user is not None}


def order_to_review(*, case: Case, at: datetime) -> Restriction | None:
    """The last conditions or suspension by a case, where they are not over at an instant and not quashed."""
    orders = Restriction.objects.current().filter(
        source=case.reference, kind__in=sorted(REVIEWED), quashed_at=None, during__endswith__gt=at
    )
    found: Restriction | None = orders.order_by("-during").first()
    return found


def removal_in_force(*, case: Case, at: datetime) -> Restriction | None:
    """The removal by a case, where it is in force at an instant: not quashed, and nobody was restored since."""
    removals = (
        Restriction.objects.current()
        .at(at)
        .filter(source=case.reference, kind=RestrictionKind.REMOVAL, quashed_at=None)
    )
    found: Restriction | None = removals.first()
    restored = case.reconsiderations.filter(result=Result.RESTORED)
    if found is None or restored.filter(decided_at__gte=found.begins).exists():
        return None
    return found


def restoration_from_at(*, case: Case, at: datetime) -> datetime | None:
    """When somebody whom this case removed may apply to be restored, by the rule set in force; None if it did not."""
    removal, refused, rules = removal_in_force(case=case, at=at), last_refusal(case=case), rulesets.current(at)
    if removal is None or removal.begins is None:
        return None
    return may_apply_from(
        removed_at=removal.begins,
        years=rules.restoration_years,
        refused_at=refused.decided_at if refused else None,
        months=rules.restoration_again_months,
    )


def orders_near_their_end(*, at: datetime) -> dict[str, datetime]:
    """By the reference of its case, the end of each order whose review is due by the rule set and was not asked for."""
    soon = at + timedelta(days=rulesets.current(at).order_review_days + 1)
    orders = Restriction.objects.current().filter(
        kind__in=sorted(REVIEWED), quashed_at=None, during__endswith__gt=at, during__endswith__lte=soon
    )
    asked = Reconsideration.objects.filter(kind=Kind.REVIEW, case__reference=OuterRef("source"))
    asked = asked.exclude(status=ReconsiderationStatus.WITHDRAWN).filter(asked_at__gte=OuterRef("served_at"))
    due = orders.exclude(Exists(asked))
    return {
        order.source: order.ends
        for order in due
        if order.ends is not None and (from_at := review_due_at(order=order, at=at)) and from_at <= at
    }


def review_due_at(*, order: Restriction, at: datetime) -> datetime | None:
    """When the review of an order is due by the rule set in force: so many days before its end."""
    if order.ends is None:
        return None
    return start_of_day(today(order.ends) - timedelta(days=rulesets.current(at).order_review_days))


def orders_of(*, case: Case) -> list[Restriction]:
    """The orders by a case as the register knows them now, quashed ones too, in order."""
    return list(Restriction.objects.current().filter(source=case.reference).order_by("during", "pk"))


def notes_of(*, case: Case) -> list[Annotation]:
    """The warnings and undertakings by a case as the register knows them now."""
    return list(Annotation.objects.current().filter(source=case.reference).order_by("during", "pk"))


def standard_terms() -> list[StandardTerm]:
    """The last version of each standard text of the sanction bank, by its code."""
    last = {term.code: term for term in StandardTerm.objects.order_by("code", "version")}
    return list(last.values())
