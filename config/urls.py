"""Every address of the product, each with what it declares (libraries' too)."""

from allauth.account import views as account
from allauth.socialaccount.providers.openid_connect import views as providers
from django.conf import settings
from django.urls import include, path

from kernel.permissions import PUBLIC, declare
from kernel.web.views import second_factors

account_patterns = [
    path("sign-in/", declare(account.login, PUBLIC, "GET", "POST"), name="account_login"),
    path("sign-in/code/", second_factors.code, name="account_code"),
    path("sign-out/", declare(account.logout, PUBLIC, "GET", "POST"), name="account_logout"),
    path("reset-password/", declare(account.password_reset, PUBLIC, "GET", "POST"), name="account_reset_password"),
    path("reset-password/sent/", declare(account.password_reset_done, PUBLIC), name="account_reset_password_done"),
    path(
        "reset-password/<uidb36>/<key>/",
        declare(account.password_reset_from_key, PUBLIC, "GET", "POST"),
        name="account_reset_password_from_key",
    ),
    path(
        "reset-password/done/",
        declare(account.password_reset_from_key_done, PUBLIC),
        name="account_reset_password_from_key_done",
    ),
    path("account-closed/", declare(account.account_inactive, PUBLIC), name="account_inactive"),
]

provider_patterns = [
    path("sign-in/with/<provider_id>/", declare(providers.login, PUBLIC, "POST"), name="openid_connect_login"),
    path("sign-in/with/<provider_id>/back/", declare(providers.callback, PUBLIC), name="openid_connect_callback"),
]

urlpatterns = [
    path("", include("config.api")),  # first: programs ask far more often than people
    path("", include("config.home.urls")),
    path("", include("kernel.web.urls")),
    path("", include("barring.web.urls")),
    path("", include("conduct.web.urls")),
    path("", include("register.web.urls")),
    path("", include("consultation.web.urls")),
    path("", include(account_patterns)),
    *(provider_patterns if settings.OIDC_PROVIDERS else []),
]

handler400 = "kernel.web.pages.bad_request"
handler403 = "kernel.web.pages.forbidden"
handler404 = "kernel.web.pages.not_found"
handler429 = "kernel.web.pages.too_many_requests"  # django-allauth asks for it; Django itself does not
handler500 = "kernel.web.pages.server_error"
