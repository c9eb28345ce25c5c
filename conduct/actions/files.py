"""Adding files to a case."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from conduct.actions.drafts import NoLongerOpen, held_by_manager
from conduct.actions.steps import locked, recorded
from conduct.models import Case, CaseFile, ExhibitVersion
from conduct.queries import may_respond
from conduct.rules.independence import require_stranger
from conduct.workflow import FINISHED
from kernel.actions import store_file
from kernel.actions.files import TooManyFiles
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.files.examining import ExaminedFile
from kernel.models import StoredFile, User
from kernel.workflow import NotAllowedNow

MOST = {CaseFile.Kind.EVIDENCE: 500, CaseFile.Kind.RESPONSE: 20}


class ObtainedInFuture(ActionRefused):
    """The date on which something was obtained has not come yet."""


class CaseEnded(NotAllowedNow):
    """Nothing is added to a case that has ended."""


def open_to_evidence(*, case: Case, by: User, at: datetime) -> Case:
    """A locked case that takes evidence. Refuses the person it is about, and a case that has ended."""
    held = locked(case=case, action=None, at=at, seen=None)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    if held.status in FINISHED:
        raise CaseEnded(f"Case {held.reference} has ended, and takes no more evidence.")
    return held


@recorded()
def add_evidence(
    *,
    case: Case,
    file: ExaminedFile,
    description: str,
    obtained_from: str,
    obtained_how: str,
    obtained_on: date,
    may_name_reporter: bool = False,
    by: User,
    at: datetime,
) -> CaseFile:
    """Add an exhibit with where it comes from, and its version 1, to a case that has not ended.

    Whoever adds it has a part in the case, and never decides it. Refuses what was obtained on a day to come.
    """
    held = open_to_evidence(case=case, by=by, at=at)
    if obtained_on > today(at):
        raise ObtainedInFuture("The date on which it was obtained must be today or in the past.")
    added = _add(
        CaseFile.Kind.EVIDENCE,
        case=held,
        file=file,
        description=description,
        provenance={"obtained_from": obtained_from, "obtained_how": obtained_how, "obtained_on": obtained_on},
        may_name_reporter=may_name_reporter,
        by=by,
        at=at,
    )
    add_version(exhibit=added, stored=added.file, served=file.served, redactions="", by=by, at=at)
    return added


def add_version(
    *, exhibit: CaseFile, stored: StoredFile, served: bytes, redactions: str, by: User, at: datetime
) -> ExhibitVersion:
    """The next version of an exhibit of a locked case."""
    last = exhibit.versions.aggregate(last=Max("number"))["last"] or 0
    return exhibit.versions.create(
        number=last + 1,
        file=stored,
        redactions=redactions,
        served_digest=hashlib.sha256(served).hexdigest(),
        made_by=by,
        made_at=at,
    )


@recorded()
def add_response_file(*, case: Case, file: ExaminedFile, description: str, by: User, at: datetime) -> CaseFile:
    """Add a file to the manager's response, by them or whoever may answer for them, until the response is sent or the
    window closed.

    A refusal says nothing of what the regulator has done since.
    """
    held = held_by_manager(case=case, by=by, at=at)
    if not may_respond(case=held, at=at):
        raise NoLongerOpen("You can no longer send files on this case. Reload the page to see how it stands.")
    sent: dict[str, Any] = {"obtained_from": "The manager", "obtained_how": "Sent here", "obtained_on": today(at)}
    return _add(CaseFile.Kind.RESPONSE, case=held, file=file, description=description, provenance=sent, by=by, at=at)


def _add(
    kind: CaseFile.Kind,
    *,
    case: Case,
    file: ExaminedFile,
    description: str,
    provenance: Mapping[str, Any],
    may_name_reporter: bool = False,
    by: User,
    at: datetime,
) -> CaseFile:
    last = case.files.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST[kind]:
        raise TooManyFiles(f"There are {MOST[kind]} files, and no more can be added. Put several pages into one PDF.")
    stored = store_file(file=file, by=by, at=at)
    return case.files.create(
        kind=kind,
        number=last + 1,
        description=description,
        file=stored,
        may_name_reporter=may_name_reporter,
        **provenance,
    )
