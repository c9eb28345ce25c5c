"""Send what the outbox holds."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from kernel.outbox import dispatch

PAUSE = 1.0  # seconds between looks at the outbox


class Command(BaseCommand):
    help = "Send what the outbox has made due, and go on looking until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="stop when nothing is due")
        parser.add_argument("--json", action="store_true", help="print the count as JSON")

    def handle(self, *args: Any, until_idle: bool, json: bool, **options: Any) -> None:
        if until_idle:
            sent = 0
            while more := dispatch(at=timezone.now()):
                sent += more
            self.stdout.write(f'{{"sent": {sent}}}' if json else f"{sent} sent")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                busy = dispatch(at=timezone.now())
            except Error:  # the server is being restarted; the rows wait there
                busy = 0
            if not busy:
                stop.wait(PAUSE)
