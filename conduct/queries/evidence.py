"""Exhibits of a case, their versions, and what the manager was given of them."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from conduct.models import Bundle, Case, CaseFile, ConcernFile, ConcernReading, ExhibitVersion
from conduct.permissions import Permission
from conduct.queries.cases import open_cases_for
from conduct.queries.concerns import concerns_for
from conduct.rules.bundles import Recipient
from conduct.rules.evidence import needs_check
from conduct.rules.summaries import Reading
from kernel.models import StoredFile, User
from kernel.permissions import can

VERSIONS = ExhibitVersion.objects.select_related("file", "made_by", "checked_by", "disclosure__by")


def exhibits_of(*, case: Case) -> QuerySet[CaseFile]:
    """The exhibits of a case by number, each with its versions, what it bears on and what was disclosed of it."""
    found = case.files.filter(kind=CaseFile.Kind.EVIDENCE).select_related("case", "file", "file__uploaded_by")
    return found.prefetch_related(Prefetch("versions", VERSIONS), "bearings__allegation").order_by("number")


def reads_working_papers(*, user: User) -> bool:
    """Whether somebody reads what the team works with: originals, demands, and the reasons noted with each step.

    Whoever keeps the evidence does, and whoever audits. Whoever examines or decides reads what the manager was given.
    """
    return can(user, Permission.WORKING_PAPERS_VIEW)


def exhibits_for(*, case: Case, user: User) -> list[CaseFile]:
    """The exhibits of a case that a member of staff may read of, each with the versions of it that they may."""
    exhibits = list(exhibits_of(case=case))
    if reads_working_papers(user=user):
        return exhibits
    return [one for one in exhibits if any(hasattr(version, "disclosure") for version in one.versions.all())]


def disclosed_to_manager(*, case: Case) -> QuerySet[ExhibitVersion]:
    """The versions of exhibits that the manager was given, by exhibit, the latest version of each last."""
    given = VERSIONS.filter(exhibit__case=case, disclosure__isnull=False)
    return given.select_related("exhibit__case").order_by("exhibit__number", "number")


def versions_to_disclose(*, case: Case) -> list[ExhibitVersion]:
    """The latest version of each exhibit, where it was not disclosed and may be."""
    latest = [list(exhibit.versions.all())[-1:] for exhibit in exhibits_of(case=case)]
    return [
        version
        for versions in latest
        for version in versions
        if not hasattr(version, "disclosure")
        and version.passed is not False
        and (version.passed or not _waits(version))
    ]


def _waits(version: ExhibitVersion) -> bool:
    return version.passed is None and needs_check(
        redactions=version.redactions, may_name_reporter=version.exhibit.may_name_reporter
    )


def waiting_checks(*, user: User) -> QuerySet[ExhibitVersion]:
    """The versions that wait for a check in open cases that this user may see, and may check, oldest first."""
    if not can(user, Permission.EVIDENCE_CHECK):
        return ExhibitVersion.objects.none()
    waiting = ExhibitVersion.objects.filter(passed=None).exclude(made_by=user)
    needed = Q(number__gt=1) | Q(exhibit__may_name_reporter=True)
    mine = waiting.filter(needed, exhibit__case__in=open_cases_for(user=user))
    return mine.select_related("exhibit__case").order_by("pk")


def reporters_files(*, case: Case, user: User) -> list[ConcernFile]:
    """What came with the concerns of a case, is no exhibit yet, and everybody who may open them may read."""
    found: list[ConcernFile] = []
    for concern in concerns_for(user=user).filter(case_concern__case=case):
        last = ConcernReading.objects.filter(concern=concern).last()
        if last is not None and last.reading == Reading.OPEN:
            found += concern.files.filter(number__lte=last.files, exhibit=None).select_related("file")
    return found


def file_of_evidence(*, case: Case, key: UUID) -> tuple[StoredFile, str] | None:
    """A stored file among the versions of a case's exhibits, and the name that it is handed out under."""
    bundle = Bundle.objects.filter(case=case, file=key).select_related("file").first()
    if bundle is not None and bundle.file is not None:
        return bundle.file, f"{case.reference}-bundle-{bundle.number}"
    found = VERSIONS.filter(exhibit__case=case, file=key).select_related("exhibit").first()
    return (found.file, f"{case.reference}-E{found.exhibit.number}-version-{found.number}") if found else None


def file_for(*, case: Case, key: UUID, user: User) -> tuple[StoredFile, str] | None:
    """The same as a member of staff may open it: whoever examines or decides opens what the manager may, and what the
    panel was given."""
    given = Bundle.objects.filter(case=case, file=key, gifts__recipient__in=[Recipient.MANAGER, Recipient.PANEL])
    if reads_working_papers(user=user) or disclosed_to_manager(case=case).filter(file=key).exists() or given.exists():
        return file_of_evidence(case=case, key=key)
    return None


def file_given_to_manager(*, case: Case, key: UUID) -> tuple[StoredFile, str] | None:
    """The same among what the manager was given: versions of exhibits, and bundles."""
    versions = disclosed_to_manager(case=case).filter(file=key)
    bundles = Bundle.objects.filter(case=case, file=key, gifts__recipient=Recipient.MANAGER)
    return file_of_evidence(case=case, key=key) if versions.exists() or bundles.exists() else None
