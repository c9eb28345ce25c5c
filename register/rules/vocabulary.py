"""The closed lists of words that answers, pages and tables share. `words` is how pages say each."""

from enum import StrEnum

ALL_CLASSES = "all"
"""Stands alone in a scope for every class of organisation (the classes are the kernel's)."""


class Tier(StrEnum):
    """How senior a post is, as the policy of July 2025 draws the line."""

    BOARD_DIRECTOR = "board_director"
    DIRECT_REPORT = "direct_report"
    OTHER_MANAGER = "other_manager"

    @property
    def words(self) -> str:
        return {
            Tier.BOARD_DIRECTOR: "Board director",
            Tier.DIRECT_REPORT: "Reports to a board director",
            Tier.OTHER_MANAGER: "Other manager",
        }[self]


class LeadKind(StrEnum):
    """Which of the two board members who lead on speaking up: each board has one of each.

    NHS England, "The guide for the NHS on freedom to speak up" (2022).
    """

    EXECUTIVE = "executive"
    NON_EXECUTIVE = "non_executive"

    @property
    def words(self) -> str:
        return {LeadKind.EXECUTIVE: "Executive", LeadKind.NON_EXECUTIVE: "Non-executive"}[self]


class Kind(StrEnum):
    """What an order does to the person."""

    BAR = "bar"
    INTERIM_BAR = "interim_bar"
    REMOVAL = "removal"
    SUSPENSION = "suspension"
    INTERIM_SUSPENSION = "interim_suspension"
    CONDITIONS = "conditions"
    INTERIM_CONDITIONS = "interim_conditions"

    @property
    def words(self) -> str:
        return {
            Kind.BAR: "Barred",
            Kind.INTERIM_BAR: "Barred until a decision is made",
            Kind.REMOVAL: "Removed from the register",
            Kind.SUSPENSION: "Suspended",
            Kind.INTERIM_SUSPENSION: "Suspended until a decision is made",
            Kind.CONDITIONS: "Conditions",
            Kind.INTERIM_CONDITIONS: "Conditions until a decision is made",
        }[self]


BARS = frozenset({Kind.BAR, Kind.INTERIM_BAR})
SUSPENSIONS = frozenset({Kind.SUSPENSION, Kind.INTERIM_SUSPENSION})
CONDITIONS = frozenset({Kind.CONDITIONS, Kind.INTERIM_CONDITIONS})
INTERIM = frozenset({Kind.INTERIM_BAR, Kind.INTERIM_SUSPENSION, Kind.INTERIM_CONDITIONS})


class Outcome(StrEnum):
    """What follows from the facts for one post. How a subject is found adds two more outcomes to an answer."""

    BARRED = "barred"
    REMOVED = "removed"
    SUSPENDED = "suspended"
    RESTRICTED = "restricted"
    DECISION_NOT_IN_EFFECT = "decision_not_in_effect"
    NOT_BARRED_FROM_ROLE = "not_barred_from_role"
    NOT_REGISTERED = "not_registered"
    NO_BAR_RECORDED = "no_bar_recorded"

    @property
    def words(self) -> str:
        return {
            Outcome.BARRED: "Barred from this post",
            Outcome.REMOVED: "Removed from the register",
            Outcome.SUSPENDED: "Suspended",
            Outcome.RESTRICTED: "May hold this post under conditions only",
            Outcome.DECISION_NOT_IN_EFFECT: "A decision that bears on this post is not in effect",
            Outcome.NOT_BARRED_FROM_ROLE: "Restricted, but not for this post",
            Outcome.NOT_REGISTERED: "Not registered",
            Outcome.NO_BAR_RECORDED: "No bar recorded",
        }[self]


class Employable(StrEnum):
    """What the outcome means for appointing the person to the post asked about."""

    NOT_PREVENTED = "not_prevented"
    CONDITIONAL = "conditional"
    PREVENTED = "prevented"
    CANNOT_SAY = "cannot_say"


class RegistrationStatus(StrEnum):
    """Of an entry in the register. The last two follow from other facts and are never stored."""

    REGISTERED = "registered"
    LAPSED = "lapsed"
    RESIGNED = "resigned"
    REMOVED = "removed"
    NEVER_REGISTERED = "never_registered"

    @property
    def words(self) -> str:
        return {
            RegistrationStatus.REGISTERED: "Registered",
            RegistrationStatus.LAPSED: "Registration lapsed",
            RegistrationStatus.RESIGNED: "Gave up registration",
            RegistrationStatus.REMOVED: "Removed from the register",
            RegistrationStatus.NEVER_REGISTERED: "Never registered",
        }[self]


class Grade(StrEnum):
    """Of a registration."""

    FULL = "full"
    ASSOCIATE = "associate"

    @property
    def words(self) -> str:
        return {Grade.FULL: "Full", Grade.ASSOCIATE: "Associate"}[self]
