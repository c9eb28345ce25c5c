"""Documents of a consultation."""

from datetime import datetime
from typing import Final

from consultation.actions.steps import locked
from consultation.models import Consultation, Document
from consultation.rules.questionnaire import NotFit
from consultation.workflow import Action
from kernel.actions import store_file
from kernel.files.examining import ExaminedFile
from kernel.history import recorded
from kernel.models import User

MOST_DOCUMENTS: Final = 20


@recorded()
def add_document(
    *, consultation: Consultation, title: str, language: str, file: ExaminedFile, by: User, at: datetime
) -> Document:
    """Attach a document to a draft: it is approved with the rest. Refuses (NotFit) a twenty-first."""
    held = locked(consultation=consultation, action=Action.CHANGE, at=at)
    there = Document.objects.filter(consultation=held)
    last = there.order_by("number").last()
    number = last.number + 1 if last else 1
    if there.filter(is_removed=False).count() >= MOST_DOCUMENTS:
        raise NotFit(f"It has {MOST_DOCUMENTS} documents, and can have no more. Put several into one PDF.")
    stored = store_file(file=file, by=by, at=at)
    return Document.objects.create(consultation=held, number=number, title=title, language=language, file=stored)


@recorded()
def remove_document(*, document: Document, by: User, at: datetime) -> None:
    """Take a document out of a draft."""
    locked(consultation=document.consultation, action=Action.CHANGE, at=at)
    document.is_removed = True
    document.save(update_fields=["is_removed"])
