"""The addresses of pages over several apps."""

from django.urls import path

from config.home import invitations, stages, views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("start/", views.start, name="start"),
    path("staff/", views.staff, name="staff"),
    path("me/", views.me, name="me"),
    path("trust/", views.trust, name="trust"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("support/", views.support, name="support"),
    path("how-a-case-goes/", stages.how_a_case_goes, name="how_a_case_goes"),
    path("cookies/", views.cookies, name="cookies"),
    path("invitations/<code>/", invitations.accept, name="accept_invitation"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
