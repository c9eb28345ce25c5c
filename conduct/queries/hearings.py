"""Hearings: which one a case has, who sits, who could, and what the panel has said."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet

from conduct.hearing_workflow import OPEN, HearingAction, HearingStatus
from conduct.models import (
    Case,
    Hearing,
    HearingDay,
    HearingReply,
    HearingSeat,
    HearingStep,
    PanelAnswer,
    PanelDay,
    PanelMember,
    ProposedDetermination,
    Recusal,
    ReferralReturn,
)
from conduct.permissions import Permission
from conduct.queries.cases import people_involved
from conduct.queries.outcomes import agreed_offer
from conduct.queries.people import who_may
from conduct.rules.panels import Sitter
from kernel.models import User


def hearings_of(*, case: Case) -> QuerySet[Hearing]:
    """The hearings of a case, the latest first."""
    return case.hearings.prefetch_related("days").select_related("rule_set").order_by("-number")


def open_hearing(*, case: Case) -> Hearing | None:
    """The hearing that is to come, goes on, or waits for its determination."""
    return hearings_of(case=case).filter(status__in=OPEN).first()


def noticed_hearing(*, case: Case) -> Hearing | None:
    """The latest hearing of a case of which the manager has a notice, if it was not cancelled."""
    sent = hearings_of(case=case).filter(notice_sent_at__isnull=False).exclude(status=HearingStatus.CANCELLED)
    return sent.first()


def is_put_off(*, case: Case) -> bool:
    """Whether the manager had a notice of days that do not hold, and has none yet of those that do."""
    put_off = case.hearings.filter(status=HearingStatus.POSTPONED, notice_sent_at=None)
    return put_off.filter(steps__action=HearingAction.GIVE_NOTICE).exists()


def is_called_off(*, case: Case) -> bool:
    """Whether the last hearing of which the manager was sent a notice was cancelled."""
    noticed = case.hearings.filter(steps__action__in=[HearingAction.GIVE_NOTICE, HearingAction.BEGIN])
    last = noticed.order_by("-number").first()
    return last is not None and last.status == HearingStatus.CANCELLED


def last_hearing_step(*, case: Case) -> int:
    """The number of the latest step in any hearing of a case: pages on hearings carry it. 0 where there is none."""
    steps = HearingStep.objects.filter(hearing__case=case).order_by("-pk")
    return steps.values_list("pk", flat=True).first() or 0


def last_told_step(*, case: Case) -> int:
    """The number of the latest step that changed what the manager was told of a hearing; 0 where there is none."""
    told = [HearingAction.GIVE_NOTICE, HearingAction.POSTPONE, HearingAction.REPLACE]
    steps = HearingStep.objects.filter(hearing__case=case, action__in=told).order_by("-pk")
    return steps.values_list("pk", flat=True).first() or 0


def seats_of(*, hearing: Hearing) -> QuerySet[HearingSeat]:
    """Who sits now, the chair first."""
    return hearing.seats.filter(left_at=None).select_related("user", "member")


def seats_there_are(*, hearing: Hearing) -> int:
    """How many people the hearing was listed before: each replacement took the place of one."""
    return hearing.seats.count() - hearing.steps.filter(action=HearingAction.REPLACE).count()


def is_chair(*, case: Case, user: User) -> bool:
    """Whether somebody chairs the open hearing of a case."""
    return HearingSeat.objects.filter(
        hearing__case=case, hearing__status__in=OPEN, user=user, is_chair=True, left_at=None
    ).exists()


def sits(*, case: Case, user: User) -> bool:
    """Whether somebody has a seat in the open hearing of a case."""
    hearing = open_hearing(case=case)
    return hearing is not None and seats_of(hearing=hearing).filter(user=user).exists()


def may_determine(*, case: Case, user: User) -> bool:
    """Whether somebody may record the determination: they chair a hearing whose panel agreed, or, where none is
    listed, the manager has agreed to an outcome."""
    hearing = open_hearing(case=case)
    if hearing is None:
        return agreed_offer(case=case) is not None
    if hearing.status != HearingStatus.CONCLUDED or not is_chair(case=case, user=user):
        return False
    return deliberation(hearing=hearing).is_agreed


def panel_candidates(*, case: Case, on: date) -> QuerySet[User]:
    """Who may sit in a case: appointed to panels on a day, and without a part in it."""
    terms = PanelMember.objects.filter(term__contains=on)
    people = who_may(Permission.HEARING_SIT).filter(pk__in=terms.values("user"))
    return people.exclude(pk__in=people_involved(case=case)).exclude(
        pk__in=Recusal.objects.filter(case=case).values("user")
    )


def sitters(*, users: Iterable[User], days: Collection[date], hearing: Hearing | None = None) -> list[Sitter]:
    """What the rules on panels ask of people for these days; `hearing` is the one that they would sit in."""
    people = list(users)
    terms = {
        term.user_id: term
        for term in PanelMember.objects.filter(user__in=people, term__contains=min(days))
        if max(days) in term.term
    }
    offered = set(PanelDay.objects.filter(user__in=people, day__in=days).values_list("user", "day"))
    taken = set(
        HearingDay.objects.filter(day__in=days, hearing__seats__user__in=people, hearing__seats__left_at=None)
        .exclude(hearing__status=HearingStatus.CANCELLED)
        .exclude(hearing=hearing)
        .values_list("hearing__seats__user", "day")
    )
    return [_sitter(user, terms.get(user.pk), days, offered, taken) for user in people]


def _sitter(
    user: User,
    term: PanelMember | None,
    days: Collection[date],
    offered: set[tuple[int, date]],
    taken: set[tuple[int, date]],
) -> Sitter:
    return Sitter(
        user_id=user.pk,
        name=user.name,
        kind=term.kind if term else None,
        is_trained=term is not None and term.trained_on is not None and term.trained_on <= min(days),
        is_qualified=term is not None and term.is_qualified,
        missing=tuple(day for day in days if (user.pk, day) not in offered),
        taken=tuple(day for day in days if (user.pk, day) in taken),
    )


@dataclass(frozen=True)
class Candidate:
    """Somebody who may sit in a case: their appointment, the days that they offered, and whether they may chair."""

    user: User
    term: PanelMember
    days: list[date]
    may_chair: bool


def candidates_for(*, case: Case, on: date) -> list[Candidate]:
    """Who may sit in a case on a day or later, by name; in four queries, however many they are."""
    people = list(panel_candidates(case=case, on=on))
    terms = {term.user_id: term for term in PanelMember.objects.filter(user__in=people, term__contains=on)}
    days: dict[int, list[date]] = defaultdict(list)
    offered = PanelDay.objects.filter(user__in=people, day__gte=on).order_by("day")
    for user, day in offered.values_list("user", "day"):
        days[user].append(day)
    chairs = set(who_may(Permission.CASE_DETERMINE).values_list("pk", flat=True))
    return [
        Candidate(user, terms[user.pk], days[user.pk], terms[user.pk].is_qualified and user.pk in chairs)
        for user in people
    ]


def term_on(*, user: User, day: date) -> PanelMember | None:
    """Somebody's appointment to panels on a day."""
    return PanelMember.objects.filter(user=user, term__contains=day).first()


def offered_days(*, user: User, since: date) -> list[date]:
    """The days from one on, on which somebody has said that they can sit."""
    return list(PanelDay.objects.filter(user=user, day__gte=since).values_list("day", flat=True))


def panel_members() -> QuerySet[PanelMember]:
    """Everybody's terms, by name."""
    return PanelMember.objects.select_related("user").order_by("user__name", "term")


@dataclass(frozen=True)
class Deliberation:
    """What the chair last put to the panel, who has answered it, and who has not."""

    proposal: ProposedDetermination | None
    answers: list[PanelAnswer]
    seats: list[HearingSeat]
    is_whole: bool
    """Nobody has left the panel, which nobody can join once a hearing has begun."""

    @property
    def waiting(self) -> list[User]:
        """The members who have not answered."""
        given = {answer.by_id for answer in self.answers}
        return [seat.user for seat in self.seats if not seat.is_chair and seat.user_id not in given]

    def may_answer(self, user_id: int) -> bool:
        return self.proposal is not None and user_id in {user.pk for user in self.waiting}

    @property
    def is_agreed(self) -> bool:
        """Whether the whole panel is there, everybody has answered, and most of them agree."""
        agreed = sum(answer.agrees for answer in self.answers)
        is_answered = self.proposal is not None and self.is_whole and not self.waiting
        return is_answered and 1 + agreed > len(self.answers) - agreed


def deliberation(*, hearing: Hearing) -> Deliberation:
    """How far the panel of a hearing has come; afresh, where a referral for barring came back to it."""
    returned = ReferralReturn.objects.filter(determination__remitted_case=hearing.case_id).aggregate(last=Max("at"))
    since = hearing.proposals.filter(at__gte=returned["last"]) if returned["last"] else hearing.proposals
    proposal = since.order_by("-pk").first()
    answers = list(proposal.answers.select_related("by")) if proposal else []
    seats = list(seats_of(hearing=hearing))
    return Deliberation(proposal, answers, seats, len(seats) >= seats_there_are(hearing=hearing))


def last_reply(*, hearing: Hearing) -> HearingReply | None:
    """What the manager last said to the notice that they have; a reply to one of other days says nothing of these."""
    if hearing.notice_sent_at is None:
        return None
    since = hearing.replies.filter(made_at__gte=hearing.notice_sent_at)
    return since.select_related("made_by").order_by("-pk").first()
