"""A new key for reporters' identities: everything sealed again to it, by the one process that may open anything."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from conduct.actions import reseal_identities
from kernel.models import Box
from kernel.sealed_boxes import establish, renew


class Command(BaseCommand):
    help = "Make a new key for the identities of reporters, and seal everything again to it."

    def handle(self, *args: Any, **options: Any) -> None:
        """What an earlier run left undone is done first; then a new key is made, and everything sealed to it."""
        establish(box=Box.IDENTITIES)
        left = reseal_identities(at=timezone.now())
        if left:
            self.stdout.write(f"{left} identities that an earlier run had left are sealed again. Run it once more.")
            return
        renew(box=Box.IDENTITIES)
        done = reseal_identities(at=timezone.now())
        self.stdout.write(f"A new key is made, and {done} identities are sealed to it. Copy the folder of keys now.")
