"""What goes on beside the stages of a case, and why a stage takes longer than it should."""

from datetime import datetime

from conduct.actions.steps import locked, take_step
from conduct.models import Case, CaseTrack, DelayNotice
from conduct.rules.gates import TrackNotRunning, TrackRunning
from conduct.rules.independence import require_stranger
from conduct.workflow import TRACKS, Action, Track
from kernel.history import recorded
from kernel.models import User


@recorded()
def begin_track(
    *, case: Case, track: Track, reason: str, by: User, at: datetime, cause: str = "", seen: int | None = None
) -> CaseTrack:
    """Begin something beside a case, for a reason; abeyance, which stops the clock of a stage, for a named cause.

    Nothing that the manager has time for is stopped or shortened by it. Refuses what runs already.
    """
    action, _ = TRACKS[track]
    held = locked(case=case, action=action, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    if held.tracks.filter(track=track, ended_at=None).exists():
        raise TrackRunning(f"This runs already beside the case: {track.label.lower()}. End it first.")
    take_step(case=held, action=action, by=by, at=at, reason=reason)
    return held.tracks.create(track=track, cause=cause, reason=reason, began_at=at, begun_by=by)


@recorded()
def end_track(*, case: Case, track: Track, reason: str, by: User, at: datetime, seen: int | None = None) -> CaseTrack:
    """End what was begun beside a case, with what came of it. Refuses what does not run."""
    _, action = TRACKS[track]
    held = locked(case=case, action=action, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    found = held.tracks.select_for_update().filter(track=track, ended_at=None).first()
    if found is None:
        raise TrackNotRunning(f"This does not run beside the case: {track.label.lower()}.")
    take_step(case=held, action=action, by=by, at=at, reason=reason)
    found.ended_at, found.ended_by, found.outcome = at, by, reason
    found.save(update_fields=["ended_at", "ended_by", "outcome"])
    return found


@recorded()
def explain_delay(*, case: Case, reason: str, by: User, at: datetime, told: str = "", seen: int | None = None) -> Case:
    """Say why a case takes longer in its stage than it should, and when it is expected to go on.

    `told` is that in the words that the manager reads, from when they may know of the case.
    """
    held = locked(case=case, action=Action.EXPLAIN_DELAY, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    take_step(case=held, action=Action.EXPLAIN_DELAY, by=by, at=at, reason=reason)
    if told:
        DelayNotice.objects.create(case=held, stage=held.status, text=told, by=by, at=at)
    return held
