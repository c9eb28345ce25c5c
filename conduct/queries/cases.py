"""Cases: who may see which, and who had a part in one."""

from datetime import datetime
from typing import Final

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from conduct.hearing_workflow import OPEN
from conduct.models import (
    Bundle,
    BundleGift,
    Case,
    CaseAppeal,
    CaseAppealExtension,
    CaseFile,
    CaseStep,
    ChronologyLine,
    ConcernStep,
    CourtDisclosure,
    Determination,
    Disclosure,
    DocumentDemand,
    EmployerNotice,
    ExhibitVersion,
    Hearing,
    Letter,
    Participant,
    Reconsideration,
    Response,
    ResponseExtension,
    SpecialMeasure,
    Witness,
)
from conduct.permissions import Permission
from conduct.queries.people import who_may
from conduct.queries.stages import APPEALED
from conduct.rules.determining import Outcome
from conduct.rules.independence import Part
from conduct.workflow import CASE, FINISHED, SERVED, Action, AppealStatus, ReconsiderationStatus, Status
from kernel.models import ExtensionStatus, User
from kernel.permissions import can


def cases_for(*, user: User) -> QuerySet[Case]:
    """The cases that a member of staff may open. None is about themselves, and none one they stepped down from.

    An investigator sees the cases given to them, a case examiner those they were appointed to, who is to decide on an
    interim order its case; a panel's member those that are heard before them; a chair also those at their hearing that
    nobody is listed to hear, those that wait for a review or a restoration, and those they decided; barring staff
    those whose served decision refers the person to them.
    """
    seen = Q(pk__in=[])
    if can(user, Permission.CASE_VIEW_ALL):
        seen |= Q(pk__isnull=False)
    if can(user, Permission.CASE_INVESTIGATE):
        seen |= Q(investigator=user)
    if can(user, Permission.CASE_EXAMINE):
        mine = Participant.objects.filter(user=user, part=Part.CASE_EXAMINER, left_at=None)
        seen |= Q(pk__in=mine.values("case"))
    if can(user, Permission.INTERIM_SIT):
        mine = Participant.objects.filter(user=user, part=Part.INTERIM_DECIDER, left_at=None)
        seen |= Q(pk__in=mine.values("case"))
    if can(user, Permission.HEARING_SIT):
        heard = Participant.objects.filter(user=user, part=Part.ADJUDICATOR, left_at=None)
        seen |= Q(pk__in=heard.values("case"))
    if can(user, Permission.CASE_DETERMINE):
        again = Reconsideration.objects.filter(Q(status=ReconsiderationStatus.ASKED) | Q(decided_by=user))
        seen |= Q(pk__in=again.values("case"))
        before_others = Hearing.objects.filter(status__in=OPEN).values("case")
        seen |= Q(status=Status.HEARING) & ~Q(pk__in=before_others) | Q(decided_by=user)
    if can(user, Permission.CASE_VIEW_REFERRED):
        seen |= Q(status__in=SERVED, determination__in=_referring())
    return (
        Case.objects.filter(seen)
        .exclude(person__user=user)
        .exclude(recusals__user=user)
        .select_related("person", "caseworker", "investigator", "determination__rule_set", "rule_set")
        .annotate(is_appealed=APPEALED)
    )


def open_cases_for(*, user: User) -> QuerySet[Case]:
    """Those of the cases a user may open that have not ended."""
    return cases_for(user=user).exclude(status__in=FINISHED)


def open_extension(*, case: Case) -> ResponseExtension | None:
    """The request for more time that waits for a second person, if there is one to the present deadline."""
    if case.response_due_at is None:
        return None
    return case.extensions.filter(status=ExtensionStatus.ASKED, due_at=case.response_due_at).first()


def open_appeal_extension(*, case: Case) -> CaseAppealExtension | None:
    """The request for more time to appeal that waits for a second person, if there is one."""
    return case.appeal_extensions.filter(status=ExtensionStatus.ASKED).first()


def referred_for_barring(*, at: datetime) -> QuerySet[Determination]:
    """Served determinations that refer the person for barring, oldest first."""
    return _referring().filter(served_at__lte=at).select_related("case", "case__person").order_by("served_at")


def _referring() -> QuerySet[Determination]:
    """Those that stand and refer somebody for barring, as decided or as a court varied them last."""
    courts = CaseAppeal.objects.filter(case=OuterRef("case"), recorded_at__gte=OuterRef("decided_at"))
    varied = courts.filter(status=AppealStatus.VARIED).order_by("-decided_at").values("outcome")
    ordered = Coalesce(Subquery(varied[:1]), "outcome")
    standing = Determination.objects.filter(case__isnull=False).alias(ordered=ordered)
    quashed = courts.filter(status=AppealStatus.QUASHED)
    return standing.filter(~Exists(quashed), ordered=Outcome.REFERRAL_FOR_BARRING)


INVOLVING: Final[tuple[tuple[type[Model], str, tuple[str, ...]], ...]] = (
    (CaseStep, "case", ("by", "assigned")),
    (ConcernStep, "concern__case_concern__case", ("by",)),
    (ExhibitVersion, "exhibit__case", ("made_by", "checked_by")),
    (Disclosure, "version__exhibit__case", ("by",)),
    (DocumentDemand, "case", ("sent_by", "ended_by")),
    (Witness, "case", ("added_by",)),
    (SpecialMeasure, "witness__case", ("asked_by",)),
    (CourtDisclosure, "case", ("recorded_by", "given_by")),
    (ChronologyLine, "case", ("written_by",)),
    (Bundle, "case", ("asked_by",)),
    (BundleGift, "bundle__case", ("by",)),
    (Letter, "case", ("written_by", "sent_by", "posted_by")),
    (EmployerNotice, "case", ("asked_by", "decided_by")),
    (Participant, "case", ("user",)),
)
"""What gives somebody a part in a case: rows, how they hang to it, and whose they are. Notes and rulings give none."""


def people_involved(*, case: Case) -> set[int]:
    """The accounts of everyone who ever had a part in a case, the person it is about included."""
    evidence = CaseFile.objects.filter(case=case, kind=CaseFile.Kind.EVIDENCE).order_by()
    acts = [
        model._default_manager.filter(**{path: case}).order_by().values_list(field)
        for model, path, fields in INVOLVING
        for field in fields
    ]
    people: set[int | None] = {user for (user,) in evidence.values_list("file__uploaded_by").union(*acts)}
    people |= {case.opened_by_id, case.caseworker_id, case.investigator_id, case.decided_by_id, case.person.user_id}
    return {user for user in people if user is not None}


def investigators_for(*, case: Case) -> QuerySet[User]:
    """Who may be given a case to investigate: an investigator who did not take it in and whom it is not about."""
    taken_in_by = (case.opened_by_id, case.caseworker_id, case.person.user_id or 0)
    return who_may(Permission.CASE_INVESTIGATE).exclude(pk__in=taken_in_by)


def responses_to(*, case: Case) -> QuerySet[Response]:
    """What the manager answered: what staff entered, and their own, in order."""
    return Response.objects.filter(case=case).select_related("made_by")


def answered_themselves(*, case: Case) -> bool:
    """Whether the manager, or who represents them, has answered here; what staff enter is what they say of it."""
    return case.responses.filter(on_paper=False).exists()


def may_respond(*, case: Case, at: datetime) -> bool:
    """Whether the manager may answer: while that is waited for, and where staff entered an answer until their time is
    over."""
    if case.status == Status.REPRESENTATIONS:
        return True
    due_at = case.response_due_at
    is_possible = Action.RESPOND_BESIDE in CASE.allowed(case.status) and due_at is not None and at < due_at
    return is_possible and not answered_themselves(case=case)


def asked_at(*, case: Case) -> datetime | None:
    """When the notice that asks for a response was sent."""
    asked = CaseStep.objects.filter(case=case, action=Action.ASK_FOR_RESPONSE)
    return asked.values_list("at", flat=True).first()


def last_step(*, case: Case) -> int:
    """The number of a case's latest step: a page that shows the case carries it, to notice later changes."""
    return CaseStep.objects.filter(case=case).order_by("-pk").values_list("pk", flat=True)[:1].get()


def held_by(cases: QuerySet[Case], *, holder: int) -> QuerySet[Case]:
    """Those of the cases that a user holds or investigates."""
    return cases.filter(Q(caseworker=holder) | Q(investigator=holder))


def held_or_left(*, user: User) -> Q:
    """The cases that a user holds; for whoever serves decisions also those whose holder has left."""
    left = Q(caseworker__is_active=False) if can(user, Permission.CASE_SERVE) else Q(pk__in=[])
    return Q(caseworker=user) | left


def holders(cases: QuerySet[Case]) -> QuerySet[User]:
    """Who holds or investigates any of the cases, by name."""
    cases = cases.order_by()
    people = Q(pk__in=cases.values("caseworker")) | Q(pk__in=cases.values("investigator"))
    return User.objects.filter(people).order_by("name")
