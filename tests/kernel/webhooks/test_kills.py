"""A dispatcher that is killed while it sends events."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kernel.actions.webhooks import add_endpoint
from kernel.events import record_event
from kernel.history import acting
from kernel.models import EventType, WebhookMessage
from kernel.queries import system_user_id
from kernel.webhooks.sending import send_due
from tests.factories.kernel import organisation
from tests.receivers import receiver

ROOT = Path(__file__).parents[3]
EVENTS = 6
KILLED_AT = 3


def dispatcher(place: tuple[str, int], tmp_path: Path) -> subprocess.Popen[bytes]:
    """A process of its own on this test's database."""
    at = connection.settings_dict
    url = f"postgresql://{at['USER']}:{quote(at['PASSWORD'])}@/{at['NAME']}?host={quote(at['HOST'])}&port={at['PORT']}"
    folders = {"STATE_DIR": str(tmp_path), "KEYRING_DIR": str(settings.KEYRING_DIR)}
    environment = os.environ | folders | {"DATABASE_URL": url, "WEBHOOK_EGRESS_ALLOW": f"{place[0]}:{place[1]}"}
    command: list[str | Path] = [sys.executable, ROOT / "manage.py", "dispatch", "--until-idle"]
    return subprocess.Popen(command, env=environment, cwd=ROOT)


@pytest.mark.django_db(transaction=True)
def test_killed_between_the_answer_and_our_note_of_it_it_repeats_that_event_and_no_other(
    settings: Any, tmp_path: Path
) -> None:
    running: list[subprocess.Popen[bytes]] = []
    started = threading.Event()

    def kill(handler: Any) -> None:
        started.wait(20)
        running[0].send_signal(signal.SIGKILL)
        running[0].wait(20)

    with receiver() as there, acting(user=system_user_id()):
        settings.WEBHOOK_EGRESS_ALLOW = {there.place}
        trust, at = organisation(), timezone.now()
        add_endpoint(organisation_id=trust.pk, url=there.address, description="", events=(), at=at)
        written = [
            record_event(organisation_id=trust.pk, type=EventType.CHECK_COMPLETED, at=at).reference
            for _ in range(EVENTS)
        ]
        there.answers = [*[200] * (KILLED_AT - 1), kill]
        running.append(dispatcher(there.place, tmp_path))
        started.set()
        assert running[0].wait(60) == -signal.SIGKILL
        assert WebhookMessage.objects.filter(accepted_at=None).count() == EVENTS - KILLED_AT + 1
        assert send_due(at=timezone.now() + timedelta(minutes=1)) == EVENTS - KILLED_AT + 1
    assert there.ids == Counter(written) + Counter([written[KILLED_AT - 1]])
