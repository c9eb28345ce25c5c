"""Hearings in words: for staff and the panel, for the manager, and as a letter."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from conduct import queries
from conduct.hearing_workflow import HEARING, OPEN, HearingAction, HearingStatus
from conduct.permissions import Permission
from conduct.rules.determining import findings_of
from conduct.rules.hearing import notice_is_over_at
from conduct.rules.panels import Kind
from conduct.web.presenters.allegations import allegations_of
from conduct.web.presenters.decisions import findings_in_words
from conduct.web.presenters.next_steps import declare_step
from conduct.web.presenters.sections import sections_of
from conduct.workflow import Status
from kernel.clocks import format_date, format_instant, today
from kernel.deadlines import deadline, deemed_service
from kernel.permissions import can

if TYPE_CHECKING:
    from conduct.models import Case, Hearing, HearingStep
    from kernel.models import User

COLOURS: Final = {
    HearingStatus.LISTED: "blue",
    HearingStatus.POSTPONED: "orange",
    HearingStatus.IN_PROGRESS: "yellow",
    HearingStatus.PART_HEARD: "orange",
    HearingStatus.CONCLUDED: "purple",
    HearingStatus.DETERMINED: "green",
    HearingStatus.CANCELLED: "grey",
}
# Action: its page, and who may.
NEXT: Final = {
    HearingAction.GIVE_NOTICE: ("hearing_notice", Permission.HEARING_LIST),
    HearingAction.BEGIN: ("hearing_begin", Permission.CASE_DETERMINE),
    HearingAction.RESUME: ("hearing_resume", Permission.CASE_DETERMINE),
    HearingAction.CONCLUDE: ("hearing_conclude", Permission.CASE_DETERMINE),
    HearingAction.PROPOSE: ("hearing_propose", Permission.CASE_DETERMINE),
    HearingAction.ANSWER: ("hearing_answer", Permission.HEARING_SIT),
    HearingAction.DETERMINE: ("case_determine", Permission.CASE_DETERMINE),
    HearingAction.ADJOURN: ("hearing_adjourn", Permission.CASE_DETERMINE),
    HearingAction.SIT_IN_PRIVATE: ("hearing_private", Permission.CASE_DETERMINE),
    HearingAction.CONSENT: ("hearing_consent", Permission.HEARING_LIST),
    HearingAction.REPLY: ("hearing_reply", Permission.HEARING_LIST),
    HearingAction.POSTPONE: ("hearing_postpone", Permission.HEARING_LIST),
    HearingAction.CANCEL: ("hearing_cancel", Permission.HEARING_LIST),
}
WORDS: Final = {HearingAction.REPLY: "Enter a reply received on paper"}
OFFERED: Final = 10
"""How many of somebody's next days a form names."""


def hearing_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """The hearings of a case, and what this user may do next in the open one."""
    found = list(queries.hearings_of(case=case))
    held = next((hearing for hearing in found if hearing.status in OPEN), None)
    shown = held or (found[0] if found else None)
    stage = queries.stage_of(case=case, at=at)
    may_list = held is None and stage == Status.HEARING and can(user, Permission.HEARING_LIST)
    return {
        "case": case,
        "heading": "Hearing",
        "sections": sections_of(case, user=user, current="conduct:hearing"),
        "may_list": may_list,
        "facts": _facts(shown) if shown else [],
        "buttons": _buttons(case, held, user) if held and stage == Status.HEARING else [],
        "letter": bool(shown and shown.notice_sent_at) and can(user, Permission.HEARING_LIST),
        "panel": _panel(shown, may_replace=_may_replace(held, user)) if shown else [],
        "rule": _numbers(shown) if shown else "",
        "private_parts": [
            {"heading": "Heard in private", "at": one.at, "by": one.by.name, "text": f"{one.part}\n\n{one.reason}"}
            for one in (shown.private_parts.select_related("by") if shown else [])
        ],
        "deliberation": _deliberation(shown, user) if shown else None,
        "events": [_event(step) for hearing in found for step in hearing.steps.select_related("by", "hearing")],
    }


def days_in_words(hearing: "Hearing") -> list[str]:
    """The days on which it sits, each with its weekday."""
    return [f"{one.day:%A} {format_date(one.day)}" for one in hearing.days.all()]


def where(hearing: "Hearing") -> str:
    """The room, or the address of the video hearing: for those who take part."""
    return hearing.place or f"By video: {hearing.link}"


def status_tag(hearing: "Hearing") -> dict[str, str]:
    return {"text": hearing.get_status_display(), "tag": COLOURS[HearingStatus(hearing.status)]}


def _told_tag(hearing: "Hearing", *, at: datetime) -> dict[str, str]:
    """How it stands as the manager may know it: that it was determined shows only once the decision was served."""
    status = HearingStatus(hearing.status)
    if status == HearingStatus.DETERMINED and queries.told_stage(case=hearing.case, at=at) == Status.HEARING:
        status = HearingStatus.CONCLUDED
    return {"text": str(status.label), "tag": COLOURS[status]}


def _facts(hearing: "Hearing") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"key": "Hearing", "value": [f"Number {hearing.number}", status_tag(hearing)], "data_test": "hearing-status"},
        {"key": "Days", "value": days_in_words(hearing), "data_test": "hearing-days"},
        {"key": "Starts at", "value": f"{hearing.starts:%H:%M}"},
        {"key": "Place", "value": where(hearing)},
        {"key": "Public or private", "value": _public(hearing)},
        {"key": "Notice", "value": _notice(hearing), "data_test": "notice"},
        {"key": "On the public list", "value": listed_publicly(hearing)},
    ]
    if hearing.consent:
        rows.append({"key": "Shorter notice agreed", "value": hearing.consent})
    if reply := queries.last_reply(hearing=hearing):
        attends = "Will attend" if reply.attends else "Will not attend"
        told = f"{format_instant(reply.made_at)}, {reply.made_by.name}"
        lines = [attends, *(f"Spoken for by {who}" for who in [reply.represented_by] if who)]
        lines += [f"Needs: {needs}" for needs in [reply.needs] if needs]
        rows.append({"key": "Reply to the notice", "value": [*lines, told], "data_test": "reply"})
    if hearing.attendance:
        said = [hearing.get_attendance_display(), *([hearing.absence_because] if hearing.absence_because else [])]
        rows.append({"key": "Attendance", "value": said, "data_test": "attendance"})
    return rows


def listed_publicly(hearing: "Hearing") -> dict[str, str]:
    """From when anybody sees the hearing on the public list, once notice is served."""
    days = hearing.rule_set.parameters["allegations_published_days"]
    by = f"{hearing.rule_set.sources['allegations_published_days']}, rule set {hearing.rule_set.version}"
    return {"text": "From service of the notice until its last day", "sub": f"{days} days before at most, {by}"}


def _public(hearing: "Hearing") -> str:
    return f"Private: {hearing.private_because}" if hearing.private_because else "Public"


def _notice(hearing: "Hearing") -> Any:
    counted = notice_counted(hearing)
    if hearing.notice_served_at is None or hearing.notice_sent_at is None:
        return {"text": "Not served yet", "sub": counted}
    service = deemed_service(rule_set=hearing.rule_set, channel=hearing.notice_channel)
    return {
        "text": f"Sent {format_instant(hearing.notice_sent_at)}, served {format_instant(hearing.notice_served_at)}",
        "sub": f"{service}. {counted}",
    }


def notice_counted(hearing: "Hearing") -> str:
    """How the time between the notice and the hearing is counted, and by which law."""
    days = hearing.rule_set.parameters["hearing_notice_days"]
    by = f"{hearing.rule_set.sources['hearing_notice_days']}, rule set {hearing.rule_set.version}"
    if hearing.notice_served_at is None:
        return f"{days} days’ notice: {by}"
    over = notice_is_over_at(served=hearing.notice_served_at, days=days)
    counted = deadline(
        rule_set=hearing.rule_set,
        parameter="hearing_notice_days",
        beginning="service",
        begins_on=today(hearing.notice_served_at),
    )
    return f"It may begin on {format_date(today(over))}: {counted.words}"


def _numbers(hearing: "Hearing") -> str:
    numbers = hearing.rule_set.parameters["panel_numbers"]
    by = f"{hearing.rule_set.sources['panel_numbers']}, rule set {hearing.rule_set.version}"
    return (
        f"A panel has at least {numbers['members']} members, of whom {numbers['lay']} lay and "
        f"{numbers['registrant']} on the register: {by}."
    )


def _panel(hearing: "Hearing", *, may_replace: bool) -> list[list[Any]]:
    rows = []
    seats = list(hearing.seats.select_related("user", "member"))
    lacks = sum(seat.left_at is None for seat in seats) < queries.seats_there_are(hearing=hearing)
    for seat in seats:
        left = f"{format_instant(seat.left_at)}: {seat.reason}" if seat.left_at else ""
        kind = Kind(seat.member.kind).label
        address = reverse("conduct:hearing_replace", args=[hearing.case.reference, seat.pk])
        can_be = may_replace and (seat.left_at is None or lacks)
        act: Any = {"text": "Replace", "href": address, "hidden": seat.user.name} if can_be else ""
        rows.append([seat.user.name, f"Chair, {kind.lower()}" if seat.is_chair else kind, left, act])
    return rows


def _may_replace(hearing: "Hearing | None", user: "User") -> bool:
    return (
        hearing is not None
        and HearingAction.REPLACE in HEARING.allowed(hearing.status)
        and can(user, Permission.HEARING_LIST)
    )


def _buttons(case: "Case", hearing: "Hearing", user: "User") -> list[dict[str, str]]:
    allowed, chairs = HEARING.allowed(hearing.status), queries.is_chair(case=case, user=user)
    found = queries.deliberation(hearing=hearing)
    hidden = {
        HearingAction.GIVE_NOTICE: hearing.notice_sent_at is not None,
        HearingAction.REPLY: hearing.notice_sent_at is None,
        HearingAction.ANSWER: not found.may_answer(user.pk),
        HearingAction.DETERMINE: not found.is_agreed,
        HearingAction.CONSENT: bool(hearing.consent),
    }
    declaring = []
    if user.pk not in queries.declared_by(case=case):
        hidden |= dict.fromkeys((HearingAction.PROPOSE, HearingAction.ANSWER), True)
        declaring = [declare_step(case)] if queries.sits(case=case, user=user) else []
    return declaring + [
        {
            "text": WORDS.get(action, action.label),
            "href": reverse(f"conduct:{page}", args=[case.reference]),
        }
        for action, (page, permission) in NEXT.items()
        if action in allowed
        and can(user, permission)
        and not hidden.get(action, False)
        and (chairs or permission != Permission.CASE_DETERMINE)
    ]


def _deliberation(hearing: "Hearing", user: "User") -> dict[str, Any] | None:
    """What the panel deliberates: for the panel alone until it is recorded, and then who dissented and why."""
    found = queries.deliberation(hearing=hearing)
    is_of_panel = user.pk in {seat.user_id for seat in found.seats}
    if found.proposal is None or not (is_of_panel or hearing.status == HearingStatus.DETERMINED):
        return None
    return {
        "proposed": _proposed(found) if hearing.status != HearingStatus.DETERMINED else (),
        "answers": [
            {
                "heading": "Agrees" if answer.agrees else "Dissents",
                "at": answer.at,
                "by": answer.by.name,
                "text": answer.reasons,
            }
            for answer in found.answers
        ],
        "waiting": [waiting.name for waiting in found.waiting],
    }


def proposed(case: "Case", *, user: "User") -> tuple[dict[str, str], ...]:
    """What the chair last put to the panel of a case, for whoever sits on it; empty for others."""
    hearing = queries.open_hearing(case=case)
    if hearing is None or not queries.seats_of(hearing=hearing).filter(user=user).exists():
        return ()
    return _proposed(queries.deliberation(hearing=hearing))


def _proposed(found: "queries.Deliberation") -> tuple[dict[str, str], ...]:
    if found.proposal is None:
        return ()
    return tuple(findings_in_words(findings_of(found.proposal.content)))


def _event(step: "HearingStep") -> dict[str, Any]:
    heading = f"Hearing {step.hearing.number}: {step.get_action_display()}"
    return {"heading": heading, "at": step.at, "by": step.by.name, "text": step.reason}


def candidates(case: "Case", *, at: datetime) -> list[tuple["User", str, str, bool]]:
    """Who may sit in a case: in words, on which of the next days they can, and whether they may chair."""
    found = []
    for one in queries.candidates_for(case=case, on=today(at)):
        more = f" and {len(one.days) - OFFERED} more" if len(one.days) > OFFERED else ""
        can_sit = ", ".join(format_date(day) for day in one.days[:OFFERED]) + more if one.days else "no day offered yet"
        words = f"{one.user.name} ({Kind(one.term.kind).label.lower()})"
        found.append((one.user, words, f"Can sit on: {can_sit}", one.may_chair))
    return found


def notice_letter(hearing: "Hearing", *, at: datetime) -> dict[str, Any]:
    """The notice of hearing as a letter."""
    names = queries.names_of(person_ids=[hearing.case.person_id], at=at)
    return {"name": names.get(hearing.case.person_id, ""), "case": hearing.case, **notice_shown(hearing)}


def notice_shown(hearing: "Hearing") -> dict[str, Any]:
    """What the notice says, on paper and on the manager's own page."""
    return {
        "hearing": hearing,
        "days": days_in_words(hearing),
        "where": where(hearing),
        "counted": notice_counted(hearing),
        "panel_names": [
            f"{seat.user.name}, {'chair' if seat.is_chair else Kind(seat.member.kind).label.lower()}"
            for seat in queries.seats_of(hearing=hearing)
        ],
        "allegations": allegations_of(hearing.case),
    }


def member_rows(*, may_appoint: bool) -> list[list[Any]]:
    """Everybody's terms on panels."""
    rows = []
    for term in queries.panel_members():
        address = reverse("conduct:panel_training", args=[term.pk])
        trained = format_date(term.trained_on) if term.trained_on else "Not trained"
        last = term.term.upper - timedelta(days=1)
        rows.append(
            [
                term.user.name,
                term.get_kind_display(),
                "Yes" if term.is_qualified else "No",
                f"{format_date(term.term.lower)} to {format_date(last)}",
                {"text": trained, "href": address} if may_appoint else trained,
            ]
        )
    return rows


def own_hearing(case: "Case", *, at: datetime) -> dict[str, Any] | None:
    """The manager's notice, from when it counts as served; None before that, and where there is none."""
    hearing = queries.noticed_hearing(case=case)
    if hearing is None or hearing.notice_served_at is None or hearing.notice_served_at > at:
        return None
    days = hearing.rule_set.parameters["hearing_notice_days"]
    first = min(one.day for one in hearing.days.all())
    over = notice_is_over_at(served=hearing.notice_served_at, days=days)
    return {
        "case": case,
        **notice_shown(hearing),
        "status": _told_tag(hearing, at=at),
        "is_short": not hearing.consent and today(over) > first,
        "may_reply": HearingAction.REPLY in HEARING.allowed(hearing.status),
        "reply": queries.last_reply(hearing=hearing),
    }


def sitting_choices(*, since: date, offered: "Collection[date]", weeks: int = 26) -> list[tuple[str, str]]:
    """The weekdays of the next weeks, for somebody to say on which they can sit; today, and days offered, whatever
    day of the week they are."""
    weekdays = {since + timedelta(days=number) for number in range(weeks * 7)}
    days = {day for day in weekdays if day.weekday() < 5} | {since, *offered}
    return [(day.isoformat(), f"{day:%A} {format_date(day)}") for day in sorted(days)]
