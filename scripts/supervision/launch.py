"""Becomes another program, after arranging who it is and that it cannot outlive its parent.

    launch.py PARENT_PID IDENTITY DEATH_SIGNAL PROGRAM [ARGUMENT ...]

A program of its own rather than a `preexec_fn`, which is unsafe beside threads and swallows its errors.
"""

import ctypes
import os
import sys
from pathlib import Path

NOBODY = 65534
_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
# initdb looks its user up, so the number shown inside must have an account; 1 is "daemon" everywhere.
_ID_INSIDE = 1

_libc = ctypes.CDLL(None, use_errno=True)


def _enter_user_namespace() -> None:
    """PostgreSQL refuses to run as root: show root as an ordinary user, without making an account."""
    uid, gid = os.getuid(), os.getgid()
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are refused")
    for name, text in (
        ("uid_map", f"{_ID_INSIDE} {uid} 1\n"),
        ("setgroups", "deny"),
        ("gid_map", f"{_ID_INSIDE} {gid} 1\n"),
    ):
        Path(f"/proc/self/{name}").write_text(text, encoding="ascii")
    os.setresgid(_ID_INSIDE, _ID_INSIDE, _ID_INSIDE)
    os.setresuid(_ID_INSIDE, _ID_INSIDE, _ID_INSIDE)


def _become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def _die_with_parent(parent: int, death_signal: int) -> None:
    """Must come after a change of user, which clears it."""
    if _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        raise SystemExit("the parent ended before its child began")


def main() -> None:
    parent, identity, death_signal, *command = sys.argv[1:]
    if identity == "namespace":
        _enter_user_namespace()
    elif identity == "nobody":
        _become_nobody()
    _die_with_parent(int(parent), int(death_signal))
    os.execvp(command[0], command)  # noqa: S606 - becoming another program is the point


if __name__ == "__main__":
    main()
