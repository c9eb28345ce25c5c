"""The front page, the first page after signing in, my work, a manager's own page, and the system's health."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from barring.permissions import Permission as Barring
from config.home import health
from config.home.desk import desk
from config.home.me import my_page
from config.home.work import Work, work_for
from kernel.clocks import format_date, last_day_before
from kernel.permissions import KernelPermission, public, requires
from kernel.web import render


@public()
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "home/front.jinja")


@requires(KernelPermission.SIGNED_IN, unlogged="leads on to a page")
def start(request: HttpRequest) -> HttpResponse:
    """Where a user's work begins, by role."""
    user: Any = request.user
    if user.is_staff_member:
        return redirect("home:staff")
    return redirect("home:trust" if user.is_trust_member else "home:me")


@requires(Barring.CHECK_VIEW, unlogged="counts, and the ways to the other pages")
def trust(request: HttpRequest) -> HttpResponse:
    """A trust's desk: what needs somebody there, and everything that it leads to."""
    user: Any = request.user
    return render(request, "home/trust.jinja", desk(user, at=timezone.now()))


@requires(KernelPermission.STAFF_HOME, unlogged="what waits for whoever opens it, by reference")
def staff(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    rows = [
        [{"text": item.text, "href": item.href}, {"text": due_words(item.due_at), "sub": late_words(item)}]
        for item in work_for(user, timezone.now())
    ]
    roles = [role.words for role in sorted(user.roles)]
    return render(request, "home/staff.jinja", {"rows": rows, "roles": roles})


@requires(KernelPermission.OWN_ENTRY_VIEW, opens=("register.person", "own"))
def me(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    return render(request, "home/me.jinja", my_page(user, at=timezone.now()))


def due_words(at: datetime | None) -> str:
    """The last whole day of the period, which ends at the midnight after it."""
    return format_date(last_day_before(at)) if at else "No date"


def late_words(item: Work) -> str:
    """By how much something is late, and why; empty while it is in time and nothing was said."""
    if not item.days_late:
        return item.why
    late = f"Late by {item.days_late} day{'' if item.days_late == 1 else 's'}"
    return f"{late}: {item.why}" if item.why else f"{late}. Nobody has said why yet."


@public()
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.jinja")


@public()
def support(request: HttpRequest) -> HttpResponse:
    """Who helps whom, for anybody whom a case weighs on."""
    return render(request, "home/support.jinja")


@public()
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "home/privacy.jinja")


@public()
def cookies(request: HttpRequest) -> HttpResponse:
    names = {
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "browser_cookie": settings.BROWSER_COOKIE_NAME,
    }
    return render(request, "home/cookies.jinja", names)


@public()
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public()
def readyz(request: HttpRequest) -> HttpResponse:
    """The parts that an answer depends on: the database, its clock beside ours, the rules in force."""
    faults = health.faults(at=timezone.now())
    return JsonResponse({"status": "failing" if faults else "ready", "faults": faults}, status=503 if faults else 200)
