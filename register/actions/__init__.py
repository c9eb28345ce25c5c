"""Every write of the register."""

from register.actions.corrections import OwnRequest, accept_correction, ask_for_correction, refuse_correction
from register.actions.emails import correct_email
from register.actions.entries import AnotherFollows, correct_ending, correct_registration, take_off_registration
from register.actions.facts import InTheFuture, NothingChanged, SupersededMeanwhile
from register.actions.invitations import (
    AnotherAddress,
    HasAccount,
    WrongBirthDate,
    invite_manager,
    link_invited,
    prove_invited,
)
from register.actions.leads import AnotherLeads, NotOnTheBoard, correct_lead, end_lead, name_lead, take_off_lead
from register.actions.matchers import renew_matcher
from register.actions.persons import (
    AccountTaken,
    NameNeedsLetters,
    ReferenceTaken,
    add_person,
    change_name,
    correct_birth_date,
    correct_name,
    correct_national_insurance,
    link_account,
    national_insurance_digest,
    record_alias,
)
from register.actions.posts import SamePostTwice, add_post, correct_post, end_post
from register.actions.registrations import (
    AlreadyRegistered,
    NotRegistered,
    RemovalInForce,
    end_registration,
    lapse_registration,
    register_person,
)
from register.actions.restrictions import (
    AlreadyRestricted,
    NoSuchRestriction,
    annotate,
    end_restriction,
    impose_restriction,
    postpone_restriction,
    vary_restriction,
)

__all__ = [
    "AccountTaken",
    "AlreadyRegistered",
    "AlreadyRestricted",
    "AnotherAddress",
    "AnotherFollows",
    "AnotherLeads",
    "HasAccount",
    "InTheFuture",
    "NameNeedsLetters",
    "NoSuchRestriction",
    "NotOnTheBoard",
    "NotRegistered",
    "NothingChanged",
    "OwnRequest",
    "ReferenceTaken",
    "RemovalInForce",
    "SamePostTwice",
    "SupersededMeanwhile",
    "WrongBirthDate",
    "accept_correction",
    "add_person",
    "add_post",
    "annotate",
    "ask_for_correction",
    "change_name",
    "correct_birth_date",
    "correct_email",
    "correct_ending",
    "correct_lead",
    "correct_name",
    "correct_national_insurance",
    "correct_post",
    "correct_registration",
    "end_lead",
    "end_post",
    "end_registration",
    "end_restriction",
    "impose_restriction",
    "invite_manager",
    "lapse_registration",
    "link_account",
    "link_invited",
    "name_lead",
    "national_insurance_digest",
    "postpone_restriction",
    "prove_invited",
    "record_alias",
    "refuse_correction",
    "register_person",
    "renew_matcher",
    "take_off_lead",
    "take_off_registration",
    "vary_restriction",
]
