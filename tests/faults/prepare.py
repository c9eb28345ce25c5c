"""Puts what callers need into an empty running system, as its operator: `python -m tests.faults.prepare [DAY ...]`.

Prints a program's credentials, a trust's administrator, and people with what a check on each must answer; and for
each day somebody who is barred until its end.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import django

TRUST = "RJ1"


def main() -> None:
    from config.env import load_run_env

    load_run_env()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from kernel.history import ALL, acting
    from kernel.queries import system_user_id

    with acting(user=system_user_id(), tenant=ALL):
        print(json.dumps(_prepared()))


def _prepared() -> dict[str, Any]:
    from django.utils import timezone

    from config.installation import install
    from tests.factories.kernel import organisation

    organisation(TRUST)
    users = [{"email": "administrator@trust.example", "organisation": TRUST, "roles": ["trust_administrator"]}]
    specification = {"trust_users": users, "api_clients": [{"organisation": TRUST, "scopes": []}]}
    made = install(specification=specification, at=timezone.now())
    return {"administrator": made.users[0], "program": made.api_clients[0], "people": list(_people())}


def _people() -> Iterator[dict[str, Any]]:
    from django.utils import timezone

    from kernel.clocks import end_of_day
    from register.rules import Kind
    from tests.factories.register import registered_person, restricted

    orders = {"barred": Kind.BAR, "restricted": Kind.CONDITIONS, "suspended": Kind.SUSPENSION, "no_bar_recorded": None}
    for outcome, kind in orders.items():
        person = registered_person()
        if kind is not None:
            restricted(person, at=timezone.now(), kind=kind)
        subject = {"registration_number": person.registration_number, "date_of_birth": "1974-03-09"}
        yield {"outcome": outcome, "subject": subject}
    for day in map(date.fromisoformat, sys.argv[1:]):
        person = registered_person()
        restricted(person, at=timezone.now(), kind=Kind.BAR, ends_at=end_of_day(day))
        subject = {"registration_number": person.registration_number, "date_of_birth": "1974-03-09"}
        yield {"until": day.isoformat(), "subject": subject}


if __name__ == "__main__":
    main()
