"""Letters: the templates they are written from, and each one with the PDF that went."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.models.demands import DocumentDemand
from conduct.models.own_side import Representation
from conduct.models.witnesses import Witness
from conduct.rules.letters import To, Way
from kernel.models import AppendOnly, Organisation, Record, StoredFile

FOR_NOBODY_ELSE = {"representation": None, "witness": None, "organisation": None, "demand": None}


def _only(target: str) -> Q:
    return Q(**{name: None for name in FOR_NOBODY_ELSE if name != target}) & Q(**{f"{target}__isnull": False})


class LetterTemplate(AppendOnly):
    """One version of a template. A later version stands beside the earlier, and the last one is written from."""

    open_texts = ("key", "title", "body")

    key = models.SlugField(max_length=60)
    version = models.IntegerField()
    title = models.TextField()
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="lettertemplate_version_once"),
            models.CheckConstraint(
                condition=Q(version__gte=1) & ~Q(key="") & ~Q(title="") & ~Q(body=""), name="lettertemplate_is_whole"
            ),
        ]


class Letter(Record):
    """One letter in a case: a draft until it is sent, and from then on as it went. Triggers hold it so."""

    deletable = True
    personal = ("name", "address", "title", "body", "posted_on")
    without_tenant = "read by the regulator's staff and the manager's side alone; organisations have no page of them"

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    number = models.IntegerField()
    template = models.ForeignKey(LetterTemplate, models.PROTECT, related_name="+")
    to = models.TextField(choices=To.choices)
    representation = models.ForeignKey(Representation, models.PROTECT, null=True, related_name="+")
    witness = models.ForeignKey(Witness, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    demand = models.ForeignKey(DocumentDemand, models.PROTECT, null=True, related_name="letters")
    way = models.TextField(choices=Way.choices)
    name = models.TextField()
    address = models.TextField(default="")
    title = models.TextField()
    body = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    """The PDF as it went."""
    posted_on = models.DateField(null=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="letter_number_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, to__in=To.values, way__in=Way.values)
                & ~Q(name="")
                & ~Q(title="")
                & ~Q(body=""),
                name="letter_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(to=To.MANAGER, **FOR_NOBODY_ELSE)
                | Q(to=To.REPRESENTATIVE) & _only("representation")
                | Q(to=To.WITNESS) & _only("witness")
                | Q(to=To.EMPLOYER) & _only("organisation")
                | Q(to=To.DEMAND) & _only("demand"),
                name="letter_has_one_addressee",
            ),
            models.CheckConstraint(
                condition=Q(way=Way.POST) & (Q(sent_at=None) | ~Q(address=""))
                | Q(way=Way.ACCOUNT, to__in=[To.MANAGER, To.REPRESENTATIVE]),
                name="letter_can_arrive",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None, file=None)
                | Q(sent_at__gte=F("written_at"), sent_by__isnull=False, file__isnull=False),
                name="letter_sent_with_its_pdf",
            ),
            models.CheckConstraint(
                condition=Q(posted_on=None, posted_by=None)
                | Q(way=Way.POST, sent_at__isnull=False, posted_on__isnull=False, posted_by__isnull=False),
                name="letter_posted_after_it_was_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["case"], condition=Q(way="post", sent_at__isnull=False, posted_on=None), name="letter_to_post"
            )
        ]
