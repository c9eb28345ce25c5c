"""A file of a hundred thousand responses taken in, beside a plain COPY of it; and counts of as many."""

import csv
import io
import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from unittest.mock import patch

from django.http import QueryDict
from django.utils import timezone

from consultation.actions import importing
from consultation.actions.imports import draft_import, lay_out, start_import
from consultation.models import Consultation, Response
from consultation.queries import asked_by
from consultation.rules.imports import guessed
from consultation.web.presenters.crossing import cross_page
from consultation.web.presenters.results import results
from kernel.clocks import format_date, today
from kernel.files.examining import examine_table
from kernel.files.tables import ANSWERS
from kernel.history import ALL, acting
from tests import database
from tests.bench.figures import Figure, stopwatch
from tests.factories.consultation import Team, approved

ROWS, ROUNDS = 100_000, 5
HEADINGS = ("Response ID", "I am", "Received", "Q1", "Why", "Q2", "Q3")
COPIED = f"CREATE TABLE copied ({', '.join(f'c{place} text' for place in range(len(HEADINGS)))})"


def figures() -> Iterator[Figure]:
    """`responses_import_s` and `responses_crosstab_s`."""
    with acting(tenant=ALL):
        team = Team()
        held = approved(team, opens_at=timezone.now() - timedelta(days=200), slug="imported")
        content = _file(Random(23))
        with stopwatch() as watch:
            _taken_in(held, team, content)
        assert Response.objects.filter(consultation=held).count() == ROWS
        plain = _copied(content)
        beside = f"a plain COPY {plain:.1f} s"
        yield Figure("responses_import_s", round(watch.seconds, 1), 120, "s", watch.seconds, watch.seconds, beside)
        times = sorted(_counted(held) for _ in range(ROUNDS))
        yield Figure("responses_crosstab_s", round(times[ROUNDS // 2], 2), 1, "s", times[0], times[-1])


def _file(dice: Random) -> bytes:
    """Every row with three answers, two of them in words."""
    words = [f"word{place}" for place in range(6_000)]

    def said() -> str:
        return " ".join(dice.choices(words, k=dice.randrange(5, 30)))

    made, day = io.StringIO(), format_date(today(timezone.now()) - timedelta(days=3))
    kinds, choices = ("public", "manager", "worker"), ("Agree", "Strongly agree")
    writer = csv.writer(made)
    writer.writerow(HEADINGS)
    for place in range(ROWS):
        row = (f"R{place}", dice.choice(kinds), day, dice.choice(choices), said(), "A register", said())
        writer.writerow(row)
    return made.getvalue().encode()


def _taken_in(held: Consultation, team: Team, content: bytes) -> None:
    now = timezone.now()
    table = examine_table(name="answers.csv", content=content, shape=ANSWERS)
    questions = [each for section in asked_by(consultation=held) for each in section.questions]
    draft = draft_import(consultation=held, table=table, by=team.analyst, at=now)
    lay_out(draft=draft, places=guessed(table.headings, questions), at=now)
    start_import(draft=draft, by=team.analyst, at=now)
    with patch.object(importing, "LONGEST", 3_600.0):
        importing.take_in(at=now)


def _copied(content: bytes) -> float:
    with database.as_owner() as cursor:
        cursor.execute(COPIED)
        begin = time.perf_counter()
        cursor.copy_expert("COPY copied FROM STDIN WITH (FORMAT csv, HEADER)", io.BytesIO(content))
        seconds = time.perf_counter() - begin
        cursor.execute("DROP TABLE copied")
        cursor.execute("ANALYZE")
    return seconds


def _counted(held: Consultation) -> float:
    """The slower of a question by another one, filtered, and the page of all counts of a group."""
    asked: list[Any] = [each for section in asked_by(consultation=held) for each in section.questions]
    by_other = QueryDict(f"question={asked[0].pk}&by={asked[1].pk}&respondent_type=public")
    times = []
    for shown, query in ((cross_page, by_other), (results, QueryDict("respondent_type=manager"))):
        begin = time.perf_counter()
        shown(held, query)
        times.append(time.perf_counter() - begin)
    return max(times)
