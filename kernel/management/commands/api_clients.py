"""The programs of organisations: list them, or give one another secret when its own may be known to others."""

import json as json_text
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kernel.actions import renew_client_secret
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.queries import api_clients, system_user


class Command(BaseCommand):
    help = "List the programs that use the API, or renew the secret of one: the old one and its tokens stop at once."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="every program, by organisation")
        listing.add_argument("--json", action="store_true")
        renewal = verbs.add_parser("renew", help="print another secret, once")
        renewal.add_argument("client_id")
        renewal.add_argument("--reason", required=True, help="why; kept in history")
        renewal.add_argument("--json", action="store_true")

    def handle(self, *args: Any, verb: str, json: bool, **options: Any) -> None:
        if verb == "renew":
            self._renew(options["client_id"], options["reason"])
            return
        found = [
            {
                "organisation": each.organisation.code,
                "client_id": each.client_id,
                "open": each.user.is_active,
                "granted_to": each.granted_to.client_id if each.granted_to else None,
            }
            for each in api_clients()
        ]
        if json:
            self.stdout.write(json_text.dumps(found))
            return
        for each in found:
            of_another = f" granted to {each['granted_to']}" if each["granted_to"] else ""
            closed = "" if each["open"] else " closed"
            self.stdout.write(f"{each['organisation']} {each['client_id']}{of_another}{closed}")

    def _renew(self, client_id: str, reason: str) -> None:
        try:
            with acting(user=system_user()):
                secret = renew_client_secret(client_id=client_id, reason=reason)
        except ActionRefused as refusal:
            self.stderr.write(refusal.text)
            sys.exit(1)
        self.stdout.write(json_text.dumps({"client_id": client_id, "client_secret": secret}))
