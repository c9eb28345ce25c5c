"""The status machine of a rule set, as data. Pure."""

from typing import Final

from django.db.models import TextChoices

from kernel.workflow import Workflow, move


class RuleSetStatus(TextChoices):
    """Where a version stands. Whether an approved one is in force at an instant is a question for its period."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn"


class RuleSetAction(TextChoices):
    """What an administrator does to a version. DRAFT makes the row; it is no move of one that exists."""

    DRAFT = "draft", "Draft"
    REVISE = "revise", "Change the draft"
    SUBMIT = "submit", "Ask for approval"
    APPROVE = "approve", "Approve"
    SEND_BACK = "send_back", "Send back"
    WITHDRAW = "withdraw", "Withdraw"


RULE_SET: Final = Workflow(
    noun="rule set",
    start=RuleSetStatus.DRAFT,
    moves={
        RuleSetAction.REVISE: move({RuleSetStatus.DRAFT}, RuleSetStatus.DRAFT),
        RuleSetAction.SUBMIT: move({RuleSetStatus.DRAFT}, RuleSetStatus.SUBMITTED),
        RuleSetAction.APPROVE: move({RuleSetStatus.SUBMITTED}, RuleSetStatus.APPROVED),
        RuleSetAction.SEND_BACK: move({RuleSetStatus.SUBMITTED}, RuleSetStatus.DRAFT),
        RuleSetAction.WITHDRAW: move({RuleSetStatus.DRAFT, RuleSetStatus.SUBMITTED}, RuleSetStatus.WITHDRAWN),
    },
)
