"""The keys that sign ledger heads and receipts: list them, or sign with a new one from now on."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kernel.models.signing import PURPOSES
from kernel.signatures import PublicKey, public_keys, rotate


class Command(BaseCommand):
    help = "List the signing keys, or rotate those of one purpose. A retired key still verifies."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="every key, newest first")
        listing.add_argument("--json", action="store_true", default=False)
        rotation = verbs.add_parser("rotate", help="make a new key and retire the others of its purpose")
        rotation.add_argument("purpose", choices=PURPOSES)
        rotation.add_argument("--json", action="store_true", default=False)

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "rotate":
            key_id = rotate(purpose=options["purpose"])
            words = f"{options['purpose']}: {key_id} signs from now on."
            self.stdout.write(
                json.dumps({"purpose": options["purpose"], "key_id": key_id}) if options["json"] else words
            )
            return
        keys = [(purpose, key) for purpose in PURPOSES for key in public_keys(purpose=purpose)]
        if options["json"]:
            self.stdout.write(json.dumps([_shown(purpose, key) for purpose, key in keys]))
            return
        for purpose, key in keys:
            until = f"retired {key.retired_at.isoformat()}" if key.retired_at else "signs"
            self.stdout.write(f"{purpose} {key.key_id} from {key.valid_from.isoformat()}, {until}")


def _shown(purpose: str, key: PublicKey) -> dict[str, str | None]:
    return {
        "purpose": purpose,
        "key_id": key.key_id,
        "valid_from": key.valid_from.isoformat(),
        "retired_at": key.retired_at.isoformat() if key.retired_at else None,
    }
