"""Interim orders in words, for staff and for the manager."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.rules.deadlines import until
from conduct.rules.interim_orders import INTERIM, RUNNING, Basis, InterimStatus, Purpose
from conduct.rules.interim_orders import InterimAction as A
from conduct.web.presenters.sections import sections_of
from conduct.workflow import CASE, Action
from kernel import rulesets
from kernel.clocks import format_date, format_instant, last_day_before, today
from kernel.deadlines import deadline
from kernel.permissions import can
from register.rules import Tier

if TYPE_CHECKING:
    from conduct.models import Case, InterimHearing, InterimOrder, InterimStatement
    from kernel.models import User

S = InterimStatus
COLOURS: Final = {
    S.APPLIED: "blue",
    S.NOTICE_GIVEN: "yellow",
    S.HEARD: "yellow",
    S.IN_FORCE: "red",
    S.UNDER_REVIEW: "orange",
}
# Action: the page it is done on, and who may.
NEXT: Final = {
    A.GIVE_NOTICE: ("interim_notice", Permission.INTERIM_SERVE),
    A.ENTER_STATEMENT: ("interim_statement", Permission.INTERIM_SERVE),
    A.HEAR: ("interim_hearing", Permission.INTERIM_SIT),
    A.HEAR_REVIEW: ("interim_hearing", Permission.INTERIM_SIT),
    A.MAKE: ("interim_decide", Permission.INTERIM_DECIDE),
    A.CONTINUE: ("interim_review", Permission.INTERIM_DECIDE),
    A.GIVE_REVIEW_NOTICE: ("interim_notice", Permission.INTERIM_SERVE),
    A.WITHDRAW: ("interim_withdraw", Permission.INTERIM_APPLY),
    A.UPHOLD: ("interim_court", Permission.INTERIM_SERVE),
    A.EXTEND: ("interim_extension", Permission.INTERIM_SERVE),
    A.RECORD_CHALLENGE: ("interim_challenge", Permission.INTERIM_SERVE),
}
WORDS: Final = {
    A.MAKE: "Decide on the order",
    A.CONTINUE: "Decide on the review",
    A.UPHOLD: "Record what the court did",
    A.EXTEND: "Record that a court extended it",
}
SECTION: Final = "conduct:interim_orders"


def order_list(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """Every order of a case, and whether this user may apply for one."""
    orders = list(queries.interim_orders_of(case=case))
    stage = queries.stage_of(case=case, at=at)
    is_open = queries.open_interim_orders(case=case, at=at).exists()
    return {
        "case": case,
        "heading": "Interim orders",
        "sections": sections_of(case, user=user, current=SECTION),
        "rows": [_row(order, at) for order in orders],
        "late": [order.reference for order in orders if is_late(order, at=at)],
        "may_apply": not is_open
        and Action.BEGIN_INTERIM_ORDER in CASE.allowed(stage)
        and can(user, Permission.INTERIM_APPLY),
    }


def _row(order: "InterimOrder", at: datetime) -> list[Any]:
    due = due_words(order, at=at)
    return [
        {"text": order.reference, "href": address("interim_order", order)},
        order.get_kind_display(),
        status_cell(order, at=at),
        format_instant(order.in_force_from) if order.in_force_from else "Not in force",
        until(order.ends) if order.in_force_from else "",
        {"text": due, "tag": "red" if is_late(order, at=at) else False},
    ]


def order_page(order: "InterimOrder", *, user: "User", at: datetime) -> dict[str, Any]:
    """All of one order, for staff."""
    hearings = list(order.hearings.select_related("chair", "rule_set").prefetch_related("deciders__user", "statements"))
    return {
        "case": order.case,
        "order": order,
        "heading": f"Interim order {order.reference}",
        "sections": sections_of(order.case, user=user, current=SECTION),
        "facts": facts(order, at=at),
        "buttons": _buttons(order, user, at),
        "late": due_words(order, at=at) if is_late(order, at=at) else "",
        "grounds": order.grounds,
        "hearings": [hearing_shown(hearing) for hearing in hearings],
        "courts": courts_shown(order),
        "letter": bool(hearings or order.replaces_id) and can(user, Permission.INTERIM_SERVE),
        "steps": [
            {"heading": step.get_action_display(), "at": step.at, "by": step.by.name, "text": step.reason}
            for step in order.steps.select_related("by")
        ],
    }


def facts(order: "InterimOrder", *, at: datetime) -> list[dict[str, Any]]:
    """The order in short: what, how far, what for, since when and until when, and when it is reviewed."""
    rows: list[dict[str, Any]] = [
        {"key": "Status", "value": status_cell(order, at=at), "data_test": "interim-status"},
        {"key": "Order", "value": order.get_kind_display()},
        {"key": "Necessary because", "value": [str(Basis(one).label) for one in order.basis]},
        {"key": "Applied for", "value": f"{format_instant(order.applied_at)} by {order.applied_by.name}"},
    ]
    if order.replaces:
        rows.append({"key": "In the place of", "value": order.replaces.reference})
    if order.in_force_from is None:
        if order.status in (S.APPLIED, S.NOTICE_GIVEN, S.HEARD):
            rows.append({"key": "Decision due", "value": _decision_due(order), "data_test": "decision-due"})
        return rows
    rows += [
        {"key": "In force from", "value": format_instant(order.in_force_from)},
        {"key": "Until", "value": {"text": until(order.ends), "sub": _end_counted(order)}, "data_test": "ends"},
    ]
    if order.terms:
        rows.append({"key": "Conditions", "value": order.terms})
        rows.append({"key": "They cover", "value": [str(Tier(tier).words) for tier in order.tiers]})
    counted = queries.review_deadline(order)
    if counted is not None and order.status in RUNNING:
        value = {"text": due_words(order, at=at), "sub": counted.words}
        rows.append({"key": "Review", "value": value, "data_test": "review-due"})
        rows.append({"key": "A court can extend it", "value": extension_words(order, at=at)})
    return rows


def hearing_shown(hearing: "InterimHearing", *, names: bool = True) -> dict[str, Any]:
    """A hearing: its notice, what the manager said for it, what happened, and the decision with its reasons."""
    rows: list[tuple[str, Any]] = [
        ("Hearing", f"{format_instant(hearing.heard_from)}: {hearing.place}"),
        ("Notice served", f"{format_instant(hearing.served_at)}, {hearing.get_channel_display().lower()}"),
        ("Notice", {"text": _notice_words(hearing), "sub": hearing.short_because}),
    ]
    if names:
        rows.append(("Decided by", [decider.user.name for decider in hearing.deciders.all()]))
    if hearing.put_off_at:
        rows.append(("Put off", format_instant(hearing.put_off_at)))
    if hearing.recorded_at:
        rows.append(("The manager", hearing.get_presence_display()))
    return {
        "heading": "Review" if hearing.purpose == Purpose.REVIEW else "Hearing of the application",
        "rows": rows,
        "statements": [
            {
                "heading": _said_by(hearing.order, one),
                "at": one.made_at,
                "text": f"{one.text}\n\n{'Takes part.' if one.takes_part else 'Takes no part.'}",
            }
            for one in hearing.statements.all()
        ],
        "account": hearing.account,
        "decision": hearing.get_decision_display(),
        "basis": [str(Basis(one).label) for one in hearing.basis],
        "reasons": hearing.reasons,
        "decided_at": hearing.decided_at,
    }


def _said_by(order: "InterimOrder", statement: "InterimStatement") -> str:
    if statement.on_paper:
        return "Entered by our staff"
    is_own = statement.made_by_id == order.case.person.user_id
    return "From the manager" if is_own else "From whoever acts for the manager"


def courts_shown(order: "InterimOrder") -> list[dict[str, Any]]:
    """What courts did to the order: challenges with how they ended, and what let it go on."""
    challenges = [
        [
            {"key": "Court", "value": f"{one.court}, {one.court_reference}"},
            {"key": "Challenge lodged", "value": format_date(one.lodged_on)},
            {"key": "Outcome", "value": one.get_outcome_display() or "Not decided. The order stays in force meanwhile"},
            *([{"key": "Decided", "value": format_date(one.decided_on)}] if one.decided_on else []),
            *([{"key": "In words", "value": one.note}] if one.note else []),
        ]
        for one in order.challenges.all()
    ]
    extensions = [
        [
            {"key": "Court", "value": f"{one.court}, {one.court_reference}"},
            {"key": "Ordered", "value": format_date(one.ordered_on)},
            {"key": "Extended", "value": f"from {until(one.ended_at)} to {until(one.until_at)}"},
        ]
        for one in order.extensions.all()
    ]
    return [
        *({"heading": "Challenge in court", "rows": rows} for rows in challenges),
        *({"heading": "Extended by a court", "rows": rows} for rows in extensions),
    ]


def _notice_words(hearing: "InterimHearing") -> str:
    counted = deadline(
        rule_set=hearing.rule_set,
        parameter="interim_notice_days",
        beginning="service",
        begins_on=today(hearing.served_at),
    )
    shorter = "Shorter than " if hearing.heard_from < counted.ends_at else "At least "
    return f"{shorter}{counted.words}"


def _buttons(order: "InterimOrder", user: "User", at: datetime) -> list[dict[str, str]]:
    """What this user may do next with the order, from the table of moves."""
    allowed = INTERIM.allowed(queries.interim_status(order=order, at=at))
    coming = queries.hearing_to_come(order=order)
    is_held = coming is not None and coming.recorded_at is not None
    is_chair = coming is not None and coming.chair_id == user.pk
    is_challenged = queries.open_challenge(order=order) is not None
    hidden = {
        A.UPHOLD: not is_challenged,
        A.RECORD_CHALLENGE: is_challenged,
        A.HEAR: not is_chair or is_held,
        A.HEAR_REVIEW: not is_chair or is_held,
        A.MAKE: not is_chair,
        A.CONTINUE: not is_chair or not is_held,
        A.GIVE_REVIEW_NOTICE: is_held,
        A.ENTER_STATEMENT: is_held,
    }
    return [
        {"text": WORDS.get(action, str(action.label)), "href": address(page, order)}
        for action, (page, permission) in NEXT.items()
        if action in allowed and can(user, permission) and not hidden.get(action, False)
    ]


def status_cell(order: "InterimOrder", *, at: datetime) -> dict[str, Any]:
    """The status at an instant, as a tag."""
    status = queries.interim_status(order=order, at=at)
    return {"text": str(status.label), "tag": COLOURS.get(status, "grey")}


def is_late(order: "InterimOrder", *, at: datetime) -> bool:
    """Whether the order is in force and should have been reviewed."""
    runs = queries.interim_status(order=order, at=at) in RUNNING
    return runs and order.review_due_at is not None and order.review_due_at <= at


def due_words(order: "InterimOrder", *, at: datetime) -> str:
    """Until when the review is due, or that it is late; empty for an order that is not in force."""
    if order.review_due_at is None or queries.interim_status(order=order, at=at) not in RUNNING:
        return ""
    if order.review_due_at >= order.ends:
        return "None is due before it ends"
    late = is_late(order, at=at)
    return f"{'Late: it was due' if late else 'Due'} by {until(order.review_due_at)}"


def latest_words(case: "Case", *, at: datetime) -> str:
    """The latest last day that an order in a case may have if it begins now, and how that is counted."""
    longest = queries.longest_order(case=case, begins_at=at)
    return f"At the latest {format_date(last_day_before(longest.ends_at))}: {longest.counted.words}."


def _end_counted(order: "InterimOrder") -> str:
    assert order.in_force_from is not None
    counted = queries.longest_order(case=order.case, begins_at=order.in_force_from).counted
    return f"All orders on these facts together at most {counted.words}"


def extension_words(order: "InterimOrder", *, at: datetime) -> str:
    """How long at most a court can let an order go on, and how that is counted."""
    assert order.ends_at is not None  # by constraint, of one that was made
    counted = deadline(
        rule_set=rulesets.row_in_force(at),
        parameter="interim_extension_months",
        beginning="its end",
        begins_on=today(order.ends_at),
    )
    return f"Until {until(counted.ends_at)} at the latest: {counted.words}"


def _decision_due(order: "InterimOrder") -> dict[str, str]:
    counted = deadline(
        rule_set=rulesets.row_in_force(order.applied_at),
        parameter="interim_decision_working_days",
        beginning="the application",
        begins_on=today(order.applied_at),
    )
    return {"text": f"by {until(counted.ends_at)}", "sub": counted.words}


def address(page: str, order: "InterimOrder") -> str:
    """The address of a page of an order."""
    return reverse(f"conduct:{page}", args=[order.case.reference, order.reference])


def letter_page(order: "InterimOrder", *, at: datetime) -> dict[str, Any]:
    """The latest notice or decision as a letter."""
    hearing = order.hearings.prefetch_related("deciders__user", "statements").last()
    names = queries.names_of(person_ids=[order.case.person_id], at=at)
    return {
        "order": order,
        "case": order.case,
        "name": names.get(order.case.person_id, ""),
        "facts": own_facts(order, at=at),
        "hearing": hearing_shown(hearing) if hearing else None,
        "at": hearing.decided_at or hearing.sent_at if hearing else order.in_force_from,
    }


def own_facts(order: "InterimOrder", *, at: datetime) -> list[dict[str, Any]]:
    """The same facts without who of our staff applied."""
    return [row for row in facts(order, at=at) if row["key"] != "Applied for"]


def own_orders(orders: "list[InterimOrder]", *, at: datetime) -> list[dict[str, Any]]:
    """What a manager reads of the interim orders in a case: from the service of the first notice on."""
    return [
        {
            "order": order,
            "facts": own_facts(order, at=at),
            "hearings": [hearing_shown(hearing) for hearing in order.hearings.filter(served_at__lte=at)],
            "courts": courts_shown(order),
            "may_say": (coming := queries.hearing_to_come(order=order)) is not None
            and coming.recorded_at is None
            and coming.served_at <= at,
        }
        for order in orders
    ]
