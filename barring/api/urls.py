"""Addresses of barring's API."""

from django.urls import path

from barring.api.views import bars, checks

app_name = "barring_api"

urlpatterns = [
    path("api/v1/bars", bars.BarsView.as_view(), name="bars"),
    path("api/v1/checks", checks.ChecksView.as_view(), name="checks"),
    path("api/v1/checks/<str:id>", checks.CheckView.as_view(), name="check"),
]
