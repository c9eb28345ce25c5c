"""Every write of the kernel."""

from kernel.actions.accounts import (
    ask_role_change,
    change_password,
    create_account,
    deactivate,
    decide_role_change,
    reactivate,
    set_password,
)
from kernel.actions.api_clients import add_api_client
from kernel.actions.files import scan_files, store_file, sweep_files
from kernel.actions.invitations import (
    accept_invitation,
    approve_invitation,
    invite,
    open_invitation,
    withdraw_invitation,
)
from kernel.actions.messages import resend, resend_all, tell_of_undelivered
from kernel.actions.organisations import (
    add_organisation,
    change_organisation,
    import_organisations,
)
from kernel.actions.upkeep import forget_ended_sign_ins, forget_old_requests, record_access, run_due

__all__ = [
    "accept_invitation",
    "add_api_client",
    "add_organisation",
    "approve_invitation",
    "ask_role_change",
    "change_organisation",
    "change_password",
    "create_account",
    "deactivate",
    "decide_role_change",
    "forget_ended_sign_ins",
    "forget_old_requests",
    "import_organisations",
    "invite",
    "open_invitation",
    "reactivate",
    "record_access",
    "resend",
    "resend_all",
    "run_due",
    "scan_files",
    "set_password",
    "store_file",
    "sweep_files",
    "tell_of_undelivered",
    "withdraw_invitation",
]
