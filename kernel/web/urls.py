"""The addresses of the kernel's pages."""

from django.urls import path

from kernel.web.views import (
    accounts,
    invitations,
    messages,
    organisations,
    rule_sets,
    second_factors,
    trust_users,
)
from kernel.web.views.components import components

app_name = "kernel"
urlpatterns = [
    path("account/password/", accounts.password, name="password"),
    path("account/confirm/", second_factors.confirm, name="confirm"),
    path("account/security/", second_factors.security, name="security"),
    path("account/security/app/", second_factors.add_app, name="add_app"),
    path("account/security/factors/<int:pk>/remove/", second_factors.remove_factor, name="remove_factor"),
    path("account/security/recovery-codes/", second_factors.recovery_codes, name="recovery_codes"),
    path("account/security/recovery-codes/shown/", second_factors.codes_on_show, name="codes_on_show"),
    path("components/", components, name="components"),
    path("staff/accounts/", accounts.accounts, name="accounts"),
    path("staff/accounts/changes/", accounts.role_changes, name="role_changes"),
    path("staff/accounts/changes/<int:pk>/", accounts.role_change, name="role_change"),
    path("staff/accounts/<int:pk>/", accounts.account, name="account"),
    path("staff/accounts/<int:pk>/change-roles/", accounts.change_roles, name="change_roles"),
    path("staff/accounts/<int:pk>/close/", accounts.close_account, name="close_account"),
    path("staff/accounts/<int:pk>/open/", accounts.open_account, name="open_account"),
    path("staff/invitations/", invitations.invitations, name="invitations"),
    path("staff/invitations/new/", invitations.invite_staff, name="invite_staff"),
    path("staff/invitations/new-trust-user/", invitations.invite_trust, name="invite_trust"),
    path("staff/invitations/<int:pk>/", invitations.invitation, name="invitation"),
    path("staff/invitations/<int:pk>/approve/", invitations.approve_invitation, name="approve_invitation"),
    path("staff/invitations/<int:pk>/withdraw/", invitations.withdraw_invitation, name="withdraw_invitation"),
    path("staff/organisations/", organisations.organisations, name="organisations"),
    path("staff/organisations/new/", organisations.add_organisation, name="add_organisation"),
    path("staff/organisations/<code>/", organisations.organisation, name="organisation"),
    path("staff/organisations/<code>/change/", organisations.change_organisation, name="change_organisation"),
    path("staff/rule-sets/", rule_sets.rule_sets, name="rule_sets"),
    path("staff/rule-sets/new/", rule_sets.draft_rule_set, name="draft_rule_set"),
    path("staff/rule-sets/<version>/", rule_sets.rule_set, name="rule_set"),
    path("staff/rule-sets/<version>/compare/", rule_sets.compare_rule_set, name="compare_rule_set"),
    path("staff/rule-sets/<version>/change/", rule_sets.revise_rule_set, name="revise_rule_set"),
    path("staff/rule-sets/<version>/submit/", rule_sets.submit_rule_set, name="submit_rule_set"),
    path("staff/rule-sets/<version>/decide/", rule_sets.decide_rule_set, name="decide_rule_set"),
    path("staff/rule-sets/<version>/withdraw/", rule_sets.withdraw_rule_set, name="withdraw_rule_set"),
    path("staff/undelivered/", messages.undelivered, name="undelivered"),
    path("staff/undelivered/failures/<slug:failure>/", messages.undelivered_failure, name="undelivered_failure"),
    path("staff/undelivered/<uuid:pk>/", messages.undelivered_message, name="undelivered_message"),
    path("staff/undelivered/<uuid:pk>/resend/", messages.resend_message, name="resend_message"),
    path("trust/users/", trust_users.trust_users, name="trust_users"),
    path("trust/users/invite/", trust_users.invite_trust_user, name="invite_trust_user"),
    path("trust/users/<int:pk>/", trust_users.trust_user, name="trust_user"),
    path("trust/users/invitations/<int:pk>/", trust_users.trust_invitation, name="trust_invitation"),
]
