"""The calendar of consultations, and being told of them by e-mail."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from consultation.actions.subscribing import confirm_subscription, stop_subscription, subscribe
from consultation.queries import public_consultations
from consultation.queries.subscribing import subscription_by_key
from consultation.rules.calendar import ics
from consultation.web.forms.subscribing import SubscribeForm
from consultation.web.presenters import calendar as present
from kernel.errors import ActionRefused
from kernel.limits import limited, limited_without_trace, require_few_sent
from kernel.permissions import public
from kernel.web import add_refusal, render
from kernel.web.acting import sent
from kernel.web.downloads import made_file
from kernel.web.unnamed import without_identity

ASKED_AN_HOUR = 20  # for each, an address that may be a stranger's is written to


@public()
@limited
def calendar(request: HttpRequest) -> HttpResponse:
    """When consultations open and close, and when their outcomes were published."""
    shown = present.page(public_consultations(at=timezone.now()), at=timezone.now())
    return render(request, "consultation/public/calendar.jinja", shown)


@public()
@limited
def calendar_file(request: HttpRequest) -> HttpResponse:
    """The same for a calendar program, which may fetch it again and again."""
    at = timezone.now()
    entries = present.entries(public_consultations(at=at))
    return made_file(ics(entries, name=f"{settings.SERVICE_NAME}: consultations", made_at=at), name="consultations.ics")


@public(methods=("GET", "POST"))
@limited_without_trace
@without_identity
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to be told. The answer is the same whoever is told already."""
    form, at = SubscribeForm(sent(request)), timezone.now()
    if form.is_bound and form.is_valid():
        try:
            require_few_sent(request, limit=ASKED_AN_HOUR, at=at, what="news")
            subscribe(address=form.cleaned_data["address"], at=at)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return render(request, "consultation/public/subscribed.jinja", {"done": "asked"})
    return render(request, "consultation/public/subscribe.jinja", {"form": form})


@public(methods=("GET", "POST"))
@limited_without_trace
@without_identity
def subscription(request: HttpRequest, key: UUID, way: str) -> HttpResponse:
    """Confirm or stop it, by one button: what opens links by itself presses none."""
    if way == "stop" and request.method == "POST":
        stop_subscription(key=key)
        return render(request, "consultation/public/subscribed.jinja", {"done": "stopped"})
    if way not in ("confirm", "stop") or subscription_by_key(key=key) is None:
        raise Http404
    if request.method == "POST":
        confirm_subscription(key=key, at=timezone.now())
        return render(request, "consultation/public/subscribed.jinja", {"done": "confirmed"})
    return render(request, "consultation/public/subscription.jinja", {"way": way, "form": forms.Form(), "key": key})
