"""Sealed identities, and the custodians who open them."""

from datetime import UTC, datetime
from typing import Any

from conduct import actions, queries
from conduct.models import Concern, IdentityRequest, ReporterIdentity
from conduct.rules.identities import Ground, Identity, Mode
from conduct.rules.raising import Reporter
from conduct.workflow import IdentityAction
from kernel.models import Box, User
from kernel.permissions import Role
from kernel.sealed_boxes import establish
from tests.factories.conduct import raised_concern
from tests.factories.kernel import user_with

AT = datetime(2026, 11, 9, 10, tzinfo=UTC)
WREN = Identity(name="Wren Castellane", email="wren.castellane@example.test", telephone="07700 900461", other="Bosun")
CANARIES = ("castellane", "07700 900461", "bosun")
WHY = "They wrote that they fear for a colleague."


def establish_boxes() -> None:
    """The keys that the opener and the dispatcher make when they begin."""
    for box in Box:
        establish(box=box)


def sealed_concern(mode: Mode = Mode.CONFIDENTIAL, **changes: Any) -> tuple[Concern, ReporterIdentity]:
    """A concern of somebody who said who they are."""
    establish_boxes()
    concern = raised_concern(reporter=Reporter(mode=mode), identity=WREN, **changes)
    held = queries.identity_of(concern=concern)
    assert held is not None
    return concern, held


def custodian() -> User:
    return user_with(Role.IDENTITY_CUSTODIAN)


def asked(identity: ReporterIdentity, *, by: User, at: datetime = AT) -> IdentityRequest:
    return actions.ask_to_open(identity=identity, ground=Ground.DANGER, reason=WHY, by=by, at=at)


def approved(identity: ReporterIdentity, *, by: User, second: User | None = None, at: datetime = AT) -> IdentityRequest:
    """A request that a second custodian agreed to."""
    return actions.decide_on_opening(
        request=asked(identity, by=by, at=at),
        action=IdentityAction.APPROVE,
        reason="There is no lesser way.",
        by=second or custodian(),
        at=at,
    )
