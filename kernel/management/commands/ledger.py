"""The ledger from outside: seal, export, verify, checkpoint."""

import json
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections

from kernel import ledger

PAUSE = 1.0  # seconds between passes that found nothing
LONGEST_PAUSE = 30.0  # while nothing can be sealed


class Command(BaseCommand):
    help = (
        "seal: go on sealing what is committed, until stopped. export: the text of every leaf, a line each, in order. "
        "verify: compare every leaf, head and live row, and the newest checkpoint; exit 1 when something is wrong. "
        "checkpoint: keep the newest signed head outside the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON, as is done in any case")
        kinds = parser.add_subparsers(dest="what", required=True, metavar="{seal,export,verify,checkpoint}")
        seal = kinds.add_parser("seal", help="seal what has been committed")
        seal.add_argument("--until-idle", action="store_true", help="stop when nothing is left")
        kinds.add_parser("export", help="print the log as text")
        verify = kinds.add_parser("verify", help="compare everything there is to compare")
        verify.add_argument("--checkpoint", type=Path, metavar="FILE", help="in place of the newest in CHECKPOINT_DIR")
        checkpoint = kinds.add_parser("checkpoint", help="keep the newest head outside the database")
        checkpoint.add_argument(
            "--trust", action="append", default=[], metavar="KEY", help="the id of a key made without the one before"
        )
        for each in (seal, verify, checkpoint):
            each.add_argument("--json", action="store_true", help="print JSON, as is done in any case")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        getattr(self, f"_{what}")(**options)

    def _export(self, **options: Any) -> None:
        try:
            for line in ledger.lines():
                self.stdout.write(line)
        except ledger.RowGone as fault:
            raise CommandError(str(fault)) from fault

    def _verify(self, *, checkpoint: Path | None, **options: Any) -> None:
        try:
            held = ledger.read_checkpoint(checkpoint) if checkpoint else ledger.newest_checkpoint()
        except ledger.CheckpointRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        report = ledger.verify(checkpoint=held)
        self.stdout.write(json.dumps(asdict(report)))
        if not report.ok:
            sys.exit(1)

    def _checkpoint(self, *, trust: list[str], **options: Any) -> None:
        try:
            ledger.seal()
            head = ledger.write_checkpoint(accepted=trust).head
        except (ledger.CannotSeal, ledger.CheckpointRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(head.plain()))

    def _seal(self, *, until_idle: bool, **options: Any) -> None:
        if until_idle:
            sealed = 0
            while more := ledger.seal():
                sealed += more
            self.stdout.write(json.dumps({"sealed": sealed}))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        pause = PAUSE
        while not stop.is_set():
            close_old_connections()
            try:
                ledger.seal()
                pause = PAUSE
            except (Error, ledger.CannotSeal) as fault:  # a restart, or a copy that waits for its new era
                pause = min(pause * 2, LONGEST_PAUSE)
                self.stderr.write(json.dumps({"level": "ERROR", "event": "not sealed", "fault": type(fault).__name__}))
            stop.wait(pause)
