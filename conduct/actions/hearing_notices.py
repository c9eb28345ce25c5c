"""The notice of a hearing, consent to a shorter one, and what the manager replies."""

from datetime import datetime

from conduct.actions.drafts import held_by_manager
from conduct.actions.hearing_steps import locked_hearing, move_hearing
from conduct.actions.notices import require_reachable, tell_manager
from conduct.hearing_workflow import TO_COME, HearingAction
from conduct.models import Case, Hearing, HearingReply
from conduct.queries import last_told_step, noticed_hearing
from conduct.rules.hearing import NoNotice, NoReasons
from conduct.rules.independence import require_stranger
from kernel import rulesets
from kernel.clocks import Channel, format_instant, served_at
from kernel.errors import ChangedMeanwhile
from kernel.history import recorded
from kernel.models import User


@recorded()
def give_notice_of_hearing(*, case: Case, channel: str, by: User, at: datetime, seen: int | None = None) -> Hearing:
    """Serve the notice of hearing on the manager, once for the days that it has: after a postponement there is another.

    It counts as served by the rule set, as every notice does.
    """
    held, hearing = locked_hearing(case=case, action=HearingAction.GIVE_NOTICE, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_reachable(case=held, channel=channel)
    if hearing.notice_sent_at is not None:
        raise NoNotice("The notice of this hearing is served already. Postpone the hearing if its day changes.")
    days = rulesets.by_key(hearing.rule_set_id).deemed_service_days
    hearing.notice_channel, hearing.notice_sent_at = channel, at
    hearing.notice_served_at = served_at(sent_at=at, channel=channel, days=days)
    changed = ("notice_channel", "notice_sent_at", "notice_served_at")
    reason = f"By {channel}"
    move_hearing(hearing=hearing, action=HearingAction.GIVE_NOTICE, by=by, at=at, reason=reason, changed=changed)
    if channel == Channel.EMAIL:
        tell_manager(case=held, template="conduct_hearing_notice", subject="There is a notice for you to read")
    return hearing


@recorded()
def consent_to_short_notice(*, case: Case, consent: str, by: User, at: datetime, seen: int | None = None) -> Hearing:
    """Record that the manager agrees to shorter notice, in their own words or how staff know of it."""
    _, hearing = locked_hearing(case=case, action=HearingAction.CONSENT, at=at, seen=seen)
    if not consent.strip():
        raise NoReasons("Enter how the manager agreed to shorter notice.")
    hearing.consent = consent.strip()
    move_hearing(hearing=hearing, action=HearingAction.CONSENT, by=by, at=at, changed=("consent",))
    return hearing


@recorded()
def reply_to_notice(
    *,
    case: Case,
    attends: bool,
    needs: str = "",
    represented_by: str = "",
    agrees: bool = False,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> HearingReply:
    """Record what the manager says to the notice, and that they agree to shorter notice. The last reply counts."""
    _, hearing = locked_hearing(case=case, action=HearingAction.REPLY, at=at, seen=seen)
    if hearing.notice_sent_at is None:
        raise NoNotice("There is no notice of this hearing to reply to yet.")
    words = "Will attend" if attends else "Will not attend"
    if agrees and not hearing.consent:
        hearing.consent = f"Agreed to shorter notice with the reply of {format_instant(at)}."
    move_hearing(hearing=hearing, action=HearingAction.REPLY, by=by, at=at, reason=words, changed=("consent",))
    return hearing.replies.create(
        attends=attends, needs=needs.strip(), represented_by=represented_by.strip(), made_by=by, made_at=at
    )


@recorded()
def reply_to_own_notice(
    *,
    case: Case,
    attends: bool,
    needs: str = "",
    represented_by: str = "",
    agrees: bool = False,
    by: User,
    at: datetime,
    shown: int | None = None,
) -> HearingReply:
    """The manager's own reply, or of whoever may answer for them, to the notice as the page showed it (None: no page
    was involved). Refuses anybody else. A refusal says nothing of what the panel has done since."""
    held = held_by_manager(case=case, by=by, at=at)
    hearing = noticed_hearing(case=held)
    if hearing is None or hearing.status not in TO_COME:
        raise NoNotice("You can no longer reply to this notice.")
    if shown is not None and shown != last_told_step(case=held):
        raise ChangedMeanwhile("The notice changed after you opened this page, so nothing was saved. Read it again.")
    return reply_to_notice(
        case=held, attends=attends, needs=needs, represented_by=represented_by, agrees=agrees, by=by, at=at
    )
