"""The kernel's tables."""

from kernel.models.accounts import Invitation, RoleChange, User, UserRole
from kernel.models.api import ApiClient, ClientKey, IdempotencyRecord, UsedAssertion
from kernel.models.deadlines import Extension, ExtensionStatus
from kernel.models.events import Event, EventType
from kernel.models.factors import RecoveryCode, SecondFactor, UsedCode
from kernel.models.files import StoredFile
from kernel.models.ledger import Erasure, LedgerEra, LedgerFormat, LedgerHead, LedgerLeaf, LedgerNode
from kernel.models.organisations import Organisation, OrganisationClass
from kernel.models.outbox import Delivery, OutboxMessage, Resending
from kernel.models.record import AppendOnly, CurrentXid, Record, XidField
from kernel.models.rulesets import RuleSet, RuleSetStep
from kernel.models.sealing import Box, SealingKey
from kernel.models.sessions import Attempt, KnownBrowser, Session
from kernel.models.signing import SigningKey, SigningKeyRetirement
from kernel.models.traces import (
    AccessDigest,
    AccessEvent,
    PublicCounter,
    ReferenceCounter,
    SecurityEvent,
    SignInKind,
    SignInMeans,
)
from kernel.models.webhooks import WebhookAttempt, WebhookEndpoint, WebhookMessage

__all__ = [
    "AccessDigest",
    "AccessEvent",
    "ApiClient",
    "AppendOnly",
    "Attempt",
    "Box",
    "ClientKey",
    "CurrentXid",
    "Delivery",
    "Erasure",
    "Event",
    "EventType",
    "Extension",
    "ExtensionStatus",
    "IdempotencyRecord",
    "Invitation",
    "KnownBrowser",
    "LedgerEra",
    "LedgerFormat",
    "LedgerHead",
    "LedgerLeaf",
    "LedgerNode",
    "Organisation",
    "OrganisationClass",
    "OutboxMessage",
    "PublicCounter",
    "Record",
    "RecoveryCode",
    "ReferenceCounter",
    "Resending",
    "RoleChange",
    "RuleSet",
    "RuleSetStep",
    "SealingKey",
    "SecondFactor",
    "SecurityEvent",
    "Session",
    "SignInKind",
    "SignInMeans",
    "SigningKey",
    "SigningKeyRetirement",
    "StoredFile",
    "UsedAssertion",
    "UsedCode",
    "User",
    "UserRole",
    "WebhookAttempt",
    "WebhookEndpoint",
    "WebhookMessage",
    "XidField",
]
