"""Telling an employer of an open case: a decision of its own, by two people, that the manager learns of. Pure.

Employers need to know what puts patients or staff at risk meanwhile, and a case that ends in nothing must not have cost
somebody their post: hence necessity, proportionality and reasons, each in words (UK GDPR, article 5(1)(c)).
"""

from typing import Final

from django.db.models import TextChoices

from kernel.errors import ActionRefused
from kernel.workflow import Move, Workflow, move


class EmployerNoticeStatus(TextChoices):
    ASKED = "asked", "Waits for a second person"
    TOLD = "told", "The employer was told"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EmployerNoticeAction(TextChoices):
    TELL = "tell", "Tell the employer"
    REFUSE = "refuse", "Refuse to tell the employer"
    WITHDRAW = "withdraw", "Withdraw the proposal"
    TELL_MANAGER = "tell_manager", "Tell the manager of it"


_S = EmployerNoticeStatus
EMPLOYER_NOTICE: Final = Workflow(
    noun="notice to an employer",
    start=_S.ASKED,
    moves={
        EmployerNoticeAction.TELL: move({_S.ASKED}, _S.TOLD),
        EmployerNoticeAction.REFUSE: move({_S.ASKED}, _S.REFUSED),
        EmployerNoticeAction.WITHDRAW: move({_S.ASKED}, _S.WITHDRAWN),
        EmployerNoticeAction.TELL_MANAGER: Move(frozenset({_S.TOLD})),
    },
)


class NotTheirEmployer(ActionRefused):
    """The manager holds no post there."""


class NotTheirProposal(ActionRefused):
    """Somebody else proposed it: who does not agree refuses it instead."""


class TellingWaits(ActionRefused):
    """A proposal to tell this employer waits already."""


class NobodyToRead(ActionRefused):
    """Nobody at the organisation has an account with which it could be read."""


class ManagerKnows(ActionRefused):
    """The manager was told already."""
