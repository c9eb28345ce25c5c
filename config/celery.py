"""Celery's application: `celery -A config.celery`."""

import os
import threading
import time

from celery import Celery
from kombu.exceptions import OperationalError
from redis import RedisError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("house")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

QUICK = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}  # seconds
HOLD_OFF = 30.0  # seconds in which nobody tries a broker that did not answer
_waking = threading.Lock()
_silent_until = 0.0


def wake_dispatcher() -> None:
    """Have a worker look at the outbox now, without keeping the caller for as long as a broker may be silent.

    Without a broker nobody is woken, and nothing is lost: the dispatcher looks by itself each second.
    """
    if time.monotonic() > _silent_until and _waking.acquire(blocking=False):
        threading.Thread(target=_wake, name="wake-dispatcher", daemon=True).start()


def _wake() -> None:
    global _silent_until
    try:
        with app.connection_for_write(transport_options=QUICK) as broker:
            app.send_task("kernel.tasks.dispatch", connection=broker, retry=False, expires=30)
    except (OperationalError, RedisError):
        _silent_until = time.monotonic() + HOLD_OFF
    finally:
        _waking.release()
