"""The register's tables."""

from register.models.corrections import CorrectionRequest
from register.models.facts import Fact, FactQuerySet, period
from register.models.leads import SpeakUpLead
from register.models.matching import Matcher
from register.models.persons import (
    BirthDate,
    EmailAddress,
    Name,
    NameKind,
    NationalInsurance,
    Person,
)
from register.models.posts import Post
from register.models.registrations import Registration
from register.models.restrictions import Annotation, Restriction, RestrictionKind

__all__ = [
    "Annotation",
    "BirthDate",
    "CorrectionRequest",
    "EmailAddress",
    "Fact",
    "FactQuerySet",
    "Matcher",
    "Name",
    "NameKind",
    "NationalInsurance",
    "Person",
    "Post",
    "Registration",
    "Restriction",
    "RestrictionKind",
    "SpeakUpLead",
    "period",
]
