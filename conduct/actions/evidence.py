"""Exhibits: what is left out of them, who checked it, and what the manager was given."""

from collections.abc import Collection
from datetime import datetime

from conduct.actions.files import add_version, open_to_evidence
from conduct.actions.notices import tell_manager
from conduct.models import Allegation, Case, CaseFile, Disclosure, ExhibitAllegation, ExhibitVersion
from conduct.rules.evidence import (
    NotAskedYet,
    NothingToDisclose,
    require_disclosable,
    require_second_checker,
    require_unchecked,
)
from kernel.actions import store_file
from kernel.files.examining import ExaminedFile
from kernel.history import recorded
from kernel.models import User


@recorded()
def redact(*, exhibit: CaseFile, file: ExaminedFile, redactions: str, by: User, at: datetime) -> ExhibitVersion:
    """Add a version of an exhibit in which something is left out, and why. A second person has to check it."""
    held = open_to_evidence(case=exhibit.case, by=by, at=at)
    exhibit = held.files.select_for_update().get(pk=exhibit.pk)
    stored = store_file(file=file, by=by, at=at)
    return add_version(exhibit=exhibit, stored=stored, served=file.served, redactions=redactions, by=by, at=at)


@recorded()
def check_version(*, version: ExhibitVersion, passed: bool, words: str, by: User, at: datetime) -> ExhibitVersion:
    """Say of a version whether it may be handed on, and what was looked at. Refuses who made it, and a second check."""
    open_to_evidence(case=version.exhibit.case, by=by, at=at)
    found = ExhibitVersion.objects.select_for_update().get(pk=version.pk)
    require_unchecked(passed=found.passed)
    require_second_checker(user_id=by.pk, made_by=found.made_by_id)
    found.checked_by, found.checked_at, found.passed, found.check_words = by, at, passed, words
    found.save(update_fields=["checked_by", "checked_at", "passed", "check_words"])
    return found


@recorded()
def mark_exhibit(*, exhibit: CaseFile, reason: str, by: User, at: datetime) -> CaseFile:
    """Say that an exhibit could name whoever raised a concern: from now on no version goes out unchecked."""
    held = open_to_evidence(case=exhibit.case, by=by, at=at)
    found = held.files.select_for_update().get(pk=exhibit.pk)
    found.may_name_reporter = True
    found.save(update_fields=["may_name_reporter"])
    return found


@recorded()
def tie_exhibit(*, exhibit: CaseFile, allegations: Collection[Allegation], by: User, at: datetime) -> CaseFile:
    """Say on which of its case's allegations an exhibit bears, in place of what was said before."""
    held = open_to_evidence(case=exhibit.case, by=by, at=at)
    wanted = {one.pk for one in held.allegations.filter(pk__in=[one.pk for one in allegations])}
    exhibit.bearings.exclude(allegation__in=wanted).delete()
    for pk in wanted - set(exhibit.bearings.values_list("allegation", flat=True)):
        ExhibitAllegation.objects.create(exhibit=exhibit, allegation_id=pk)
    return exhibit


@recorded()
def disclose(*, case: Case, versions: Collection[ExhibitVersion], by: User, at: datetime) -> list[Disclosure]:
    """Give the manager these versions of exhibits, to be opened on their page, and tell them that there is something.

    Refuses before they were asked to respond, a version that is not the exhibit's latest, and one that a second person
    has to check first.
    """
    held = open_to_evidence(case=case, by=by, at=at)
    if held.response_asked_at is None:
        raise NotAskedYet("Ask the manager for a response first: until then they know nothing of the case.")
    wanted = [version.pk for version in versions]
    found = ExhibitVersion.objects.select_for_update(of=("self",)).select_related("exhibit")
    chosen = list(found.filter(exhibit__case=held, pk__in=wanted, disclosure=None).order_by("exhibit__number"))
    if not chosen:
        raise NothingToDisclose("Select at least one exhibit that has not been disclosed yet.")
    for version in chosen:
        if version.exhibit.versions.filter(number__gt=version.number).exists():
            raise NothingToDisclose(f"Exhibit {version.exhibit.number} has a later version. Disclose that one.")
        require_disclosable(
            exhibit=version.exhibit.number,
            redactions=version.redactions,
            may_name_reporter=version.exhibit.may_name_reporter,
            passed=version.passed,
        )
    tell_manager(case=held, template="conduct_evidence_disclosed", subject="There is evidence for you to read")
    return [Disclosure.objects.create(version=version, by=by, at=at) for version in chosen]
