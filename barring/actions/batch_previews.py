"""What will come of a file's rows, counted before anything is asked."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from barring.actions.batch_rows import Row, RowFault, question_in, refused
from barring.actions.checks import Question, QuestionRefused, asked_in
from barring.rules.matching import Asked

TOLD = 5
"""How many rows are named of each fault, and shown as they were read."""


def preview_of(*, rows: Iterable[tuple[int, Row]], purpose: str) -> dict[str, Any]:
    """How many rows there are, can be asked, ask what an earlier one asks; and each fault with how many have it.

    The numbers of the first rows go along, and the first that can be asked as they were read. Nothing is looked up.
    """
    faults: Counter[tuple[str, str]] = Counter()
    named: dict[tuple[str, str], list[int]] = defaultdict(list)
    seen: set[int] = set()
    shown: list[dict[str, Any]] = []
    doubles: list[int] = []
    ready = count = 0
    for number, row in rows:
        count += 1
        read = _read(row, purpose)
        if isinstance(read, RowFault):
            kind = (read.code, read.detail)
            faults[kind] += 1
            named[kind] += [number] if faults[kind] <= TOLD else []
            continue
        ready += 1
        question, asked = read
        if (same := hash((asked, question.tier))) in seen:
            doubles.append(number)
        seen.add(same)
        if ready <= TOLD:
            shown.append(_shown(number, question))
    return {
        "rows": count,
        "ready": ready,
        "faults": [[*kind, times, named[kind]] for kind, times in faults.most_common()],
        "doubles": [len(doubles), doubles[:TOLD]],
        "shown": shown,
    }


def _read(row: Row, purpose: str) -> tuple[Question, Asked] | RowFault:
    question = question_in(row=row, purpose=purpose)
    if isinstance(question, RowFault):
        return question
    try:
        return question, asked_in(subject=question.subject)
    except QuestionRefused as refusal:
        return refused(refusal=refusal, client_ref="")


def _shown(number: int, question: Question) -> dict[str, Any]:
    subject = question.subject
    return {
        "row": number,
        "name": f"{subject.given_names} {subject.family_name}".strip(),
        "previous": ", ".join(subject.previous_family_names),
        "born": subject.date_of_birth.isoformat() if subject.date_of_birth else "",
        "number": subject.registration_number,
        "tier": question.tier.value,
    }
