"""The yearly report of a prescribed person."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from pypdf import PdfReader

from conduct import queries
from conduct.rules.disclosures import part, share, total, year_of
from conduct.rules.raising import Reporter
from kernel.permissions import Role
from tests.factories.conduct import OPENED_AT, raised_concern
from tests.factories.kernel import user_with

PAGE = "/staff/concerns/report/"


def test_a_year_begins_on_the_first_of_april() -> None:
    assert [year_of(datetime(2027, month, day, tzinfo=UTC).date()) for month, day in ((3, 31), (4, 1))] == [2026, 2027]


def test_the_smallest_numbers_are_alike_and_no_part_is_a_total_less_the_others() -> None:
    assert {total(count) for count in range(5)} == {part(count) for count in range(5)} == {"Fewer than 5"}
    assert [total(count) for count in (5, 13)] == ["5", "13"]
    assert [share(count, of=13) for count in (4, 6, 8, 9, 13)] == ["Fewer than 5", "6", "8", "About 10", "About 15"]
    assert [part(count) for count in (5, 7, 8, 12, 13)] == ["About 5", "About 5", "About 10", "About 10", "About 15"]


@pytest.mark.django_db
def test_what_workers_told_us_in_the_year_is_counted_and_nothing_else() -> None:
    worker = Reporter(raised_as="worker", worker_status="employee", detriment="yes", heads=["safety", "duty"])
    for _ in range(6):
        raised_concern(reporter=worker)
    raised_concern(reporter=Reporter(raised_as="worker", worker_status="learner", detriment="no"))
    raised_concern()
    raised_concern(reporter=worker, at=datetime(2027, 3, 31, 23, tzinfo=UTC))  # in London it is April
    found = queries.disclosures(year=2026)
    assert (found.received, found.qualifying, found.waiting, found.acted_on) == (7, 6, 7, 0)
    assert (found.by_status["Employee"], found.by_status["Student or trainee"]) == (6, 1)
    assert (found.by_head["A crime"], found.by_head["A danger to somebody’s health or safety"]) == (0, 6)


@pytest.mark.django_db
def test_page_document_and_table_have_the_same_numbers_and_no_small_one() -> None:
    for _ in range(7):
        raised_concern(reporter=Reporter(raised_as="worker", worker_status="agency", detriment="no"), at=OPENED_AT)
    client = Client()
    client.force_login(user_with(Role.CASEWORKER))
    page = client.get(PAGE, {"year": "2026"}).content.decode()
    assert "1 April 2026 to 31 March 2027" in page
    lines = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}csv/", {"year": "2026"}).content.decode())))
    numbers = {(line["table"], line["what"]): line["number"] for line in lines}
    assert numbers["Figures", "Disclosures of workers received"] == "7"
    assert numbers["How the workers work", "Agency, bank or locum worker, or contractor"] == "About 5"
    assert set(numbers.values()) == {"7", "About 5", "Fewer than 5"}
    document = PdfReader(io.BytesIO(client.get(f"{PAGE}pdf/", {"year": "2026"}).content))
    text = " ".join(sheet.extract_text() for sheet in document.pages)
    assert all(line["number"] in text and line["number"] in page for line in lines)
    assert client.get(PAGE, {"year": "1066"}).status_code == 422
    client.force_login(user_with(Role.INVESTIGATOR))
    assert client.get(PAGE).status_code == 403
