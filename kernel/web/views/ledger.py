"""The ledger for auditors: how far it has got, and a checkpoint to keep."""

from contextlib import suppress
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils import timezone

from kernel import ledger as log
from kernel.permissions import KernelPermission, requires
from kernel.web import SignedInRequest, render
from kernel.web.presenters import ledger as present

if TYPE_CHECKING:
    from kernel.ledger import Checkpoint


@requires(KernelPermission.LEDGER_VIEW, unlogged="the log itself, not people")
def ledger(request: SignedInRequest) -> HttpResponse:
    """Size, newest head and last checkpoint, what is wrong if anything is, and how to verify it oneself."""
    at = timezone.now()
    head, checkpoint = log.latest_head(), _newest()
    context = {
        "complaints": list(log.complaints(at=at)),
        "head": present.head_rows(head) if head else [],
        "root": head.root if head else "",
        "checkpoint": present.checkpoint_rows(checkpoint, at) if checkpoint else [],
    }
    return render(request, "kernel/ledger/ledger.jinja", context)


@requires(KernelPermission.LEDGER_VIEW, unlogged="the log itself, not people")
def checkpoint(request: SignedInRequest) -> HttpResponseBase:
    """The newest checkpoint, as it lies in CHECKPOINT_DIR: to keep where nobody here can alter it."""
    while (newest := _newest()) is not None:
        name = f"checkpoint-{newest.head.size}.json"
        with suppress(FileNotFoundError):  # taken away just now for a newer one, which is looked for then
            file = newest.file.open("rb")
            return FileResponse(file, as_attachment=True, filename=name, content_type="application/json")
    raise Http404


def _newest() -> "Checkpoint | None":
    """None also for one that was changed: the complaints say so."""
    try:
        return log.newest_checkpoint()
    except log.CheckpointRefused:
        return None
