"""The API's addresses: each app's, tokens, and the OpenAPI document with its page."""

from django.urls import include, path

from kernel.api.oauth import RevokeView, TokenView

urlpatterns = [
    path("api/v1/token", TokenView.as_view(), name="token"),
    path("api/v1/token/revoke", RevokeView.as_view(), name="token_revoke"),
    path("", include("barring.api.urls")),
]
