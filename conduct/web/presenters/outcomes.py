"""What stands of the decision on a case, in words: the register's side of it, and appeals."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.rules.deadlines import until
from conduct.rules.determining import Outcome
from conduct.web.presenters import decisions
from conduct.web.presenters.sections import sections_of
from conduct.workflow import APPEAL, CASE, Action, AppealAction
from kernel import rulesets
from kernel.clocks import format_date, format_instant, today
from kernel.permissions import can
from register.rules import Kind

if TYPE_CHECKING:
    from conduct.models import Case, CaseAppeal, ConsentOffer, Reconsideration
    from kernel.models import User
    from register.models import Restriction

ADDRESS: Final = "conduct:case_outcome"


def outcome_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """The page of what was decided and what became of it."""
    pending = queries.pending_appeal(case=case)
    return {
        "case": case,
        "heading": "Outcome",
        "sections": sections_of(case, user=user, current=ADDRESS),
        "may_publish": can(user, Permission.DECISION_PUBLISH) and getattr(case, "determination", None) is not None,
        "orders": [_order(order, at=at) for order in queries.orders_of(case=case)],
        "notes": [_note(note) for note in queries.notes_of(case=case)],
        "appeals": [appeal_shown(appeal) for appeal in queries.appeals_of(case=case)],
        "offers": [offer_shown(offer) for offer in case.offers.select_related("offered_by")],
        "reconsiderations": [reconsideration_shown(one) for one in _reconsiderations(case)],
        "review_due": review_due(case, at=at),
        "restoration": restoration_from(case, at=at),
        "may_lodge": pending is None and _may(case, user, Action.LODGE_APPEAL, at=at),
        "court_steps": _court_steps(case, pending, user, at=at),
        "set_aside": _set_aside(case),
    }


def bank_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """The sanction bank, by what the texts are for."""
    terms = queries.standard_terms()
    groups = [
        {"heading": str(outcome.label), "terms": [term for term in terms if term.outcome == outcome]}
        for outcome in (Outcome.CONDITIONS, Outcome.UNDERTAKINGS)
    ]
    return {
        "case": case,
        "heading": "Sanction bank",
        "sections": sections_of(case, user=user, current=ADDRESS),
        "groups": groups,
        "draft": _draft(case, user=user, at=at),
    }


def _draft(case: "Case", *, user: "User", at: datetime) -> tuple[str, str] | None:
    """Where standard texts are put into words for this case, and what the button says; none for who only reads."""
    allowed = CASE.allowed(queries.stage_of(case=case, at=at))
    if Action.DETERMINE in allowed and can(user, Permission.CASE_DETERMINE):
        page = "case_determine" if queries.open_hearing(case=case) is None else "hearing_propose"
        return reverse(f"conduct:{page}", args=[case.reference]), "Draft a determination from these"
    if Action.OFFER_CONSENT in allowed and can(user, Permission.CASE_SERVE):
        return reverse("conduct:case_offer", args=[case.reference]), "Draft an offer from these"
    return None


def drafted_from(codes: "list[str]") -> str:
    """A draft of the chosen standard texts, one a paragraph, in their order in the bank."""
    return "\n\n".join(term.text for term in queries.standard_terms() if term.code in codes)


def appeal_shown(appeal: "CaseAppeal", *, for_manager: bool = False) -> dict[str, Any]:
    """One appeal: its facts, what the court put in the decision's place, and what happened when."""
    where = f"{appeal.court}, {appeal.court_reference}" if appeal.court_reference else appeal.court
    facts = [
        {"key": "State", "value": appeal.get_status_display(), "data_test": "appeal-state"},
        {"key": "Brought by", "value": appeal.get_brought_by_display()},
        {"key": "Where", "value": where},
        {"key": "Received", "value": format_date(appeal.received_on)},
    ]
    if appeal.leave:
        facts.append({"key": "Leave to appeal out of time", "value": appeal.leave})
    if appeal.outcome:
        facts.append({"key": "In the decision’s place", "value": decisions.sanction_words(appeal)})
    steps = [
        {
            "heading": step.get_action_display(),
            "at": step.at,
            "by": "" if for_manager else step.by.name,
            "text": step.text,
        }
        for step in appeal.steps.all()
    ]
    return {"facts": facts, "steps": steps, "is_pending": appeal.decided_at is None}


def offer_shown(offer: "ConsentOffer") -> dict[str, Any]:
    """One offer to end the case by consent, and what came of it."""
    facts = [
        {"key": "State", "value": offer.get_status_display(), "data_test": "offer-state"},
        {"key": "Offered", "value": format_instant(offer.offered_at)},
        {"key": "Facts", "value": offer.facts},
        {"key": "Outcome", "value": decisions.sanction_words(offer)},
    ]
    if offer.answered_at is None:
        facts.append({"key": "To be answered by", "value": until(offer.due_at)})
    else:
        how = "Answered on paper" if offer.on_paper else "Answered"
        facts.append({"key": how, "value": f"{format_instant(offer.answered_at)}: {offer.answer}"})
    return {"facts": facts, "is_open": offer.answered_at is None}


def reconsideration_shown(one: "Reconsideration", *, for_manager: bool = False) -> list[dict[str, Any]]:
    """One review or application as a timeline: what was asked, and what was decided."""
    asked = {
        "heading": one.get_kind_display(),
        "at": one.asked_at,
        "by": "" if for_manager else one.asked_by.name,
        "text": one.grounds,
    }
    if one.decided_at is None:
        return [asked]
    ordered = f" {decisions.sanction_words(one)}." if one.outcome else ""
    decided = {
        "heading": one.get_result_display(),
        "at": one.decided_at,
        "by": "" if for_manager or one.decided_by is None else one.decided_by.name,
        "text": f"{one.reasons}{ordered}",
    }
    return [asked, decided]


def review_due(case: "Case", *, at: datetime) -> str:
    """By when the order by a case is to be reviewed, and how that was counted; empty where none is to be."""
    order = queries.order_to_review(case=case, at=at)
    due_at = queries.review_due_at(order=order, at=at) if order else None
    if order is None or order.ends is None or due_at is None:
        return ""
    row = rulesets.row_in_force(at)
    return (
        f"To be reviewed between {format_date(today(due_at))} and {until(order.ends)}, when it ends: "
        f"{row.parameters['order_review_days']} days before the end, {row.sources['order_review_days']}, "
        f"rule set {row.version}."
    )


def restoration_from(case: "Case", *, at: datetime) -> str:
    """From when somebody who was removed may apply to be restored, and by which rule; empty where nobody was."""
    from_at = queries.restoration_from_at(case=case, at=at)
    if from_at is None:
        return ""
    row = rulesets.row_in_force(at)
    return (
        f"An application to be restored may be made from {format_date(today(from_at))}: "
        f"{row.parameters['restoration_years']} years after the removal took effect, and "
        f"{row.parameters['restoration_again_months']} months after a refusal, "
        f"{row.sources['restoration_years']}, rule set {row.version}."
    )


def _reconsiderations(case: "Case") -> list["Reconsideration"]:
    return list(case.reconsiderations.select_related("asked_by", "decided_by"))


def _order(order: "Restriction", *, at: datetime) -> list[str]:
    begins = format_instant(order.begins) if order.begins else ""
    return [Kind(order.kind).words, begins, until(order.ends) if order.ends else "No end", _state(order, at)]


def _state(order: "Restriction", at: datetime) -> str:
    if order.quashed_at is not None:
        return f"Quashed on {format_instant(order.quashed_at)}: void from its beginning"
    said = []
    if order.ends is not None and order.ends <= at:
        said.append("Over")
    elif order.begins is not None and at < order.begins:
        said.append("Not in effect yet")
    else:
        said.append("In force")
    for name, begun, over in (
        ("stayed", order.stayed_from, order.stayed_until),
        ("under appeal", order.under_appeal_from, order.under_appeal_until),
    ):
        if begun is not None:
            ended = f" to {format_instant(over)}" if over else ""
            said.append(f"{name} from {format_instant(begun)}{ended}")
    return ", ".join(said)


def _note(note: Any) -> list[str]:
    return [
        note.get_kind_display(),
        format_instant(note.begins),
        until(note.ends) if note.ends else "No end",
        "Shown",
    ]


def _set_aside(case: "Case") -> list[dict[str, Any]]:
    """The decisions that stand no more, and why."""
    return [_undone(one) for one in case.set_aside_determinations.select_related("returned").order_by("pk")]


def _undone(decision: Any) -> dict[str, Any]:
    returned = getattr(decision, "returned", None)
    if returned is None:
        heading, why = "A decision that a court set aside", "The case was remitted to another panel."
    else:
        heading = "A referral for barring that came back to its panel"
        why = f"The bar could not lawfully be made: {returned.reason}"
    return {"heading": heading, "why": why, "decision": decisions.decision(decision)}


def _may(case: "Case", user: "User", action: Action, *, at: datetime) -> bool:
    return can(user, Permission.CASE_APPEAL) and action in CASE.allowed(queries.stage_of(case=case, at=at))


def _court_steps(case: "Case", pending: "CaseAppeal | None", user: "User", *, at: datetime) -> list[dict[str, str]]:
    if pending is None or not _may(case, user, Action.RECORD_COURT, at=at):
        return []
    allowed = APPEAL.allowed(pending.status)
    return [
        {"text": str(action.label), "href": reverse("conduct:case_court", args=[case.reference, action.value])}
        for action in AppealAction
        if action in allowed
    ]
