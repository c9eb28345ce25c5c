"""Send what the outbox holds, give events their places in the feeds, send them on, and do what time has made due."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from kernel.actions import run_due, work_long
from kernel.events import number_due
from kernel.models import Box
from kernel.outbox import dispatch
from kernel.sealed_boxes import establish
from kernel.webhooks.sending import Couriers, send_due

log = logging.getLogger("house.events")
PAUSE = 1.0  # seconds between looks at the outbox, and at the events
DUE_EVERY = 60.0  # seconds between rounds of the work that time makes due


class Command(BaseCommand):
    help = "Send what the outbox has made due, and go on looking until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="stop when nothing is due")
        parser.add_argument("--json", action="store_true", help="print the count as JSON")

    def handle(self, *args: Any, until_idle: bool, json: bool, **options: Any) -> None:
        establish(box=Box.NOTICES)
        if until_idle:
            number_due(at=timezone.now())
            sent = 0
            while more := dispatch(at=timezone.now()) + send_due(at=timezone.now()):
                sent += more
            self.stdout.write(f'{{"sent": {sent}}}' if json else f"{sent} sent")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        # Beside the mail: a gateway that takes long to answer keeps no feed waiting.
        threading.Thread(target=_tell_until, args=[stop], name="events", daemon=True).start()
        threading.Thread(target=do_due_until, args=[stop], name="due", daemon=True).start()
        threading.Thread(target=work_until, args=[stop], name="work", daemon=True).start()
        while not stop.is_set():
            close_old_connections()
            try:
                busy = dispatch(at=timezone.now())
            except Error:  # the server is being restarted; the rows wait there
                busy = 0
            if not busy:
                stop.wait(PAUSE)


def _tell_until(stop: threading.Event) -> None:
    """Look at the events each second, and at what is to be sent of them. If it fails the process ends, to be started
    again."""
    couriers = Couriers()
    try:
        while not stop.is_set():
            close_old_connections()
            try:
                number_due(at=timezone.now())
                couriers.look(at=timezone.now())
            except Error:  # as above
                log.warning("events wait for PostgreSQL")
            stop.wait(PAUSE)
    finally:
        stop.set()


def do_due_until(stop: threading.Event) -> None:
    """Do the work that time makes due each minute, beside a worker that does it twice as often.

    So it needs neither Redis nor a worker. Each piece finds what is due and locks it: two rounds at once do it once.
    """
    while not stop.wait(DUE_EVERY):
        close_old_connections()
        try:
            run_due(at=timezone.now())
        except Exception as fault:  # what could not be done is due still, and the rest is done
            log.error("work that is due could not be done: %s", type(fault).__name__)


def work_until(stop: threading.Event) -> None:
    """Go on with work that takes long, beside a worker that does it among the rest of what is due."""
    while not stop.wait(PAUSE):
        close_old_connections()
        try:
            while work_long(at=timezone.now()) and not stop.is_set():
                pass
        except Exception as fault:  # as above
            log.error("long work could not go on: %s", type(fault).__name__)
