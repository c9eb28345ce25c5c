"""The pages of identity custodians; and that nothing anywhere holds an identity in clear."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from conduct import actions
from conduct.models import Concern, IdentityRequest
from config.backups import programs
from kernel import ledger
from kernel.models import AccessEvent
from kernel.outbox import dispatch
from kernel.permissions import Role
from tests.factories.identities import CANARIES, approved, asked, custodian, establish_boxes, sealed_concern
from tests.factories.kernel import user_with
from tests.factories.raising import sent_concern

HOW = ("--inserts", "--enable-row-security")
SAID: dict[str, Any] = {
    "mode": "confidential",
    "name": "Wren Castellane",
    "email": "wren.castellane@example.test",
    "telephone": "07700 900461",
    "other": "Only the bosun had the key.",
    "notices_to": "zzbrindle@example.test",
}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def key_on(page: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()
    return found[1]


@pytest.mark.django_db
def test_a_custodian_is_shown_an_identity_once_after_another_agreed() -> None:
    _, held = sealed_concern()
    first, second = custodian(), custodian()
    base = f"/staff/identities/{held.concern_id}/"
    asking, deciding = signed_in(first), signed_in(second)
    assert asking.post(f"{base}ask/", {"ground": "danger", "reason": "A threat."}).status_code == 302
    request = IdentityRequest.objects.get()
    step = f"{base}requests/{request.pk}/"
    assert asking.post(f"{step}decide/", {"decision": "approve", "reason": "Mine."}).status_code == 422
    assert deciding.post(f"{step}decide/", {"decision": "approve", "reason": "Agreed."}).status_code == 302
    called = asking.post(f"{step}open/")
    waits = asking.post(f"{step}show/", {"key": key_on(called)})
    assert "not open yet" in waits.content.decode()
    actions.open_called(at=timezone.now())
    shown = asking.post(f"{step}show/", {"key": key_on(waits)}).content.decode()
    assert all(fact in shown for fact in ("Wren Castellane", "07700 900461", "Bosun"))
    assert asking.post(f"{step}show/", {"key": key_on(waits)}).status_code == 302
    assert AccessEvent.objects.filter(user=first, noun="conduct.identity", allowed=True).exists()


@pytest.mark.django_db
def test_a_fresh_second_factor_is_asked_for_before_asking_deciding_and_opening(monkeypatch: Any) -> None:
    _, held = sealed_concern()
    first, second = custodian(), custodian()
    step = f"/staff/identities/{held.concern_id}/requests/{approved(held, by=first, second=second).pk}/"
    monkeypatch.setattr("kernel.sign_ins.is_fresh", lambda request, at: False)
    for path in (f"/staff/identities/{held.concern_id}/ask/", f"{step}decide/", f"{step}open/", f"{step}show/"):
        page = signed_in(first).post(path, {"key": "x"})
        assert (
            page.status_code == 302 and "/account/" in page.headers["Location"]
        ) or b"Confirm that it is you" in page.content


@pytest.mark.django_db
def test_a_caseworker_sees_that_something_is_sealed_and_neither_what_nor_the_custodians_pages() -> None:
    concern, held = sealed_concern()
    asked(held, by=custodian())
    client = signed_in(user_with(Role.CASEWORKER))
    page = client.get(f"/staff/concerns/{concern.pk}/").content.decode()
    assert "Raised in confidence" in page
    assert "Name, email address, telephone number" in page
    assert not any(word in page.lower() for word in CANARIES)
    assert client.get("/staff/identities/").status_code == 403
    keeper = signed_in(custodian())
    assert keeper.get(f"/staff/concerns/{concern.pk}/").status_code == 403
    assert concern.what_happened not in keeper.get(f"/staff/identities/{concern.pk}/").content.decode()


@pytest.fixture
def places(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_URL = (tmp_path / "mail").as_uri()
    settings.BOX_KEYRINGS = {box: tmp_path / f"keyring-{box}" for box in live.BOX_KEYRINGS}
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_no_dump_log_mail_ledger_search_or_download_holds_an_identity_or_where_notices_go(
    places: Path, capfd: Any
) -> None:
    establish_boxes()
    sent_concern(Client(), **SAID)
    concern = Concern.objects.get()
    worker, first = user_with(Role.CASEWORKER), custodian()
    actions.triage_concern(concern=concern, by=worker, at=timezone.now())
    actions.send_message(concern=concern, text="Which ward was it?", by=worker, at=timezone.now())
    request = approved(concern.identity, by=first, at=timezone.now())
    asking = signed_in(first)
    step = f"/staff/identities/{concern.pk}/requests/{request.pk}/"
    key = key_on(asking.post(f"{step}open/"))
    actions.open_called(at=timezone.now())
    assert "Wren Castellane" in asking.post(f"{step}show/", {"key": key}).content.decode()
    assert dispatch(at=timezone.now()) == 2
    ledger.seal()
    held = {
        "dump": dumped(),
        "ledger": capture(capfd, "ledger", "export"),
        "pages": pages(concern),
        "files": "".join(path.read_text(errors="replace") for path in places.rglob("*.eml")),
    }
    held["log"] = "".join(capfd.readouterr())
    notices = held["files"].replace("To: zzbrindle@example.test", "")
    words = (*CANARIES, "zzbrindle")
    found = {place for place, text in {**held, "files": notices}.items() for word in words if word in text.lower()}
    assert found == set()
    assert "You know where" in notices
    assert concern.about_name in held["dump"]


def dumped() -> str:
    """All of this database as its owner dumps it."""
    dumping = programs.start("pg_dump", *HOW, str(connection.settings_dict["NAME"]), stdout=subprocess.PIPE)
    out, said = dumping.communicate()
    assert dumping.returncode == 0, said
    return str(out.decode())


def capture(capfd: Any, *command: str) -> str:
    capfd.readouterr()
    call_command(*command)
    return str(capfd.readouterr().out)


def pages(concern: Concern) -> str:
    """What staff who search, list and download are shown."""
    worker, auditor = signed_in(user_with(Role.CASEWORKER)), signed_in(user_with(Role.AUDITOR))
    shown = [
        worker.get("/staff/concerns/"),
        worker.get(f"/staff/concerns/{concern.pk}/"),
        worker.get("/staff/register/", {"q": "zz"}),
        auditor.get("/staff/access/download/"),
        auditor.get("/staff/identities/"),
        auditor.get(f"/staff/identities/{concern.pk}/"),
    ]
    return json.dumps([page.getvalue().decode() for page in shown])
