"""Files that come with responses: sent by whoever sent the response, or added by staff to what came on paper."""

import hashlib
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from consultation.actions.responses import refused_in_words, require_enterable
from consultation.actions.steps import require_open, wait_for_others
from consultation.models import Consultation, FileTakenBack, Question, Response, ResponseFile
from consultation.queries.files import files_of
from consultation.rules.responding import MOST_FILES, MOST_NUMBERS
from kernel.actions import store_file
from kernel.actions.files import TooManyFiles
from kernel.files.examining import ExaminedFile
from kernel.files.kinds import ABOUT
from kernel.history import acting, recorded
from kernel.models import User
from kernel.queries import system_user, system_user_id


def add_response_file(
    *, consultation: Consultation, response: Response, question: Question, file: ExaminedFile, at: datetime
) -> ResponseFile:
    """Add a file to a response that was sent. Only what was made anew of it is kept, under a name of ours.

    The same file twice running is one. Refuses (TooManyFiles) a sixth, and (NotOpen) one from the close on.
    """
    require_open(consultation=consultation, at=at)
    unnamed = acting(user=system_user_id(), reason="", on_behalf_of=None, request_id="")
    with unnamed, refused_in_words(consultation), transaction.atomic():
        return _added(response, question, file, by=None, at=at)


@recorded()
def add_paper_file(
    *, response: Response, question: Question, file: ExaminedFile, by: User, at: datetime
) -> ResponseFile:
    """Add what came with a response on paper, by email or by telephone, such as a scan, as its sender could."""
    require_enterable(consultation=response.consultation, at=at)
    with refused_in_words(response.consultation):
        return _added(response, question, file, by=by, at=at)


def take_file_back(*, response: Response, number: int, at: datetime) -> None:
    """For whoever sent the response: nobody reads this file of theirs any more. Done twice it is done."""
    require_open(consultation=response.consultation, at=at)
    with refused_in_words(response.consultation), transaction.atomic():
        _taken_back(response, number)


@recorded()
def take_paper_file_back(*, response: Response, number: int, by: User, at: datetime) -> None:
    """The same, of what staff added to the wrong response."""
    require_enterable(consultation=response.consultation, at=at)
    with refused_in_words(response.consultation):
        _taken_back(response, number)


def _added(
    response: Response, question: Question, file: ExaminedFile, *, by: User | None, at: datetime
) -> ResponseFile:
    wait_for_others(about=f"files {response.public_number}")
    last = response.files.select_related("file").order_by("number").last()
    standing = files_of(response=response)
    is_same = last is not None and last.file.digest == hashlib.sha256(file.served).hexdigest()
    if last is not None and is_same and standing.filter(pk=last.pk).exists():
        return last
    number = last.number + 1 if last else 1
    if standing.count() >= MOST_FILES or number > MOST_NUMBERS:
        raise TooManyFiles(f"You have sent {MOST_FILES} files, and we can take no more. Put several into one PDF.")
    name = f"File {number}{ABOUT[file.kind].endings[0]}"
    made = replace(file, name=name, original=file.served)
    stored = store_file(file=made, by=by or system_user(), at=at)
    return ResponseFile.objects.create(response=response, question=question, number=number, file=stored, added_by=by)


def _taken_back(response: Response, number: int) -> None:
    wait_for_others(about=f"files {response.public_number}")
    if (standing := files_of(response=response).filter(number=number).first()) is not None:
        FileTakenBack.objects.create(file=standing)
