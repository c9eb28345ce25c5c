"""People come in from a file, all of them or none, and every bad row is named."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from register import queries
from register.models import Name, Person
from register.rules import RegistrationStatus
from register.rules.imports import COLUMNS
from tests.factories.kernel import organisation

pytestmark = pytest.mark.django_db
HEADER = ",".join(COLUMNS)
OSEI = "P1,Osei,Ama Serwaa,Boateng|Mensah,1974-03-09,T001,Chief executive,board_director,2024-04-01,2026-01-05,a@b.uk"
KHAN = "P2,Khan,Ali,,1980-12-31,,,,,,"


class Ran:
    """What a run of the command said and how it ended."""

    def __init__(self, file: Path, *options: str) -> None:
        out, err = StringIO(), StringIO()
        self.code = 0
        try:
            call_command("import_people", str(file), *options, stdout=out, stderr=err)
        except SystemExit as ended:
            self.code = int(str(ended.code))
        self.out, self.err = out.getvalue(), err.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """`write(row, ...)` makes a file with the header and these rows."""
    organisation(code="T001")

    def made(*rows: str | bytes, header: str = HEADER) -> Path:
        file = tmp_path / "people.csv"
        file.write_bytes(b"\r\n".join(row if isinstance(row, bytes) else row.encode() for row in (header, *rows)))
        return file

    return made


@pytest.mark.django_db(transaction=True)
def test_each_row_becomes_a_person_with_what_the_row_has(write: Any, tmp_path: Path) -> None:
    out = tmp_path / "numbers.csv"
    ran = Ran(write(OSEI, KHAN, ""), "--out", str(out), "--json")
    assert (ran.code, json.loads(ran.out)["added"]) == (0, 2)
    osei, khan = Person.objects.order_by("reference")
    assert out.read_text() == f"reference,registration_number\nP1,{osei.registration_number}\nP2,\n"
    entry = queries.public_entry(number=osei.registration_number or "", at=timezone.now())
    assert entry is not None
    assert (entry.name, entry.status, entry.posts[0].title) == (
        "Ama Serwaa Osei",
        RegistrationStatus.REGISTERED,
        "Chief executive",
    )
    assert sorted(osei.names.values_list("kind", "family_key")) == [
        ("legal", "osei"),
        ("previous", "boateng"),
        ("previous", "mensah"),
    ]
    assert (khan.registration_number, khan.posts.count()) == (None, 0)
    assert [queries.email_of(person=one) for one in (osei, khan)] == ["a@b.uk", ""]
    for record in (osei, osei.names.get(kind="legal"), khan.birth_dates.get()):
        assert (record.history.count(), record.history.get().history_change_reason) == (1, "Imported from a file")


@pytest.mark.django_db(transaction=True)
def test_the_same_row_again_is_skipped_and_a_different_one_refused(write: Any, tmp_path: Path) -> None:
    Ran(write(OSEI))
    number = Person.objects.get().registration_number
    out = tmp_path / "numbers.csv"
    again = Ran(write(OSEI, KHAN, KHAN), "--json", "--out", str(out))
    assert {"added": 1, "skipped": 2}.items() <= json.loads(again.out).items()
    assert f"P1,{number}\n" in out.read_text()
    different = Ran(write(KHAN.replace("Ali", "Alia"), OSEI))
    assert (different.code, "line 2, reference: was imported before" in different.err) == (1, True)
    assert Person.objects.count() == 2


BAD = [
    (",Osei,Ama,,1974-03-09,,,,,,", "reference", "is missing"),
    ("P3,,Ama,,1974-03-09,,,,,,", "family_name", "is missing"),
    ("P3,'-,Ama,,1974-03-09,,,,,,", "family_name", "letter"),
    ("P3,Osei,Ama,Mensah|1,1974-03-09,,,,,,", "previous_family_names", "split by |"),
    ("P3,Osei,Ama,,09/03/1974,,,,,,", "date_of_birth", "like 1974-03-09"),
    ("P3,Osei,Ama,,1974-02-30,,,,,,", "date_of_birth", "real date"),
    ("P3,Osei,Ama,,2974-03-09,,,,,,", "date_of_birth", "future"),
    ("P3,Osei,Ama,,1874-03-09,,,,,,", "date_of_birth", "1900"),
    ("P3,Osei,Ama,,1974-03-09,XX99,Chair,board_director,2024-01-01,,", "organisation", "not the code"),
    ("P3,Osei,Ama,,1974-03-09,T001,,board_director,2024-01-01,,", "job_title", "needs it"),
    ("P3,Osei,Ama,,1974-03-09,T001,Chair,king,2024-01-01,,", "tier", "must be board_director"),
    ("P3,Osei,Ama,,1974-03-09,T001,Chair,board_director,1960-01-01,,", "started_on", "date of birth"),
    ("P3,Osei,Ama,,1974-03-09,,,,,2999-01-01,", "registered_on", "future"),
    ("P3,Osei,Ama,,1974-03-09,,,,,,ama", "email", "email address"),
    ("P1,Osei,Ama,,1974-03-09,,,,,,", "reference", "earlier line"),
    (b"P3,Os\xe9i,Ama,,1974-03-09,,,,,,", "family_name", "UTF-8"),
    (b"P3,Osei,A\x00ma,,1974-03-09,,,,,,", "given_names", "cannot be seen"),
    ("P3,Osei,Ama," + 201 * "x" + ",1974-03-09,,,,,,", "previous_family_names", "200 characters"),
    ("P3,Osei,Ama,,1974-03-09", "", "has 5 fields; the header has 11"),
    ('P3,"Osei"x,Ama,,1974-03-09,,,,,,', "", "quotation mark"),
]


@pytest.mark.parametrize(("row", "field", "text"), BAD)
def test_a_bad_row_is_named_by_line_and_field_and_nothing_is_stored(
    write: Any, row: str | bytes, field: str, text: str
) -> None:
    ran = Ran(write(OSEI, row, KHAN), "--json")
    faults = json.loads(ran.out)["faults"]
    assert [(fault["line"], fault["field"]) for fault in faults] == [(3, field)]
    assert text in faults[0]["text"]
    assert (ran.code, "Nothing was stored" in ran.err, Person.objects.count()) == (1, True, 0)


def test_every_bad_row_is_reported_and_no_numbers_are_written(write: Any, tmp_path: Path) -> None:
    out = tmp_path / "numbers.csv"
    rows = [OSEI, *(row for row, _, _ in BAD)]
    ran = Ran(write(*rows), "--out", str(out))
    assert sorted({int(line.split()[1].rstrip(",:")) for line in ran.err.splitlines()[:-1]}) == list(range(3, 23))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["people.csv"]


def test_a_dry_run_checks_and_counts_and_leaves_nothing(write: Any, tmp_path: Path) -> None:
    ran = Ran(write(OSEI), "--dry-run", "--out", str(tmp_path / "numbers.csv"))
    assert (ran.code, "1 would be added" in ran.out) == (0, True)
    assert (Name.objects.count(), (tmp_path / "numbers.csv").exists()) == (0, False)


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("reference,family_name,given_names", "column date_of_birth is missing"),
        (HEADER + ",nickname", "no column “nickname”"),
        (HEADER + ",email", "email is there twice"),
        ("", "column reference is missing"),
    ],
)
def test_a_wrong_header_is_one_finding_and_says_the_right_one(write: Any, header: str, text: str) -> None:
    ran = Ran(write(OSEI, header=header))
    assert (ran.code, text in ran.err, HEADER in ran.err) == (1, True, True)


def test_a_file_may_leave_out_optional_columns_and_begin_with_a_byte_order_mark(write: Any) -> None:
    file = write("1974-03-09,P1,Osei,Ama", header="\ufeffdate_of_birth,reference,family_name,given_names")
    assert (Ran(file).code, Person.objects.count()) == (0, 1)


def test_a_file_that_cannot_be_read_or_written_is_wrong_usage(write: Any, tmp_path: Path) -> None:
    file = write(OSEI)
    for ran in (Ran(tmp_path / "none.csv"), Ran(file, "--out", str(file)), Ran(file, "--out", "/no/such/folder/x")):
        assert ran.code == 2
        assert ran.err
    assert not Person.objects.exists()


def test_parts_of_a_post_without_an_organisation_are_left_out_with_a_warning(write: Any) -> None:
    ran = Ran(write("P1,Osei,Ama,,1974-03-09,,Chair,,,,"))
    assert (ran.code, "line 2, job_title: is left out" in ran.err, Person.objects.count()) == (0, True, 1)
