"""Who looked at what; and the counters behind references and limits."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kernel.models.record import AppendOnly


class AccessAct(models.TextChoices):
    """What somebody did that the access log holds."""

    OPENED = "opened", "Opened"
    LISTED = "listed", "Searched or listed"
    DOWNLOADED = "downloaded", "Downloaded"
    REASON = "reason", "Gave a reason"


class AccessEvent(AppendOnly):
    """One look by a signed-in user at one thing or at a list, one refusal at the door, or a reason given for looking.

    What a list was searched by is kept as keyed hashes, so that a name can be looked for in the log and not read from
    it; `found` are the references of what was shown, up to a number.
    """

    personal = ("reason", "asked")
    open_texts = ("permission", "noun", "reference", "request_id", "found")

    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    act = models.TextField(choices=AccessAct.choices, default=AccessAct.OPENED)
    permission = models.TextField()
    noun = models.TextField()
    reference = models.TextField()
    allowed = models.BooleanField()
    outside_work = models.BooleanField(default=False)
    """Whether the user had no part in what was opened."""
    reason = models.TextField(default="")
    asked = ArrayField(models.TextField(), default=list)
    found = ArrayField(models.TextField(), default=list)
    found_count = models.IntegerField(null=True)
    request_id = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(act__in=AccessAct.values), name="access_act_is_known"),
            models.CheckConstraint(condition=~Q(act="reason", reason=""), name="access_reason_is_given"),
        ]
        indexes = [
            models.Index(fields=["noun", "reference", "-at"], name="access_by_object"),
            models.Index(fields=["-at"], name="access_by_time"),
            models.Index(fields=["user", "-at"], name="access_by_user"),
            models.Index(fields=["-at"], condition=Q(allowed=False), name="access_refused"),
            GinIndex(fields=["asked"], condition=Q(act="listed"), name="access_by_search"),
            GinIndex(fields=["found"], condition=Q(act="listed"), name="access_by_found"),
        ]


class SignInKind(models.TextChoices):
    """What happened to somebody's way in."""

    SIGNED_IN = "signed_in", "Signed in"
    CONFIRMED = "confirmed", "Gave a second factor again"
    PASSWORD_WRONG = "password_wrong", "Wrong password"
    CODE_WRONG = "code_wrong", "Wrong code or passkey"
    TOLD_TO_WAIT = "told_to_wait", "Told to wait after wrong tries"
    ACCOUNT_CLOSED = "account_closed", "Right password of a closed account"
    PROVIDER_REFUSED = "provider_refused", "Sign-in by a provider refused"
    RESET_ASKED = "reset_asked", "Asked for a new password"
    PASSWORD_CHANGED = "password_changed", "New password"
    FACTOR_ADDED = "factor_added", "Second factor added"
    FACTOR_REMOVED = "factor_removed", "Second factor removed"
    CODES_MADE = "codes_made", "New recovery codes"
    TOKEN_GIVEN = "token_given", "Program given a token"
    SECRET_WRONG = "secret_wrong", "Wrong secret of a program"


class SignInMeans(models.TextChoices):
    """What stood beside the password."""

    NONE = "", "Password alone"
    APP = "app", "Authenticator app"
    PASSKEY = "passkey", "Passkey"
    RECOVERY_CODE = "recovery_code", "Recovery code"
    PROVIDER = "provider", "Provider"


class SecurityEvent(AppendOnly):
    """Somebody signed in, tried to in vain, or changed what they sign in with.

    Of an address that no account has only a keyed digest is kept, `typed`; of whence it came the kind of browser, and a
    keyed digest of the address, `place`, by which an auditor sees that two came from one.
    """

    personal = ("typed", "place")
    open_texts = ("browser", "request_id")

    at = models.DateTimeField(db_default=Now())
    kind = models.TextField(choices=SignInKind.choices)
    # Without a constraint: to check one would take longer for an account than for an address that has none.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_constraint=False)
    typed = models.TextField(default="")
    means = models.TextField(choices=SignInMeans.choices, default=SignInMeans.NONE)
    browser = models.TextField(default="")
    place = models.TextField(default="")
    is_last = models.BooleanField(default=False)
    """Whether as many of a kind were written down as are in an hour: more may have followed."""
    request_id = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SignInKind.values), name="securityevent_kind_is_known"),
            models.CheckConstraint(condition=Q(means__in=SignInMeans.values), name="securityevent_means_is_known"),
            models.CheckConstraint(condition=Q(user=None) | Q(typed=""), name="securityevent_of_account_or_address"),
        ]
        indexes = [
            models.Index(fields=["-at"], name="security_by_time"),
            models.Index(fields=["user", "-at"], name="security_by_user"),
            models.Index(fields=["typed", "-at"], condition=~Q(typed=""), name="security_by_typed"),
        ]


class AccessDigest(AppendOnly):
    """That the owners of cases were told who had looked, up to an instant; once a London day."""

    open_texts = ("day",)

    day = models.DateField(unique=True)
    until = models.DateTimeField()


class ReferenceCounter(models.Model):
    """The last number given out for a prefix and year; see `kernel.references`."""

    without_history = "the references themselves stand in rows that have it"

    pk = models.CompositePrimaryKey("prefix", "year")
    prefix = models.TextField()
    year = models.IntegerField()
    last = models.IntegerField()


class PublicCounter(models.Model):
    """How many requests came under a key in one minute. The key is a keyed hash that changes every hour."""

    without_history = "counts live for minutes"

    pk = models.CompositePrimaryKey("key", "minute")
    key = models.TextField()
    minute = models.BigIntegerField()
    hits = models.IntegerField()
