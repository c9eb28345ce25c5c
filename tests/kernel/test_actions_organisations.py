"""Organisations come from the published files whole or not at all, and keep their history."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from kernel.actions import add_organisation, change_organisation, import_organisations
from kernel.actions.organisations import CodeTaken, FileRefused
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import Organisation
from kernel.queries import changes_of, organisations, system_user_id
from tests.factories.kernel import organisation

FILE = Path(__file__).parents[2] / "kernel/reference/ods_nhs_trusts_2025-07.csv"

pytestmark = pytest.mark.django_db


def line(code: str = "RZ1", name: str = "SHIRE NHS TRUST", opened: str = "20010401", closed: str = "") -> str:
    cells = [code, name, "Y56", "QMJ", "4TH FLOOR", "729 THE RIDGE", "", "ST. IVES", "", "NW1 0PE", opened, closed]
    return ",".join(f'"{cell}"' for cell in [*cells, *[""] * 15]) + "\r\n"


def bring_in(*lines: str) -> dict[str, int]:
    with acting(user=system_user_id()):
        return import_organisations(lines=lines, organisation_class="nhs_trust")


def test_the_published_file_comes_in_with_names_that_people_can_read() -> None:
    assert bring_in(*FILE.read_text().splitlines(keepends=True)) == {
        "added": 210, "changed": 0, "closed": 0, "unchanged": 0
    }  # fmt: skip
    names = set(Organisation.objects.values_list("name", flat=True))
    assert {
        "Guy's and St Thomas' NHS Foundation Trust",
        "The Queen Elizabeth Hospital, King's Lynn, NHS Foundation Trust",
        "The Newcastle upon Tyne Hospitals NHS Foundation Trust",
        "Isle of Wight NHS Trust",
    } <= names
    assert Organisation.objects.get(code="R1D").address.startswith("Mount McKinley, ")
    assert Organisation.objects.get(code="RMP").address.endswith("Ashton-under-Lyne")
    assert Organisation.objects.get(code="R1C").closed_on == date(2024, 9, 30)


def test_a_newer_file_changes_and_closes_and_the_history_says_what() -> None:
    bring_in(line(), line("RZ2"))
    counts = bring_in(line(closed="20260331"), line("RZ2", "SHIRE AND VALE NHS TRUST"), line("RZ3"))
    assert counts == {"added": 1, "changed": 1, "closed": 1, "unchanged": 0}
    closed = Organisation.objects.get(code="RZ1")
    assert changes_of(closed)[0].fields == {"closed_on": (None, date(2026, 3, 31))}
    assert changes_of(closed)[0].reason == "ODS file"
    renamed = changes_of(Organisation.objects.get(code="RZ2"))[0].fields
    assert renamed == {"name": ("Shire NHS Trust", "Shire and Vale NHS Trust")}


def test_an_organisation_is_open_on_its_last_day_and_not_after() -> None:
    bring_in(line(closed="20260331"))
    last = date(2026, 3, 31)
    assert organisations(open_on=last).exists()
    assert Organisation.objects.get().is_open_on(last)
    assert not organisations(open_on=date(2026, 4, 1)).exists()
    assert organisations(closed_before=date(2026, 4, 1)).exists()


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("a,b\n", "27 columns"),
        (line(code="R-1"), "organisation code"),
        (line(name=""), "must be a name"),
        (line(opened="2001-04-01"), "YYYYMMDD"),
        (line(opened="20200101", closed="20190101"), "closes before it opens"),
        (line(name="SHIRE\x00"), "cannot be shown"),
        (line(name="X" * 201), "more than 200"),
        (line(code="RZ9"), "stands twice"),
        ('"' + line(), "not comma-separated"),
    ],
)
def test_one_bad_line_is_named_and_nothing_is_stored(bad: str, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        bring_in(line("RZ9"), bad)
    [(number, fault)] = refused.value.faults
    assert (number, words in fault) == (2, True), fault
    assert not Organisation.objects.exists()


def test_the_command_says_what_it_did_and_exits_by_what_it_found(tmp_path: Path) -> None:
    good, bad, out, errors = tmp_path / "good.csv", tmp_path / "bad.csv", StringIO(), StringIO()
    good.write_text(line(), encoding="utf-8-sig")
    bad.write_bytes(line().encode() + b"\xff\n")
    call_command("import_organisations", str(good), "--class", "health_board", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"added": 1, "changed": 0, "closed": 0, "unchanged": 0}
    assert Organisation.objects.get().organisation_class == "health_board"
    for file, status in ((bad, 1), (tmp_path / "none.csv", 2)):
        with pytest.raises(SystemExit) as stopped:
            call_command("import_organisations", str(file), stderr=errors)
        assert stopped.value.code == status
    assert f"{bad}:2: " in errors.getvalue()
    with pytest.raises(CommandError):
        call_command("import_organisations", str(good), "--class", "castle")


def test_a_body_no_file_has_is_entered_once() -> None:
    with acting(user=system_user_id()):
        add_organisation(code="QMJ", name="Board", organisation_class="integrated_care_board", opened_on=None)
        with pytest.raises(CodeTaken, match="QMJ"):
            add_organisation(code="QMJ", name="Other", organisation_class="other", opened_on=None)
    assert Organisation.objects.get().name == "Board"


def test_a_correction_keeps_its_reason_and_no_closing_comes_before_the_opening() -> None:
    trust = organisation()
    asked = {"name": "Vale Trust", "organisation_class": "nhs_trust", "reason": "Misspelt"}
    with acting(user=system_user_id()):
        change_organisation(organisation=trust, closed_on=None, **asked)
        with transaction.atomic():
            Organisation.objects.update(opened_on=date(2020, 1, 1))
        with pytest.raises(ActionRefused, match="cannot close before"):
            change_organisation(organisation=trust, closed_on=date(2019, 1, 1), **asked)
    assert [change.reason for change in changes_of(trust)][1] == "Misspelt"
