"""The one process with the custodians' key: it opens what two of them have agreed to open, and nothing else."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from conduct.actions import open_called
from kernel.models import Box
from kernel.sealed_boxes import CannotOpen, establish

log = logging.getLogger("house.identities")
PAUSE = 0.5  # seconds between looks: a custodian waits for the answer


class Command(BaseCommand):
    help = "Open the identities that custodians have called for, and go on looking until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="stop when nothing is called for")
        parser.add_argument("--json", action="store_true", help="print the count as JSON")

    def handle(self, *args: Any, until_idle: bool, json: bool, **options: Any) -> None:
        establish(box=Box.IDENTITIES)
        if until_idle:
            opened = open_called(at=timezone.now())
            self.stdout.write(f'{{"opened": {opened}}}' if json else f"{opened} opened")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                open_called(at=timezone.now())
            except (Error, CannotOpen) as fault:  # the server is being restarted, or the key is not in its place
                log.error("identities wait to be opened: %s", type(fault).__name__)
            stop.wait(PAUSE)
