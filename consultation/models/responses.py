"""What people answer: responses in versions, and what is kept apart from them or only until it is sent."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q

from consultation.models.consultations import Consultation
from consultation.models.questions import Wording
from consultation.rules.languages import ORIGINAL, Language
from consultation.rules.questionnaire import RespondentType
from consultation.rules.responding import MOST_LINKS, Channel, Publish
from kernel.models import AppendOnly


class Response(AppendOnly):
    """What one sender sent. Its public number is drawn by lot, and says nothing of ours or of when it came.

    `code_digest` is a hash of the code that the sender alone holds; what staff entered has none.
    """

    open_texts = ("public_number", "code_digest")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="responses")
    public_number = models.TextField(unique=True)
    channel = models.TextField(choices=Channel.choices)
    code_digest = models.TextField(unique=True, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel=Channel.WEB, code_digest__isnull=False)
                | Q(channel__in=[one for one in Channel.values if one != Channel.WEB], code_digest=None),
                name="consultation_response_channel_and_code",
            )
        ]


class ResponseVersion(AppendOnly):
    """A response as it was sent, changed or withdrawn; the last one counts.

    PostgreSQL's clock says when one came over these pages, and whether the consultation was open at that instant. What
    staff enter says when it reached us; one from after the close has the reason for which they took it.
    """

    personal = ("name", "organisation")
    open_texts = ("late_reason",)

    response = models.ForeignKey(Response, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    received_at = models.DateTimeField()
    is_withdrawal = models.BooleanField(default=False)
    respondent_type = models.TextField(choices=RespondentType.choices)
    publish = models.TextField(choices=Publish.choices)
    name = models.TextField(blank=True)
    organisation = models.TextField(blank=True)
    may_pass_on = models.BooleanField(default=False, db_default=False)
    late_reason = models.TextField(blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="consultation_version_one_a_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1, respondent_type__in=RespondentType.values, publish__in=Publish.values)
                & (
                    Q(is_withdrawal=False)
                    | Q(number__gte=2, publish=Publish.NOT, name="", organisation="", may_pass_on=False)
                ),
                name="consultation_version_is_whole",
            ),
        ]


class Answer(AppendOnly):
    """One answer of a version, to the wording that was on the page, in the language that it was read in.

    A trigger compares it with that wording, and knows the language: there are words of the wording in it.
    """

    personal = ("text",)
    open_texts = ("chosen", "day")

    version = models.ForeignKey(ResponseVersion, models.PROTECT, related_name="answers")
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+")
    chosen = ArrayField(models.TextField(), default=list, blank=True)
    text = models.TextField(blank=True)
    number = models.BigIntegerField(null=True)
    day = models.DateField(null=True)
    language = models.TextField(choices=Language.choices, default=ORIGINAL, db_default=ORIGINAL, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=[ORIGINAL, *Language.values]), name="consultation_answer_in_a_known_language"
            ),
            models.UniqueConstraint(fields=["version", "wording"], name="consultation_answer_one_a_question"),
            models.CheckConstraint(
                condition=~Q(chosen=[]) | ~Q(text="") | Q(number__isnull=False) | Q(day__isnull=False),
                name="consultation_answer_says_something",
            ),
        ]
        indexes = [GinIndex(SearchVector("text", config="english"), name="consultation_answer_words")]


class EqualityForm(AppendOnly):
    """The answers to equality questions, apart from the response: only a key outside the database ties the two.

    They are by wording's number the keys that were chosen. No other answer, name, type or time stands beside them.
    """

    personal = ("answers",)
    open_texts = ("pseudonym",)

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    pseudonym = models.TextField()
    number = models.IntegerField()
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pseudonym", "number"], name="consultation_equality_one_a_version")
        ]


class SavedResponse(models.Model):
    """What somebody has answered so far, to come back to with their code, or by a link that they had sent to them.

    Deleted when it is sent, and some days after the close. A further link takes the place of the one before.
    """

    without_history = "what was never sent is nobody's to keep"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    code_digest = models.TextField(unique=True)
    sealed = models.TextField()
    saved_at = models.DateTimeField()
    link_digest = models.TextField(unique=True, null=True)
    links = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(links=0, link_digest=None) | Q(links__range=(1, MOST_LINKS), link_digest__isnull=False),
                name="consultation_few_links",
            )
        ]


class OutcomeAddress(models.Model):
    """Where somebody asked to be told that the outcome is published: one e-mail, with which the row goes.

    The dispatcher alone reads the address. `holder` is a keyed hash of the code, which is in no table: whoever holds
    the code finds the row, and nobody else can say whose response it goes with.
    """

    without_history = "history would keep an address that was to be used once"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    holder = models.TextField(unique=True)
    sealed_to = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(sealed_to=""), name="consultation_outcome_address_is_given")]
