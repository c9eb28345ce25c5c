"""Who may do what: the whole matrix, role by permission, on one screen. And the status machines, by name."""

from collections.abc import Mapping

from kernel.permissions import KernelPermission as K
from kernel.permissions import Role
from kernel.workflow import Workflow

EVERYBODY = {K.SIGNED_IN}
STAFF = EVERYBODY | {K.STAFF_HOME, K.ORGANISATION_VIEW, K.RULE_SET_VIEW}

MATRIX: dict[Role, frozenset[str]] = {
    Role.REGISTRAR: frozenset(STAFF | {K.ORGANISATION_CHANGE}),
    Role.CASEWORKER: frozenset(STAFF),
    Role.INVESTIGATOR: frozenset(STAFF),
    Role.CASE_EXAMINER: frozenset(STAFF),
    Role.PANEL_CHAIR: frozenset(STAFF),
    Role.PANEL_MEMBER: frozenset(STAFF),
    Role.LEGAL_ADVISER: frozenset(STAFF),
    Role.CASE_PRESENTER: frozenset(STAFF),
    Role.BARRING_OFFICER: frozenset(STAFF),
    Role.BARRING_APPROVER: frozenset(STAFF),
    Role.IDENTITY_CUSTODIAN: frozenset(STAFF),
    Role.PUBLISHER: frozenset(STAFF),
    Role.CONSULTATION_ANALYST: frozenset(STAFF),
    Role.AUDITOR: frozenset(STAFF | {K.ACCOUNT_VIEW}),
    Role.ADMINISTRATOR: frozenset(
        EVERYBODY | {K.STAFF_HOME, K.ORGANISATION_VIEW, K.ACCOUNT_VIEW, K.ACCOUNT_CHANGE, K.ACCOUNT_DECIDE}
    ),
    Role.TRUST_USER: frozenset(EVERYBODY),
    Role.TRUST_ADMINISTRATOR: frozenset(EVERYBODY | {K.TRUST_USER_CHANGE}),
    Role.MANAGER: frozenset(EVERYBODY),
    Role.REPRESENTATIVE: frozenset(EVERYBODY),
}

# machine: (its table, the permission that each action's view requires)
WORKFLOWS: dict[str, tuple[Workflow, Mapping[str, str]]] = {}
