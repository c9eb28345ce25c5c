"""Every write of the kernel."""

from kernel.actions.access import give_reason, record_access
from kernel.actions.accounts import (
    ask_role_change,
    change_password,
    create_account,
    deactivate,
    decide_role_change,
    reactivate,
    set_password,
)
from kernel.actions.api_clients import add_api_client, renew_client_secret, revoke_client
from kernel.actions.attempts import begin_attempt, forget_attempts
from kernel.actions.browsers import forget_browser, note_browser
from kernel.actions.client_keys import add_client_key, remove_client_key
from kernel.actions.extensions import ask_extension, decide_extension
from kernel.actions.factors import (
    add_app,
    enrol_app,
    make_recovery_codes,
    remove_all_factors,
    remove_factor,
    take_code,
)
from kernel.actions.files import delete_erased_files, scan_files, store_file, sweep_files
from kernel.actions.grants import grant_program
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
from kernel.actions.passkeys import enrol_passkey, passkeys_of, take_passkey
from kernel.actions.rule_sets import (
    approve_rule_set,
    draft_rule_set,
    revise_rule_set,
    send_back_rule_set,
    submit_rule_set,
    withdraw_rule_set,
)
from kernel.actions.sessions import end_session, end_sessions
from kernel.actions.upkeep import forget_ended_sign_ins, forget_old_requests, run_due, work_long

__all__ = [
    "accept_invitation",
    "add_api_client",
    "add_app",
    "add_client_key",
    "add_organisation",
    "approve_invitation",
    "approve_rule_set",
    "ask_extension",
    "ask_role_change",
    "begin_attempt",
    "change_organisation",
    "change_password",
    "create_account",
    "deactivate",
    "decide_extension",
    "decide_role_change",
    "delete_erased_files",
    "draft_rule_set",
    "end_session",
    "end_sessions",
    "enrol_app",
    "enrol_passkey",
    "forget_attempts",
    "forget_browser",
    "forget_ended_sign_ins",
    "forget_old_requests",
    "give_reason",
    "grant_program",
    "import_organisations",
    "invite",
    "make_recovery_codes",
    "note_browser",
    "open_invitation",
    "passkeys_of",
    "reactivate",
    "record_access",
    "remove_all_factors",
    "remove_client_key",
    "remove_factor",
    "renew_client_secret",
    "resend",
    "resend_all",
    "revise_rule_set",
    "revoke_client",
    "run_due",
    "scan_files",
    "send_back_rule_set",
    "set_password",
    "store_file",
    "submit_rule_set",
    "sweep_files",
    "take_code",
    "take_passkey",
    "tell_of_undelivered",
    "withdraw_invitation",
    "withdraw_rule_set",
    "work_long",
]
