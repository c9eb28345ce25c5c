"""The API's addresses: each app's, tokens, and the OpenAPI document with its page."""

from django.urls import include, path

from config.home import api_docs, guide
from kernel.api import webhooks
from kernel.api.events import EventsView
from kernel.api.oauth import RevokeView, TokenView

urlpatterns = [
    path("api/docs/", api_docs.docs, name="api_docs"),
    path("api/docs/reference/", api_docs.reference, name="api_reference"),
    path("api/docs/<slug:name>/", guide.guide, name="api_guide"),
    path("api/schema.json", api_docs.schema, name="api_schema"),
    path("api/v1/token", TokenView.as_view(), name="token"),
    path("api/v1/token/revoke", RevokeView.as_view(), name="token_revoke"),
    path("api/v1/events", EventsView.as_view(), name="events"),
    path("api/v1/webhook-endpoints", webhooks.EndpointsView.as_view(), name="endpoints"),
    path("api/v1/webhook-endpoints/<str:id>", webhooks.EndpointView.as_view(), name="endpoint"),
    path("api/v1/webhook-endpoints/<str:id>/deliveries", webhooks.DeliveriesView.as_view(), name="deliveries"),
    path("api/v1/webhook-endpoints/<str:id>/ping", webhooks.PingView.as_view(), name="ping"),
    path("api/v1/webhook-endpoints/<str:id>/redeliver", webhooks.RedeliverView.as_view(), name="redeliver"),
    path("api/v1/webhook-endpoints/<str:id>/rotate-secret", webhooks.RotateSecretView.as_view(), name="rotate_secret"),
    path("", include("barring.api.urls")),
    path("", include("register.api.urls")),
]
