"""The folder of mails that stands for everybody's letter box."""

import email
import email.policy
import re

from tests.journeys.commands import manage
from tests.journeys.looking import System

TRIES = 20


def mail_to(system: System, address: str, *, saying: str) -> str:
    """The text of the mail to an address that has these words. The running dispatcher sends it, or we do."""
    for _ in range(TRIES):
        for path in (system.state / "mail").glob("*.eml"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = mail.get_body()
            text = body.get_content() if body else ""
            if mail["To"] == address and saying in text:
                return str(text)
        manage(system, "dispatch", "--until-idle")
    raise AssertionError(f"No mail to {address} says {saying!r}")


def link_in(text: str, path: str) -> str:
    """The first address in a mail that has this path."""
    found = re.search(rf"https?://\S*{re.escape(path)}\S*", text)
    assert found, text
    return found[0]
