"""Addresses of the register's API."""

from django.urls import path

from register.api.views import entries, leads

app_name = "register_api"

urlpatterns = [
    path("api/v1/freedom-to-speak-up-leads", leads.SpeakUpLeadsView.as_view(), name="speak_up_leads"),
    path("api/v1/register", entries.EntriesView.as_view(), name="entries"),
    path("api/v1/register/<str:number>", entries.EntryView.as_view(), name="entry"),
]
