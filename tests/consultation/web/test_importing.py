"""A file of responses on staff's pages: sent, laid out, counted, taken in; and again, which takes in nothing."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.actions.importing import take_in
from consultation.actions.imports import forget_imports
from consultation.models import Answer, Consultation, ImportDraft, ImportedRow, ImportPart, Response, ResponseImport
from consultation.queries.counting import reconciled
from kernel.clocks import format_date, today
from kernel.history import ALL, acting
from kernel.queries import system_user_id
from tests.attacks.naughty import SCRIPTS, SHEETS
from tests.factories.consultation import SOMEBODY, Team, approved, question
from tests.factories.workbooks import sheet, text, workbook

pytestmark = pytest.mark.django_db
NOW = timezone.now()
STAFF = "/staff/consultations/leading/responses/imports/"
NAME = re.compile('name="([a-z0-9_-]+)"')
SELECTED = re.compile('<option value="([^"]*)" selected')
COUNT = re.compile('data-test="([a-z-]+)">([^<]*)</dd>')


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def held(team: Team) -> Consultation:
    return approved(team, opens_at=NOW - timedelta(days=20))


@pytest.fixture
def client(held: Consultation, team: Team) -> Client:
    browser = Client()
    browser.force_login(team.analyst)
    return browser


def content(*rows: tuple[str, ...]) -> bytes:
    made = io.StringIO()
    day = format_date(today(NOW - timedelta(days=2)))
    csv.writer(made).writerows(
        [("Who", "Received", "Q1", "Why", "By what?"), *((one[0], day, *one[1:]) for one in rows)]
    )
    return made.getvalue().encode()


def lay_out(client: Client, file: bytes, name: str = "answers.csv", **places: str) -> str:
    """The address of what follows once the columns are chosen, as they are guessed but for `places`."""
    address = client.post(f"{STAFF}new/", {"file": SimpleUploadedFile(name, file)})["Location"]
    selects = client.get(address).content.decode().split("<select")[1:]
    chosen = {NAME.findall(one)[0]: (SELECTED.findall(one) or [""])[0] for one in selects}
    response = client.post(address, chosen | {"respondent_type": "0"} | places)
    assert response.status_code == 302, unescape(response.content.decode())
    return str(response["Location"])


def counts(client: Client, address: str) -> dict[str, str]:
    return {name: count.strip() for name, count in COUNT.findall(client.get(address).content.decode())}


def work() -> None:
    with acting(user=system_user_id(), tenant=ALL):
        take_in(at=timezone.now())


def test_a_file_is_taken_in_once_however_often_it_is_sent(held: Consultation, client: Client, team: Team) -> None:
    assert "No files yet" in client.get(STAFF).content.decode()
    rows = [
        ("manager", "Agree", "Two\nlines", "A register; A list of those barred"),
        ("worker", "Maybe", "", ""),
        ("manager", "Disagree", "", "A register"),
        ("public", "Agree", "", ""),
        ("public", "Agree", "", ""),
    ]
    address = lay_out(client, content(*rows))
    assert counts(client, address) | {"preview": ""} == {"preview": "", "ready": "3", "before": "0", "faulty": "2"}
    shown = unescape(client.get(address).content.decode())
    assert "“Maybe” is no choice of question 1" in shown
    assert "Question 2 is not asked after its other answers" in shown
    assert not Response.objects.exists()
    assert [client.post(address, {"take": "1"}).status_code for _twice in range(2)] == [302, 200]
    work()
    assert counts(client, address)["taken"] == "3"
    assert (ResponseImport.objects.get().good, ImportDraft.objects.count(), ImportPart.objects.count()) == (3, 0, 0)
    taken = ImportedRow.objects.get(row=1).response
    assert (taken.channel, taken.versions.get().entered_by, taken.versions.get().publish) == (
        "import",
        team.analyst,
        "not",
    )
    said = {one.wording.question_id: one for one in Answer.objects.filter(version__response=taken)}
    assert said[question(held, 1).pk].text == "Two\nlines"
    assert said[question(held, 2).pk].chosen == ["c1", "c2"]
    sums = reconciled(consultation=held)
    assert (sums.received, sums.counted, sums.by_channel) == (3, 3, {"import": 3})


def test_a_corrected_file_brings_only_what_is_new(held: Consultation, client: Client, team: Team) -> None:
    rows = [("manager", "Agree", "", ""), ("public", "Agree", "", ""), ("public", "Agree", "", "")]
    for file, fresh in ((rows, 3), ([*rows, ("worker", "Agree", "", ""), rows[1]], 2)):
        address = lay_out(client, content(*file))
        assert counts(client, address)["ready"] == str(fresh)
        client.post(address, {"take": "1"})
        work()
    assert (Response.objects.count(), counts(client, lay_out(client, content(*rows)))["before"]) == (5, "3")
    third = lay_out(client, content(*rows))
    assert client.post(third, {"take": "1"}).status_code == 422
    client.post(third, {"none": "1"})
    assert not ImportDraft.objects.filter(pk=third.rsplit("/", 2)[1]).exists()
    one = ImportedRow.objects.filter(row=1).earliest("pk")
    other = actions.enter_response(
        consultation=held, channel="paper", sender=SOMEBODY, answers={}, received_at=NOW, by=team.analyst, at=NOW
    )
    with pytest.raises(IntegrityError, match="key"), transaction.atomic():
        ImportedRow.objects.create(run=one.run, response=other, row=99, key=one.key)


def test_what_was_taken_in_of_a_workbook_runs_nowhere(held: Consultation, client: Client) -> None:
    cells = [*SCRIPTS, *SHEETS]
    book = workbook(
        sheet(
            text("Reference") + text("Question 1") + text("Comment"),
            *(text(str(n)) + text("agree") + text(_xml(one)) for n, one in enumerate([*cells, "twice"])),
            text("0") + text("agree") + text("same reference"),
        )
    )
    day = today(NOW - timedelta(days=2))
    when = {"received_day-day": str(day.day), "received_day-month": str(day.month), "received_day-year": str(day.year)}
    address = lay_out(client, book, "answers.xlsx", respondent_type="all:public", channel="all:email", **when)
    shown = client.get(address).content.decode()
    assert "<script>alert(1)</script>" not in shown
    assert "Row 1 has the same reference" in shown
    client.post(address, {"take": "1"})
    work()
    assert set(Response.objects.values_list("channel", flat=True)) == {"email"}
    assert Response.objects.count() == len(cells) + 1
    saved = client.get("/staff/consultations/leading/responses/responses.csv").content.decode()
    assert [cell for line in csv.reader(io.StringIO(saved)) for cell in line if cell[:1] in ("=", "+", "@")] == []


def _xml(one: str) -> str:
    return one.replace("&", "&amp;").replace("<", "&lt;").replace("\r", " ")


def test_a_page_says_what_is_missing_and_a_file_that_waits_is_forgotten(client: Client, team: Team) -> None:
    refused = client.post(f"{STAFF}new/", {"file": SimpleUploadedFile("a.csv", b"Q1\n")})
    assert (refused.status_code, "no row below" in refused.content.decode()) == (422, True)
    address = client.post(f"{STAFF}new/", {"file": SimpleUploadedFile("a.csv", b"Q1,Q2\nagree,\n")})["Location"]
    page = unescape(client.post(address, {"reference": "0", "publish": "0"}).content.decode())
    for words in (
        "must have a column of its own",
        "says who answers",
        "one day for every row",
        "one question at least",
    ):
        assert words in page, words
    assert client.get(address.removesuffix("columns/")).status_code == 302
    with acting(user=system_user_id(), tenant=ALL):
        assert forget_imports(at=NOW + timedelta(days=2)) == 1
    assert client.get(address).status_code == 404
    stranger = Client()
    stranger.force_login(team.publisher)
    assert stranger.get(STAFF).status_code == 403
