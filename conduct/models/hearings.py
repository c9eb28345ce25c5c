"""A hearing: its days and place, the panel, the notice, and what the panel agreed to."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.hearing_workflow import BEGUN, OPEN, HearingAction, HearingStatus
from conduct.models.cases import Case
from conduct.models.panels import PanelMember
from conduct.rules.hearing import Attendance, Place
from kernel.clocks import Channel
from kernel.models import AppendOnly, Record, RuleSet


class Hearing(Record):
    """The hearing of a case before one panel. A trigger refuses to list or begin one whose panel is not whole."""

    personal = ("place", "link", "private_because", "consent", "absence_because")

    case = models.ForeignKey(Case, models.PROTECT, related_name="hearings")
    number = models.IntegerField()
    status = models.TextField(choices=HearingStatus.choices, default=HearingStatus.LISTED)
    listed_at = models.DateTimeField()
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    place_kind = models.TextField(choices=Place.choices)
    place = models.TextField(default="")
    """The room, for the public too."""
    link = models.TextField(default="")
    """The address of the video hearing, for those who take part."""
    starts = models.TimeField()
    private_because = models.TextField(default="")
    """Why the whole hearing is private; empty for a public one."""
    notice_channel = models.TextField(choices=Channel.choices, default="")
    notice_sent_at = models.DateTimeField(null=True)
    notice_served_at = models.DateTimeField(null=True)
    consent = models.TextField(default="")
    """That the manager agreed to shorter notice, and how."""
    began_at = models.DateTimeField(null=True)
    attendance = models.TextField(choices=Attendance.choices, default="")
    absence_because = models.TextField(default="")
    """Why the panel went on though nobody attended for the manager."""

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="hearing_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(status__in=sorted(OPEN)), name="hearing_one_open_a_case"
            ),
            models.CheckConstraint(condition=Q(status__in=HearingStatus.values), name="hearing_status_is_known"),
            models.CheckConstraint(
                condition=Q(place_kind=Place.ROOM, link="") & ~Q(place="")
                | Q(place_kind=Place.VIDEO, place="") & ~Q(link=""),
                name="hearing_place_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(notice_channel="", notice_sent_at=None, notice_served_at=None)
                | Q(notice_channel__in=Channel.values, notice_sent_at__isnull=False, notice_served_at__isnull=False),
                name="hearing_notice_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(BEGUN), began_at__isnull=False, attendance__in=Attendance.values)
                | ~Q(status__in=sorted(BEGUN)),
                name="hearing_begun_says_who_attends",
            ),
            models.CheckConstraint(
                condition=Q(attendance=Attendance.ABSENT) & ~Q(absence_because="")
                | ~Q(attendance=Attendance.ABSENT) & Q(absence_because=""),
                name="hearing_absence_has_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.reference}, hearing {self.number}"


class HearingDay(Record):
    """A day on which it sits; one to come is removed when the hearing is put off."""

    deletable = True
    open_texts = ("day",)

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="days")
    day = models.DateField()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["hearing", "day"], name="hearingday_once")]
        indexes = [models.Index(fields=["day"], name="hearingday_by_day")]


class HearingSeat(Record):
    """Who sits, from when, and until when where they were replaced or stepped down. Ended once, never changed."""

    personal = ("reason",)

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="+")
    is_chair = models.BooleanField()
    since_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")

    class Meta:
        ordering = ["-is_chair", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hearing", "user"], name="hearingseat_once"),
            models.UniqueConstraint(
                fields=["hearing"], condition=Q(is_chair=True, left_at=None), name="hearingseat_one_chair"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, reason="") | Q(left_at__gte=F("since_at")) & ~Q(reason=""),
                name="hearingseat_says_why_it_ended",
            ),
        ]


class HearingStep(AppendOnly):
    """One act in a hearing, never changed."""

    personal = ("reason",)

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="steps")
    action = models.TextField(choices=HearingAction.choices)
    status = models.TextField(choices=HearingStatus.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=HearingAction.values), name="hearingstep_action_is_known"),
            models.CheckConstraint(condition=Q(status__in=HearingStatus.values), name="hearingstep_status_is_known"),
        ]


class PrivatePart(AppendOnly):
    """A ruling that a part is heard in private: which, and why."""

    personal = ("part", "reason")

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="private_parts")
    part = models.TextField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(part="") & ~Q(reason=""), name="privatepart_is_whole"),
        ]


class HearingReply(AppendOnly):
    """What the manager said to the notice; the last one counts. `made_by` is the manager, or who entered a letter."""

    personal = ("needs", "represented_by")

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="replies")
    attends = models.BooleanField()
    needs = models.TextField(default="")
    """Adjustments or an interpreter."""
    represented_by = models.TextField(default="")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class ProposedDetermination(AppendOnly):
    """What the chair puts to the panel: the columns of the determination, as they would be recorded."""

    personal = ("content",)

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="proposals")
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class PanelAnswer(AppendOnly):
    """A member's agreement to what was proposed, or their dissent with its reasons."""

    personal = ("reasons",)

    proposal = models.ForeignKey(ProposedDetermination, models.PROTECT, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reasons = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "by"], name="panelanswer_one_each"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(reasons=""), name="panelanswer_dissent_has_reasons"),
        ]
