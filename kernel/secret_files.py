"""Secrets in files: made whole or not at all. It knows no settings, since these are made with it."""

import contextlib
import os
import tempfile
from pathlib import Path


def make_once(path: Path, secret: bytes) -> None:
    """Keep a secret in a file that its owner alone may read, in a folder that is made for it if there is none.

    Nobody ever sees half of it, also when the machine stops; and where there is such a file already, that one stays:
    of two processes that begin at once, both then read the same.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent) as fresh:
        fresh.write(secret)
        fresh.flush()
        os.fsync(fresh.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh.name, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
