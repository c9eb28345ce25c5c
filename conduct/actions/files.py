"""Adding files to a case."""

from datetime import datetime

from django.db.models import Max

from conduct.actions.responses import NoLongerOpen, NotTheManager
from conduct.actions.steps import locked, recorded
from conduct.models import Case, CaseFile
from conduct.queries import may_respond
from conduct.rules.independence import require_stranger
from conduct.workflow import FINISHED
from kernel.actions import store_file
from kernel.actions.files import TooManyFiles
from kernel.files.examining import ExaminedFile
from kernel.models import User
from kernel.workflow import NotAllowedNow

MOST = {CaseFile.Kind.EVIDENCE: 500, CaseFile.Kind.RESPONSE: 20}


class CaseEnded(NotAllowedNow):
    """Nothing is added to a case that has ended."""


@recorded()
def add_evidence(*, case: Case, file: ExaminedFile, description: str, by: User, at: datetime) -> CaseFile:
    """Add evidence to a case that has not ended. Refuses the person the case is about; whoever adds it has a part
    in the case, and never decides it."""
    held = locked(case=case, action=None, at=at, seen=None)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    if held.status in FINISHED:
        raise CaseEnded(f"Case {held.reference} has ended, and takes no more files.")
    return _add(CaseFile.Kind.EVIDENCE, case=held, file=file, description=description, by=by, at=at)


@recorded()
def add_response_file(*, case: Case, file: ExaminedFile, description: str, by: User, at: datetime) -> CaseFile:
    """Add a file to the manager's response, by the manager alone, until the response is sent or the window closed.

    A refusal says nothing of what the regulator has done since.
    """
    held = locked(case=case, action=None, at=at, seen=None)
    if by.pk != held.person.user_id:
        raise NotTheManager("Only the manager this case is about can send files with the response.")
    if not may_respond(case=held, at=at):
        raise NoLongerOpen("You can no longer send files on this case. Reload the page to see how it stands.")
    return _add(CaseFile.Kind.RESPONSE, case=held, file=file, description=description, by=by, at=at)


def _add(kind: CaseFile.Kind, *, case: Case, file: ExaminedFile, description: str, by: User, at: datetime) -> CaseFile:
    last = case.files.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST[kind]:
        raise TooManyFiles(f"There are {MOST[kind]} files, and no more can be added. Put several pages into one PDF.")
    stored = store_file(file=file, by=by, at=at)
    return case.files.create(kind=kind, number=last + 1, description=description, file=stored)
