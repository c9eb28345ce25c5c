"""Every write of the kernel."""

from kernel.actions.accounts import (
    accept_invitation,
    approve_invitation,
    ask_role_change,
    create_account,
    decide_role_change,
    deactivate,
    invite,
    reactivate,
    set_password,
    withdraw_invitation,
)
from kernel.actions.api_clients import add_api_client
from kernel.actions.organisations import (
    add_organisation,
    change_organisation,
    import_organisations,
)
from kernel.actions.upkeep import forget_old_requests, record_access, run_due

__all__ = [
    "accept_invitation",
    "add_api_client",
    "add_organisation",
    "approve_invitation",
    "ask_role_change",
    "change_organisation",
    "create_account",
    "deactivate",
    "decide_role_change",
    "forget_old_requests",
    "import_organisations",
    "invite",
    "reactivate",
    "record_access",
    "run_due",
    "set_password",
    "withdraw_invitation",
]
