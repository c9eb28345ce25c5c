"""The long trial: `make faults ARGS="--rounds 20 --seed 7"`. Exit 1 where anything was lost, invented or wrong."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.reckoning import Reckoning, reckon
from tests.faults.trial import trial

DIRECT = "tests.faults.direct.settings"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="how often each process is killed (10)")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="of the order and the instants")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}, {arguments.rounds} rounds", flush=True)
    with tempfile.TemporaryDirectory() as shared:  # a first start's work, which each of the three goes on from
        Path(shared).chmod(0o711)
        os.environ["STATE_DIR"] = shared
        good = _rounds(arguments.rounds, arguments.seed)
        sees_lost_writes = _calibrate("commits not on the disk", "lost", arguments.seed)
        sees_lost_messages = _calibrate("mail as a task, without the outbox", "messages_lost", arguments.seed)
    return 0 if good and sees_lost_writes and sees_lost_messages else 1


def _rounds(rounds: int, seed: int) -> bool:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, trial(Path(folder), seed) as tried:
        for number in range(rounds):
            tried.round_of_kills()
            print(f"round {number + 1}: {tried.kills} kills, {tried.callers.diary.acknowledged} promises", flush=True)
        found = reckon(tried.system, tried.callers, tried.box, kills=tried.kills)
        _print(found, tried.kills, time.monotonic() - began)
        print(
            f"  statuses {dict(tried.callers.diary.statuses)}; longest without a promise {tried.longest_silence:.1f} s"
        )
    return not found.faults()


def _calibrate(what: str, fault: str, seed: int) -> bool:
    """The same reckoning of a system made worse must find the fault, or it proves nothing."""
    without_outbox = {"DJANGO_SETTINGS_MODULE": DIRECT} if fault == "messages_lost" else {}
    with tempfile.TemporaryDirectory() as folder, trial(Path(folder), seed, **without_outbox) as tried:
        (tried.lose_the_queue if without_outbox else tried.lose_the_last_commits)()
        found = reckon(tried.system, tried.callers, tried.box, kills=3)
    seen = len(found.faults().get(fault, []))
    verdict = f"{seen} {fault} of {found.acknowledged} promises found" if seen else "NOT FOUND: the trial is blind"
    print(f"calibration, {what}: {verdict}", flush=True)
    return bool(seen)


def _print(found: Reckoning, kills: int, seconds: float) -> None:
    print(f"{kills} kills in {seconds:.0f} s; {found.acknowledged} promises; {found.messages} messages", flush=True)
    print(f"  duplicates {found.duplicates} (allowed {found.duplicates_allowed}); ledger of {found.ledger_size} rows")
    print(f"  {found.answers_asked_again} answers fetched again; {found.by_short_way} checks by the short way")
    for name, faults in found.faults().items():
        print(f"  FAULT {name}: {len(faults)}, as {faults[:5]}")


if __name__ == "__main__":
    sys.exit(main())
