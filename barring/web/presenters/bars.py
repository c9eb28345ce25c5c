"""A bar as its pages show it: rows of facts, the next steps, the timeline, the window in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from barring.queries.bars import (
    CLASS_WORDS,
    involved_in,
    open_appeal_extension,
    open_extension,
    proposers_of,
    review_years,
)
from barring.queries.published import PublishedBar
from barring.rules.bars import Ground, Stage, Terms, is_over
from barring.workflow import BAR, DOORS, Action, Status
from kernel.clocks import Channel, format_date, format_instant, last_day_before, today
from kernel.deadlines import deadline, deemed_service
from kernel.permissions import can
from register.rules import Tier

if TYPE_CHECKING:
    from barring.models import Bar, BarStep
    from barring.models.bars import Decision
    from kernel.models import User

Row = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """An action's page: where it is, and how prominent its button is."""

    action: Action
    route: str
    variant: str = "secondary"


STEPS: Final = (
    Step(Action.SERVE_NOTICE, "barring:bar_serve_notice", "primary"),
    Step(Action.APPROVE, "barring:bar_approve", "primary"),
    Step(Action.ENTER_REPRESENTATIONS, "barring:bar_enter_representations"),
    Step(Action.ASK_EXTENSION, "barring:bar_ask_for_more_time"),
    Step(Action.GRANT_EXTENSION, "barring:bar_decide_on_more_time"),
    Step(Action.SEND_BACK, "barring:bar_send_back"),
    Step(Action.REVISE, "barring:bar_revise"),
    Step(Action.LIFT, "barring:bar_lift", "primary"),
    Step(Action.REFUSE_LIFTING, "barring:bar_refuse_lifting"),
    Step(Action.GRANT_APPEAL_EXTENSION, "barring:bar_decide_on_more_time_to_appeal"),
    Step(Action.ASK_APPEAL_EXTENSION, "barring:bar_ask_for_more_time_to_appeal"),
    Step(Action.PROPOSE_LIFTING, "barring:bar_propose_lifting"),
    Step(Action.WITHDRAW, "barring:bar_withdraw"),
)
DONE: Final = {
    Action.PROPOSE: "Bar proposed",
    Action.MAKE: "Bar made, as its panel decided",
    Action.REVISE: "Proposal changed",
    Action.SERVE_NOTICE: "Notice served",
    Action.MAKE_REPRESENTATIONS: "Representations made by the person",
    Action.ENTER_REPRESENTATIONS: "Representations entered",
    Action.ASK_EXTENSION: "More time asked for",
    Action.GRANT_EXTENSION: "More time given",
    Action.REFUSE_EXTENSION: "More time refused",
    Action.APPROVE: "Bar approved",
    Action.ASK_APPEAL_EXTENSION: "More time to appeal asked for",
    Action.GRANT_APPEAL_EXTENSION: "More time to appeal given",
    Action.REFUSE_APPEAL_EXTENSION: "More time to appeal refused",
    Action.SEND_BACK: "Proposal sent back",
    Action.WITHDRAW: "Proposal withdrawn",
    Action.PROPOSE_LIFTING: "Lifting proposed",
    Action.LIFT: "Bar lifted",
    Action.REFUSE_LIFTING: "Lifting refused",
    Action.FOLLOW_COURT: "Appeal against the decision",
    Action.END_BY_COURT: "Replaced by a court",
    Action.QUASH: "Quashed by a court",
}
SECOND_PERSON: Final = frozenset({Action.APPROVE, Action.SEND_BACK, Action.LIFT, Action.REFUSE_LIFTING})
EXTENDING: Final = (
    (Action.ASK_EXTENSION, Action.GRANT_EXTENSION, open_extension),
    (Action.ASK_APPEAL_EXTENSION, Action.GRANT_APPEAL_EXTENSION, open_appeal_extension),
)
STATUS_COLOURS: Final = {
    Status.PROPOSED: "blue",
    Status.NOTICE_SERVED: "yellow",
    Status.REPRESENTED: "purple",
    Status.IN_EFFECT: "red",
    Status.LIFTING_PROPOSED: "orange",
    Status.LIFTED: "grey",
    Status.WITHDRAWN: "grey",
    Status.REPLACED: "grey",
    Status.QUASHED: "grey",
}
STAGE_WORDS: Final = {
    Stage.NOT_YET: ("Not yet in effect", "orange"),
    Stage.IN_EFFECT: ("In effect", "red"),
    Stage.STAYED: ("Stayed by a court", "orange"),
    Stage.ENDED: ("Ended", "grey"),
    Stage.LIFTED: ("Lifted", "grey"),
}


def status_tag(bar: Bar, *, at: datetime) -> Row:
    """Where the bar stands; of one that was made, also whether it is in effect."""
    status = Status(bar.status)
    if status == Status.IN_EFFECT:
        return stage_tag(bar.stage(at=at))
    return {"text": status.label, "tag": STATUS_COLOURS[status]}


def stage_tag(reached: Stage) -> Row:
    text, colour = STAGE_WORDS[reached]
    return {"text": text, "tag": colour}


def next_steps(bar: Bar, *, user: User, at: datetime) -> list[Row]:
    """A button for each action that the status allows, the user's roles carry, and no rule keeps from this user now."""
    doors = {action: DOORS[Action(action)] for action in BAR.allowed(bar.status)}
    mine = {action for action, door in doors.items() if door and can(user, door)}
    for ask, grant, open_one in EXTENDING:
        asked = open_one(bar) if mine & {ask, grant} else None
        mine -= {ask} if asked else {grant}
        if asked and asked.asked_by_id == user.pk:
            mine -= {grant}
    if bar.determination_id:
        mine -= {Action.ASK_APPEAL_EXTENSION, Action.GRANT_APPEAL_EXTENSION}
    allowed = mine - (_kept_from(bar, user=user, at=at) if mine & SECOND_PERSON else frozenset())
    if bar.decision and not bar.served_decision(at=at):
        allowed -= {Action.PROPOSE_LIFTING, Action.ASK_APPEAL_EXTENSION}
    if is_over(ends_at=bar.ends_at, at=at):
        allowed -= {Action.PROPOSE_LIFTING, Action.LIFT}
    return [
        {
            "text": step.action.label,
            "href": reverse(step.route, args=[bar.reference]),
            "variant": step.variant,
            "data_test": step.route.partition(":")[2].replace("_", "-"),
        }
        for step in STEPS
        if step.action in allowed
    ]


def _kept_from(bar: Bar, *, user: User, at: datetime) -> frozenset[Action]:
    """What a second person may not do here: each action refuses it too, and says why."""
    involved = involved_in(bar)
    kept: set[Action] = set()
    if user.pk in involved | proposers_of(bar):
        kept |= {Action.APPROVE, Action.SEND_BACK}
    if bar.represented_at is None and bar.representations_due_at and at < bar.representations_due_at:
        kept.add(Action.APPROVE)
    if user.pk in involved | {bar.lift_proposed_by_id}:
        kept |= {Action.LIFT, Action.REFUSE_LIFTING}
    return frozenset(kept)


def list_rows(bars: Iterable[Bar], *, at: datetime) -> list[list[Any]]:
    """The rows of the staff list."""
    return [
        [
            {"text": bar.reference, "href": reverse("barring:bar", args=[bar.reference])},
            {"text": bar.person_name, "sub": bar.person.registration_number or "Not registered"},
            Ground(bar.ground).words,
            status_tag(bar, at=at),
            format_date(today(bar.proposed_at)),
        ]
        for bar in bars
    ]


def published_list_rows(bars: Iterable[PublishedBar]) -> list[list[Any]]:
    """The rows of the public list."""
    return [
        [
            {
                "text": bar.name,
                "href": reverse("barring:published_bar", args=[bar.reference]),
                "sub": bar.registration_number or "Never registered",
            },
            bar.last_organisation or "Not recorded",
            format_date(today(bar.in_effect_at)),
            format_date(last_day_before(bar.ends_at)) if bar.ends_at else "Indefinite",
            stage_tag(bar.stage),
        ]
        for bar in bars
    ]


def scope_rows(tiers: Iterable[str], classes: Iterable[str]) -> list[Row]:
    """What the bar covers."""
    return [
        {"key": "Posts", "value": [Tier(tier).words for tier in tiers], "data_test": "tiers"},
        {"key": "Organisations", "value": [CLASS_WORDS[one] for one in classes], "data_test": "classes"},
    ]


def terms_rows(terms: Terms, *, review_years: int) -> list[Row]:
    """Scope and dates as proposed; of an indefinite bar, when a review may first be asked for."""
    lasts = f"Until the end of {format_date(terms.ends_on)}" if terms.ends_on else indefinite_words(review_years)
    return [
        *scope_rows(terms.tiers, terms.organisation_classes),
        {"key": "First day", "value": format_date(terms.starts_on)},
        {"key": "Lasts", "value": lasts, "data_test": "lasts"},
    ]


def indefinite_words(review_years: int) -> str:
    """What an indefinite bar means under a rule set."""
    return f"Indefinitely. A review may first be asked for {review_years} years after it takes effect"


def ground_words(bar: Bar) -> list[str]:
    """The ground, with the case or the particulars behind it."""
    behind = bar.determination.of_case.reference if bar.determination else bar.ground_detail
    return [Ground(bar.ground).words, behind]


def staff_rows(bar: Bar, *, at: datetime) -> list[Row]:
    """Everything that staff see of a bar in short."""
    proposed = f"{bar.proposed_by.name}, {format_instant(bar.proposed_at)}"
    return [
        {"key": "Status", "value": status_tag(bar, at=at) | {"data_test": "status"}},
        {"key": "Person", "value": [bar.person_name, bar.person.registration_number or "Not registered"]},
        {"key": "Ground", "value": ground_words(bar)},
        *terms_rows(bar.terms, review_years=review_years(bar)),
        {"key": "Decided by" if bar.determination_id else "Proposed by", "value": proposed},
        *_notice_rows(bar),
        *_decision_rows(bar),
        *_lift_rows(bar),
    ]


def window_words(bar: Bar) -> str:
    """How the window for representations was counted, in words; empty before a notice."""
    if bar.notice_served_at is None or bar.representations_due_at is None:
        return ""
    counted = deadline(
        rule_set=bar.rule_set,
        parameter="representations_days",
        beginning="service",
        begins_on=today(bar.notice_served_at),
        ends_at=bar.representations_due_at,
    )
    return f"{counted.words}: until the end of {format_date(counted.last_day)}"


def time_asked_for(bar: Bar) -> str:
    """The request for more time that waits for a second person, in words; empty where none does."""
    asked, deed = (open_extension(bar), "answer") if bar.decision is None else (open_appeal_extension(bar), "appeal")
    if asked is None:
        return ""
    last = format_date(last_day_before(asked.until_at))
    return f"{asked.asked_by.name} asked that the person may {deed} until the end of {last}: {asked.reason}"


def appeal_counted(bar: Bar, decision: Decision) -> str:
    """How the time to appeal was counted: of a bar that a panel decided on, from the service of its decision."""
    served_at = (bar.determination.served_at if bar.determination else None) or decision.served_at
    return deadline(
        rule_set=bar.rule_set,
        parameter="appeal_days",
        beginning="service of the panel’s decision" if bar.determination else "service",
        begins_on=today(served_at),
        ends_at=decision.appeal_until_at,
    ).words


def appeal_window_words(bar: Bar) -> str:
    """Until when the person may appeal and how that was counted; empty before a decision."""
    if (decision := bar.decision) is None:
        return ""
    return f"{appeal_counted(bar, decision)}: until the end of {format_date(last_day_before(decision.appeal_until_at))}"


def review_counted(bar: Bar, *, in_effect_at: datetime) -> str:
    """How the day on which a review may first be asked for was counted."""
    return deadline(
        rule_set=bar.rule_set, parameter="bar_review_years", beginning="effect", begins_on=today(in_effect_at)
    ).words


def published_rows(bar: PublishedBar) -> list[Row]:
    """What the public reads of a decision."""
    ends = f"End of {format_date(last_day_before(bar.ends_at))}" if bar.ends_at else "Indefinite"
    rows = [
        {"key": "State", "value": stage_tag(bar.stage) | {"data_test": "state"}},
        {"key": "Name", "value": bar.name, "data_test": "name"},
        {"key": "Registration number", "value": bar.registration_number or "Never registered", "data_test": "number"},
        {"key": "Year of birth", "value": str(bar.year_of_birth)} if bar.year_of_birth else None,
        {"key": "Ground", "value": Ground(bar.ground).words},
        {"key": "Last organisation", "value": bar.last_organisation} if bar.last_organisation else None,
        *scope_rows(bar.tiers, bar.organisation_classes),
        {"key": "Decided", "value": format_instant(bar.decided_at)},
        {"key": "Served", "value": format_instant(bar.served_at)},
        {"key": "In effect from", "value": format_instant(bar.in_effect_at), "data_test": "in-effect"},
        {"key": "Published", "value": format_instant(bar.published_at)},
        {"key": "Lasts until", "value": ends},
        {"key": "Review", "value": _review_words(bar.review_from_on)} if bar.review_from_on else None,
        {"key": "Appeal", "value": appeal_words(bar), "data_test": "appeal"},
        {"key": "Lifted", "value": format_instant(bar.lifted_at), "data_test": "lifted"} if bar.lifted_at else None,
    ]
    return [row for row in rows if row]


def appeal_words(bar: PublishedBar) -> str:
    """Until when the person may appeal, or could."""
    last = format_date(last_day_before(bar.appeal_until_at))
    return f"Open until the end of {last}" if bar.is_appealable else f"The time to appeal ended with {last}"


def timeline(steps: Iterable[BarStep]) -> list[Row]:
    """What was done, by whom and why."""
    return [
        {"heading": DONE[Action(step.action)], "at": step.at, "by": step.by.name, "text": step.reason} for step in steps
    ]


def _notice_rows(bar: Bar) -> list[Row]:
    if bar.notice_served_at is None or bar.notice_channel is None:
        return []
    channel = Channel(bar.notice_channel).label
    rows: list[Row] = [
        {
            "key": "Notice",
            "value": {
                "text": f"{channel}; served {format_instant(bar.notice_served_at)}",
                "sub": deemed_service(rule_set=bar.rule_set, channel=bar.notice_channel),
            },
        },
        {"key": "Representations", "value": window_words(bar), "data_test": "window"},
    ]
    asked = time_asked_for(bar) if bar.decision is None else ""
    return [*rows, {"key": "More time", "value": asked, "data_test": "more-time"}] if asked else rows


def _decision_rows(bar: Bar) -> list[Row]:
    decision = bar.decision
    if decision is None or bar.approved_by is None:
        return []
    rows: list[Row] = [
        {
            "key": "Found lawful and made" if bar.determination_id else "Decided",
            "value": f"{format_instant(decision.decided_at)} by {bar.approved_by.name}",
        },
        {
            "key": "Served",
            "value": {
                "text": f"{format_instant(decision.served_at)}; {decision.channel.label}",
                "sub": deemed_service(rule_set=bar.rule_set, channel=decision.channel),
            },
        },
        {"key": "In effect from", "value": format_instant(decision.in_effect_at)},
        {"key": "Published", "value": format_instant(decision.published_at)},
        {
            "key": "Appeal",
            "value": {
                "text": f"Until the end of {format_date(last_day_before(decision.appeal_until_at))}",
                "sub": appeal_counted(bar, decision),
            },
            "data_test": "appeal",
        },
    ]
    if asked := time_asked_for(bar):
        rows.append({"key": "More time to appeal", "value": asked, "data_test": "more-time"})
    if bar.review_from_on:
        counted = review_counted(bar, in_effect_at=decision.in_effect_at)
        rows.append({"key": "Review", "value": {"text": _review_words(bar.review_from_on), "sub": counted}})
    return rows


def _lift_rows(bar: Bar) -> list[Row]:
    if bar.lift_proposed_at is None or bar.lift_proposed_by is None:
        return []
    proposed = f"{bar.lift_proposed_by.name}, {format_instant(bar.lift_proposed_at)}"
    rows: list[Row] = [{"key": "Lifting proposed by", "value": [proposed, bar.lift_reason]}]
    if bar.lifted_at is None or bar.lifted_by is None:
        return rows
    return [*rows, {"key": "Lifted", "value": f"{format_instant(bar.lifted_at)} by {bar.lifted_by.name}"}]


def _review_words(day: date) -> str:
    return f"A review may first be asked for on {format_date(day)}"
