"""The front page, the first page after signing in, my work, and the system's health."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from kernel.permissions import KernelPermission, public, requires
from kernel.web import render


@public()
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "home/front.jinja")


@requires(KernelPermission.SIGNED_IN)
def start(request: HttpRequest) -> HttpResponse:
    """Where a user's work begins, by role."""
    user = request.user
    if user.is_staff_member:
        return redirect("home:staff")
    return redirect("/trust/" if user.is_trust_member else "/me/")


@requires(KernelPermission.STAFF_HOME)
def staff(request: HttpRequest) -> HttpResponse:
    return render(request, "home/staff.jinja")


@public()
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public()
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and its clock is near ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})


