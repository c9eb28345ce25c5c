"""The clocks of a case in words: when each stage is due, whom it waits for, and why it is late."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.rules.deadlines import until
from conduct.workflow import CASE, TRACKS, Status, Track
from kernel import rulesets
from kernel.clocks import format_instant, today
from kernel.deadlines import deadline
from kernel.permissions import can

if TYPE_CHECKING:
    from conduct.models import Case, CaseTrack
    from conduct.queries import Clock
    from kernel.models import User


def clock_facts(case: "Case", clocks: "list[Clock]", *, at: datetime) -> list[dict[str, Any]]:
    """Of the stage that a case is in: until when, whom it waits for, and if it is late by how much and why."""
    running = clocks[-1] if clocks and clocks[-1].left_at is None else None
    if running is None:
        return []
    due = {"text": "The clock stands still" if running.is_stopped else f"by {until(running.ends_at)}"}
    rows: list[dict[str, Any]] = [
        {"key": "Stage due", "value": {**due, "sub": _counted(running)}, "data_test": "stage-due"},
        {"key": "Waits for", "value": _waits_for(case, running), "data_test": "waits-for"},
    ]
    if late := running.days_late(at):
        rows.append({"key": "Late", "value": {"text": _days(late), "sub": _why(running)}, "data_test": "late"})
    elif running.explained:
        rows.append({"key": "Why it takes longer", "value": _why(running)})
    return rows


def clock_rows(clocks: "list[Clock]", *, at: datetime) -> list[list[Any]]:
    """Each stage so far: since when, until when it was due, when it was left, and by how much late."""
    return [
        [
            str(clock.stage.label),
            format_instant(clock.began_at),
            {"text": until(clock.ends_at), "sub": _counted(clock)},
            format_instant(clock.left_at) if clock.left_at else "Now",
            _days(late) if (late := clock.days_late(at)) else ("Stopped" if clock.is_stopped else "In time"),
        ]
        for clock in clocks
    ]


def tracks_shown(case: "Case", *, user: "User", stage: str) -> list[dict[str, Any]]:
    """What goes on beside a case, and what may be begun or ended there by this user; why, for who works on it."""
    reads_all = queries.reads_working_papers(user=user)
    every = list(case.tracks.select_related("begun_by", "ended_by"))
    running = {one.track: one for one in every if one.ended_at is None}
    allowed = CASE.allowed(stage) if can(user, Permission.CASE_TRACK) else set()
    return [
        {
            "name": track.label,
            "events": [_event(one, reads_all=reads_all) for one in every if one.track == track],
            "due": _track_due(case, running[track]) if track in running else "",
            "button": _button(case, track, is_running=track in running, allowed=allowed),
        }
        for track in Track
    ]


def _button(case: "Case", track: Track, *, is_running: bool, allowed: set[str]) -> dict[str, str] | None:
    action = TRACKS[track][1 if is_running else 0]
    page = "case_track_end" if is_running else "case_track_begin"
    if action not in allowed:
        return None
    return {"text": str(action.label), "href": reverse(f"conduct:{page}", args=[case.reference, track.value])}


def _event(one: "CaseTrack", *, reads_all: bool) -> dict[str, Any]:
    cause = f"{one.get_cause_display()}. " if one.cause else ""
    reason, outcome = (one.reason, f": {one.outcome}") if reads_all else ("", "")
    ended = f" Ended on {format_instant(one.ended_at)}{outcome}" if one.ended_at else ""
    return {
        "heading": one.get_track_display(),
        "at": one.began_at,
        "by": one.begun_by.name,
        "text": f"{cause}{reason}{ended}",
    }


def _track_due(case: "Case", one: "CaseTrack") -> str:
    """Until when the oversight body may refer the decision."""
    found = getattr(case, "determination", None)
    if one.track == Track.EXTERNAL_REVIEW and found and found.appeal_until_at:
        named, beginning, day = "authority_referral_days", "the end of the time to appeal", today(found.appeal_until_at)
    else:
        return ""
    counted = deadline(
        rule_set=rulesets.row_in_force(one.began_at), parameter=named, beginning=beginning, begins_on=day
    )
    return f"Due by {until(counted.ends_at)}: {counted.words}"


def _waits_for(case: "Case", clock: "Clock") -> str:
    holder = case.caseworker.name
    if clock.stage == Status.INVESTIGATION and case.investigator:
        holder = case.investigator.name
    elif clock.stage == Status.REPRESENTATIONS:
        return f"{clock.waits_for}, asked for by {holder}"
    elif clock.stage == Status.CASE_EXAMINERS:
        named = [part.user.name for part in queries.examiners_of(case=case).order_by("place")]
        holder = " and ".join(named) if len(named) > 1 else f"{holder}, who appoints them"
    elif clock.stage == Status.HEARING:
        holder = "a panel"
    return f"{clock.waits_for}, from {holder}"


def _counted(clock: "Clock") -> str:
    stopped = f"; put off by {clock.stopped} days in abeyance" if clock.stopped else ""
    return f"{clock.deadline.words}{stopped}"


def _why(clock: "Clock") -> str:
    said = clock.explained
    if said is None:
        return "Nobody has said why yet."
    return f"{said.by.name} on {format_instant(said.at)}: {said.reason}"


def _days(number: int) -> str:
    return f"Late by {number} day{'' if number == 1 else 's'}"
