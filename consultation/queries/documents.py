"""Documents of a consultation."""

from django.db.models import QuerySet

from consultation.models import Consultation, Document


def documents_of(*, consultation: Consultation) -> QuerySet[Document]:
    """Those that it has, in their order."""
    return Document.objects.filter(consultation=consultation, is_removed=False).select_related("file", "consultation")
