"""Adding files to a case."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from conduct.actions.drafts import NoLongerOpen, held_by_manager
from conduct.actions.participants import require_part_declared
from conduct.actions.steps import locked
from conduct.models import Case, CaseFile, ConcernFile, ConcernReading, ExhibitVersion
from conduct.queries import may_respond
from conduct.rules.independence import require_stranger
from conduct.rules.summaries import require_open_to_all
from conduct.workflow import FINISHED
from kernel.actions import store_file
from kernel.actions.files import TooManyFiles
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.files import store
from kernel.files.examining import ExaminedFile
from kernel.files.kinds import ABOUT, Kind
from kernel.files.serving import served_copy
from kernel.history import recorded
from kernel.models import StoredFile, User
from kernel.workflow import NotAllowedNow

MOST = {CaseFile.Kind.EVIDENCE: 500, CaseFile.Kind.RESPONSE: 20}


class ObtainedInFuture(ActionRefused):
    """The date on which something was obtained has not come yet."""


class ExhibitAlready(ActionRefused):
    """What came with a concern is an exhibit once."""


class CaseEnded(NotAllowedNow):
    """Nothing is added to a case that has ended."""


def open_to_evidence(*, case: Case, by: User, at: datetime) -> Case:
    """A locked case that takes evidence. Refuses the person it is about, a case that has ended, and who has to
    declare first."""
    held = locked(case=case, action=None, at=at, seen=None)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_part_declared(case=held, by=by)
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


@recorded()
def exhibit_from_concern(*, case: Case, file: ConcernFile, description: str, by: User, at: datetime) -> CaseFile:
    """Make an exhibit of a file that came with a concern of the case: the same bytes under a name of ours.

    It is marked as one that could name whoever raised the concern, so a second person checks each version before it
    goes out. Refuses a file of which it was not said that everybody may read it, and one that is an exhibit already.
    """
    held = open_to_evidence(case=case, by=by, at=at)
    reading = ConcernReading.objects.filter(concern=file.concern_id).last()
    require_open_to_all(
        reading=reading.reading if reading else "", read=reading.files if reading else 0, number=file.number
    )
    if known := held.files.filter(concern_file=file).first():
        raise ExhibitAlready(f"This file is exhibit {known.number} already.")
    kind, served = Kind(file.file.content_type), served_copy(file.file)
    original = store.read(key=file.file.pk, copy=store.Copy.ORIGINAL)
    named = ExaminedFile(
        name=f"sent-with-a-concern{ABOUT[kind].endings[0]}", kind=kind, original=original, served=served
    )
    provenance = {
        "obtained_from": f"Whoever raised concern {file.concern_id}",
        "obtained_how": f"File {file.number}, sent with the concern",
        "obtained_on": today(file.file.uploaded_at),
        "concern_file": file,
    }
    added = _add(
        CaseFile.Kind.EVIDENCE,
        case=held,
        file=named,
        description=description,
        provenance=provenance,
        may_name_reporter=True,
        by=by,
        at=at,
    )
    add_version(exhibit=added, stored=added.file, served=served, redactions="", by=by, at=at)
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
