"""Write the status machines into docs/domain.md."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.policy import machine_table

PLACE = re.compile(r"(<!-- machine: ([\w.]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def documented(text: str) -> str:
    """The page with each status machine's table as the code has it."""
    return PLACE.sub(lambda found: f"{found[1]}{machine_table(found[2])}\n{found[3]}", text)


class Command(BaseCommand):
    help = "Bring the tables of status machines in docs/domain.md up to the code."

    def handle(self, *args: Any, **options: Any) -> None:
        page = Path(settings.ROOT) / "docs" / "domain.md"
        page.write_text(documented(page.read_text(encoding="utf-8")), encoding="utf-8")
