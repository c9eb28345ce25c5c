"""Files on a case: who may see that there are any, and who may open them."""

from django.db.models import QuerySet

from conduct.models import Case, CaseFile
from conduct.permissions import Permission
from conduct.queries.evidence import reads_working_papers
from kernel.models import User
from kernel.permissions import can


def files_for(*, case: Case, user: User) -> QuerySet[CaseFile]:
    """The files on a case that staff who may open the case may read of; who may open them is the door's to say.

    Of exhibits as they came, whoever examines or decides opens none: `file_for` has what they open.
    """
    if not (can(user, Permission.CASE_FILE_OPEN) or can(user, Permission.CASE_VIEW_ALL)):
        return CaseFile.objects.none()
    if not reads_working_papers(user=user):
        return own_files(case=case)
    return CaseFile.objects.filter(case=case).select_related("case", "file", "file__uploaded_by")


def own_files(*, case: Case) -> QuerySet[CaseFile]:
    """What came with a manager's response to a case of theirs, and nothing that staff added."""
    sent = CaseFile.objects.filter(case=case, kind=CaseFile.Kind.RESPONSE)
    return sent.select_related("case", "file", "file__uploaded_by")
