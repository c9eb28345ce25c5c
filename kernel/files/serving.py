"""What is given out of a stored file: the copy made of it, once it was scanned where there is a scanner."""

from typing import TYPE_CHECKING

from kernel.errors import ActionRefused, Erased
from kernel.files import scanner, store
from kernel.files.kinds import ABOUT, Kind

if TYPE_CHECKING:
    from kernel.models import StoredFile


class NotYetScanned(ActionRefused):
    """The scanner has not looked at the file."""


class FileErased(Erased):
    """The file was erased by rule."""


class Infected(ActionRefused):
    """The scanner found a virus in the file."""


def may_be_opened(file: "StoredFile") -> bool:
    """Whether a file is given out: clean, or not scanned where there is no scanner; and not erased."""
    if file.is_erased:
        return False
    return file.scan == file.Scan.CLEAN or (file.scan == file.Scan.NONE and not scanner.is_configured())


def scan_in_words(file: "StoredFile") -> str:
    """How far the scan has got, as it stands on a page."""
    if file.is_erased:
        return "Erased"
    if file.scan == file.Scan.NONE:
        return "Awaiting scan" if scanner.is_configured() else "Not scanned"
    return str(file.get_scan_display())


def served_copy(file: "StoredFile") -> bytes:
    """The copy made of a file. Refuses one that was erased, in which a virus was found, or that no scanner has seen."""
    if file.is_erased:
        raise FileErased("This file was erased, as the rules on keeping records ask. It cannot be opened any more.")
    if file.scan == file.Scan.INFECTED:
        raise Infected("A virus was found in this file. It cannot be opened.")
    if not may_be_opened(file):
        raise NotYetScanned("The file has not been scanned for viruses yet. Try again in a minute.")
    return store.read(key=file.pk, copy=store.Copy.SERVED)


def download_name(file: "StoredFile", stem: str) -> str:
    """The name a file is handed on under: ours, since its own may name people or play tricks."""
    return f"{stem}{ABOUT[Kind(file.content_type)].endings[0]}"
