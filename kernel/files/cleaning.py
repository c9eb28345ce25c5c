"""A file that came from outside, made into one that is safe to hand on. Pure, without Django or the database.

`examining` runs it as `python -m kernel.files.cleaning`: whatever a file does to the libraries that read it, it does
to a process that has no secrets, little memory, a few seconds, and nothing it may write to.
"""

import json
import resource
import sys

from kernel.files.kinds import FileRefused, Kind, kind_of

MEMORY = 1 << 30
SECONDS = 20
UNREADABLE = "The file cannot be read. Open it, save it again and send that."


def cleaned(content: bytes) -> tuple[Kind, bytes]:
    """The kind of a file and the copy of it that may be served. Refuses in words what cannot be taken."""
    kind = kind_of(content)
    if kind in (Kind.JPEG, Kind.PNG):
        from kernel.files.pictures import made_anew  # only what the file needs is loaded

        return kind, made_anew(content, kind)
    if kind is Kind.PDF:
        from kernel.files.documents import pages_alone

        return kind, pages_alone(content)
    return kind, content.decode("utf-8-sig").encode()


def hold_down() -> None:
    """Little memory, a few seconds, and nothing that may be written to."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """The file on standard input; on standard output a line that says what came of it, and the copy to serve."""
    hold_down()
    content = b""
    try:
        kind, content = cleaned(sys.stdin.buffer.read())
        said = {"kind": kind.value}
    except FileRefused as refusal:
        said = {"refused": refusal.text}
    except Exception:  # whatever the libraries make of it: it was not readable
        said = {"refused": UNREADABLE}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
