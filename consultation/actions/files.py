"""Files that people send with their responses."""

import hashlib
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from consultation.actions.responses import refused_in_words
from consultation.actions.steps import require_open, wait_for_others
from consultation.models import Consultation, Question, Response, ResponseFile
from consultation.rules.responding import MOST_FILES
from kernel.actions import store_file
from kernel.actions.files import TooManyFiles
from kernel.files.examining import ExaminedFile
from kernel.files.kinds import ABOUT
from kernel.history import acting
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
        wait_for_others(about=f"files {response.public_number}")
        last = response.files.select_related("file").order_by("number").last()
        if last is not None and last.file.digest == hashlib.sha256(file.served).hexdigest():
            return last
        number = last.number + 1 if last else 1
        if number > MOST_FILES:
            raise TooManyFiles(f"You have sent {MOST_FILES} files, and we can take no more. Put several into one PDF.")
        name = f"File {number}{ABOUT[file.kind].endings[0]}"
        stored = store_file(file=replace(file, name=name, original=file.served), by=system_user(), at=at)
        return ResponseFile.objects.create(response=response, question=question, number=number, file=stored)
