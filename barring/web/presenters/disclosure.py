"""Which facts about a person an organisation is told, on which basis, and which never.

The basis is that of UK data protection law: who asks must have their own, and say with each check why they ask.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from barring.rules.answers import Purpose

if TYPE_CHECKING:
    from kernel.models import ApiClient

TASK = "Public task"
INTEREST = "Public task, and substantial public interest"

FIELD_HEAD = ["Field", "What it says", "Told when", "Basis"]
_FIELDS = [
    ("outcome, employable_in_role", "Whether the person may hold the post, in one word each", "Always", INTEREST),
    ("match", "Whether one person was found and by what; the registration number", "The number: one person", TASK),
    ("registration", "Status, grade, and since when", "One person", TASK),
    ("restrictions", "Each order that was looked at: its kind, posts, dates, appeal, and where it is published",
     "One person, and the order was served", INTEREST),
    ("annotations", "Warnings and advice that were published; they change no outcome", "One person", INTEREST),
    ("permissions_to_act", "Posts for which a barred person may act all the same", "One person", INTEREST),
    ("next_change", "When the answer changes next, where that is known", "One person", INTEREST),
    ("review", "That a person at the regulator looks at a possible match, and until when", "No answer yet", TASK),
    ("receipt", "A signed record of the answer. Its code for the person tells a finder nothing", "Always", TASK),
    ("events", "That something happened to a watch or check of yours. They name nobody", "As it happens", TASK),
]  # fmt: skip

NEVER = [
    "Anything of a concern, a case or an investigation",
    "A decision before it is served, or a proposal to bar",
    "A date of birth, address or National Insurance number that you did not give",
    "Who else was a possible match",
    "Which other organisations asked about the person, or watch them",
]

BASES = [
    (
        TASK,
        "UK GDPR article 6(1)(e): a task in the public interest, here to protect patients and the public. Your "
        "organisation relies on it too, or on a duty of its own (article 6(1)(c)), for the purpose that it gives "
        "with each check.",
    ),
    (
        INTEREST,
        "UK GDPR articles 9(2)(g) and 10 with the Data Protection Act 2018, schedule 1, paragraphs 10 to 12: "
        "preventing unlawful acts, protecting the public from dishonesty and misconduct, and requirements of "
        "regulators. An appropriate policy document is needed, yours for what you keep.",
    ),
    ("Purposes", "Each check says why it is made: " + ", ".join(purpose.words.lower() for purpose in Purpose) + "."),
]

ASKER_HEAD = ["Who asks", "What it is told", "Scopes"]
_TOLD = {
    "checks": "All the fields of an answer above, of its organisation’s own checks",
    "watches": "References and states of watches; the person is asked about by a check",
    "events": "The feed of events",
    "webhooks": "Events, at your own addresses",
}


def field_rows() -> list[list[str]]:
    return [list(row) for row in _FIELDS]


def asker_rows(programs: Iterable["ApiClient"]) -> list[list[Any]]:
    """People first, then each program that may be used."""
    people = ["People of your organisation, in the browser", [_TOLD["checks"], _TOLD["watches"]], "All of the pages"]
    rows = [
        [one.name, [_TOLD[scope] for scope in one.scopes], ", ".join(one.scopes)]
        for one in programs
        if one.user.is_active
    ]
    return [[name, ". ".join(told), scopes] for name, told, scopes in [people, *rows]]
