"""Persons, what identifies them (names, dates of birth, National Insurance numbers), and how to reach them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from kernel.models import Invitation, Record
from register.models.facts import Fact, fact_constraints, one_at_a_time


class Person(Record):
    """A human being known to the register, registered or not. Everything else about them is facts."""

    without_tenant = "the register is one for all; a manager's invitation belongs to no organisation"
    personal = ("reference", "imported_digest")
    open_texts = ("registration_number",)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names the person in the addresses of staff pages, where a number would be personal data."""
    registration_number = models.TextField(unique=True, null=True)
    """Given at the first registration, for life."""
    reference = models.TextField(unique=True, null=True)
    """The importer's own, unique for ever."""
    imported_digest = models.TextField(default="")
    """SHA-256 of the row imported under the reference, to tell the same row from a different one."""
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="person")
    """The manager's own account."""
    invitation = models.OneToOneField(Invitation, models.PROTECT, null=True, related_name="person")
    """The last invitation to have one; whoever accepts it is this person."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(registration_number=None) | Q(registration_number__regex=r"^NM-(?!999999)[0-9]{8}-[0-9X]$"),
                name="person_number_form",
            ),
            models.CheckConstraint(
                condition=Q(imported_digest="") | Q(reference__isnull=False), name="person_digest_has_reference"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="person_reference_not_empty"),
        ]

    def __str__(self) -> str:
        return self.registration_number or f"person {self.key}"

    @property
    def open_invitation(self) -> Invitation | None:
        """The last invitation, if it was neither accepted nor withdrawn. Its link may have run out."""
        last = self.invitation
        return last if last and last.accepted_at is None and last.withdrawn_at is None else None


class NameKind(models.TextChoices):
    """Which of a person's names it is."""

    LEGAL = "legal", "Name"
    PREVIOUS = "previous", "Previous name"
    ALIAS = "alias", "Also known as"


class Name(Fact):
    """A name, with the keys by which it is compared (`register.rules.names`) and searched."""

    personal = ("family_name", "given_names", "family_key", "given_key", "search_text")

    person = models.ForeignKey(Person, models.PROTECT, related_name="names")
    kind = models.TextField(choices=NameKind.choices)
    family_name = models.TextField()
    given_names = models.TextField()
    family_key = models.TextField()
    given_key = models.TextField()
    search_text = models.TextField()
    """The words of the name, normalised, each between single spaces: " ama osei "."""

    class Meta:
        constraints = [
            *fact_constraints("name"),
            one_at_a_time("name_legal", "person", only=Q(kind="legal")),
            models.CheckConstraint(condition=Q(kind__in=NameKind.values), name="name_kind_is_known"),
            models.CheckConstraint(condition=~Q(family_key="") & ~Q(given_key=""), name="name_has_letters"),
        ]
        indexes = [
            models.Index(fields=["family_key", "given_key"], name="name_by_keys"),
        ]

    def __str__(self) -> str:
        return f"{self.given_names} {self.family_name}"


class BirthDate(Fact):
    """The date of birth: one at a time, since a wrong one is superseded."""

    personal = ("date_of_birth",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="birth_dates")
    date_of_birth = models.DateField()

    class Meta:
        constraints = [*fact_constraints("birthdate"), one_at_a_time("birthdate", "person")]
        indexes = [models.Index(fields=["date_of_birth"], name="birthdate_by_date")]

    def __str__(self) -> str:
        return f"date of birth of {self.person_id}"


class EmailAddress(Fact):
    """Where the regulator reaches the person. The address that an account signs in with is the account's own."""

    personal = ("address",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="email_addresses")
    address = models.EmailField(max_length=254)

    class Meta:
        constraints = [
            *fact_constraints("emailaddress"),
            one_at_a_time("emailaddress", "person"),
            models.CheckConstraint(condition=~Q(address=""), name="emailaddress_not_empty"),
        ]

    def __str__(self) -> str:
        return self.address


class NationalInsurance(Fact):
    """A National Insurance number as a keyed hash: it can be compared, not read."""

    personal = ("digest",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="national_insurance")
    digest = models.TextField()

    class Meta:
        constraints = [*fact_constraints("nationalinsurance"), one_at_a_time("nationalinsurance", "person")]
        indexes = [models.Index(fields=["digest"], name="nationalinsurance_by_digest")]

    def __str__(self) -> str:
        return f"National Insurance number of {self.person_id}"
