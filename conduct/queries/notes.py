"""Notes, tasks and saved views: who may read which."""

from django.db.models import Q, QuerySet

from conduct.models import Case, CaseNote, CaseTask, Concern, SavedView
from conduct.permissions import Permission
from conduct.queries.people import who_may
from conduct.rules.notes import Visibility
from kernel.models import User
from kernel.permissions import can


def notes_for(*, case: Case, user: User) -> QuerySet[CaseNote]:
    """The notes on a case that somebody who may open it may read: those for them, and their own."""
    found = CaseNote.objects.filter(case=case).select_related("by")
    seen = Q(by=user)
    if can(user, Permission.CASE_WORK) or can(user, Permission.CASE_VIEW_ALL):
        seen |= Q(visibility=Visibility.TEAM)
    if case.caseworker_id == user.pk:
        seen |= Q(visibility=Visibility.HOLDER)
    return found.filter(seen)


def notes_for_custodians(*, concern: Concern, user: User) -> QuerySet[CaseNote]:
    """What was written for custodians in the case of a concern."""
    if not can(user, Permission.IDENTITY_DECIDE):
        return CaseNote.objects.none()
    of = CaseNote.objects.filter(case__case_concerns__concern=concern, visibility=Visibility.CUSTODIANS)
    return of.select_related("by")


def tasks_for(*, case: Case, user: User) -> QuerySet[CaseTask]:
    """The tasks in a case that somebody who may open it may read: all for its team, else their own."""
    found = CaseTask.objects.filter(case=case).select_related("owner", "made_by", "done_by", "case")
    if can(user, Permission.CASE_WORK) or can(user, Permission.CASE_VIEW_ALL):
        return found
    return found.filter(owner=user)


def open_tasks_of(*, user: User) -> QuerySet[CaseTask]:
    """What somebody has still to do."""
    return CaseTask.objects.filter(owner=user, done_at=None).select_related("case")


def task_owners(*, case: Case) -> list[User]:
    """Who may be given something to do in a case: its investigator, and every caseworker it is not closed to."""
    kept_out = Q(pk=case.person.user_id or 0) | Q(pk__in=case.recusals.values("user"))
    found = who_may(Permission.CASE_ASSIGN) | who_may(Permission.CASE_INVESTIGATE).filter(pk=case.investigator_id or 0)
    return list(found.exclude(kept_out).distinct().order_by("name"))


def team_of_caseworkers() -> QuerySet[User]:
    """Every caseworker who may hold a case, by name."""
    return who_may(Permission.CASE_ASSIGN)


def saved_views(*, user: User, page: str = "") -> QuerySet[SavedView]:
    """The views that somebody saved of a list, by name."""
    found = SavedView.objects.filter(user=user)
    return found.filter(page=page) if page else found
