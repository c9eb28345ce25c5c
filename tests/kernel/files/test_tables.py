"""Tables that come in from somebody's spreadsheet, and leave for one."""

import io

import pytest
from python_calamine import CalamineWorkbook

from kernel.files import tables
from kernel.files.examining import ExaminedTable, examine_table
from kernel.files.kinds import FileRefused
from kernel.files.tables import rows_in
from kernel.tables import xlsx_pieces
from tests.factories.workbooks import number, sheet, text, workbook

HEADED = text("Name") + text("Born")
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
FAR_APART = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def test_a_workbook_is_read_as_it_was_shown() -> None:
    """Formulas by what was last made of them, numbers and days as text, errors as nothing; one sheet, from its top."""
    book = workbook(
        sheet(text("hidden")),
        sheet(
            "",
            HEADED + text("Number") + text("Worked out"),
            text(" Osei ") + number("27097", day=True) + number("27097") + "<c><f>1+1</f><v>2</v></c>",
            "<c/>",
            '<c t="e"><v>#N/A</v></c>' + number("27097.75", day=True) + number("1.5") + "<c><f>WEBSERVICE(1)</f></c>",
        ),
        sheet(text("another")),
        hidden=(0,),
    )
    about, rows = rows_in(book, ".xlsx")
    assert about == {"sheet": "Sheet 1", "other_sheets": 1, "headings": ["Name", "Born", "Number", "Worked out"]}
    assert list(rows) == [["Osei", "1974-03-09", "27097", "2"], ["", "1974-03-09", "1.5", ""]]


def test_a_csv_file_is_read_line_by_line_and_a_broken_line_breaks_no_other() -> None:
    lines = [
        b"\xef\xbb\xbfName,Born,,",
        b"",
        b'"Osei, Ama", 1974,,',
        b'x,"open',
        b",,,",
        b"\xff,x",
        b"a,b,c",
        b"a\0,b",
        b"y" * 20_000,
        b"z,",
    ]
    about, rows = rows_in(b"\r\n".join(lines), ".csv")
    assert about["headings"] == ["Name", "Born"]
    assert list(rows) == [["Osei, Ama", "1974"], "columns", "encoding", "columns", "encoding", "too_long", ["z", ""]]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", OLD_EXCEL, "password"),
        ("a.xlsx", b"PK\x03\x04 and no more", "no workbook"),
        ("a.xlsx", workbook(sheet(HEADED), also="xl/vbaProject.bin"), "macros"),
        ("a.xlsx", workbook(sheet()), "no sheet"),
        ("a.xlsx", workbook(sheet("<c t='inlineStr'><is><t>&a;</t></is></c>", before=ENTITY)), "cannot be read"),
        ("a.csv", "name,born".encode("utf-16"), "not CSV in UTF-8"),
        ("a.csv", workbook(sheet(HEADED)), "not CSV in UTF-8"),
        ("a.csv", b'"open', "first line"),
        ("a.csv", b",,\n,", "first line"),
    ],
)
def test_what_is_no_table_is_refused_in_words(name: str, content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        rows_in(content, name[1:])


def test_a_table_larger_than_any_list_of_people_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [HEADED] * 9
    for limit, said in (("MOST_ROWS", "may have 3 rows"), ("MOST_CHARACTERS", "far more"), ("MOST_UNPACKED", "far mo")):
        with monkeypatch.context() as patched:
            patched.setattr(tables, limit, 3)
            with pytest.raises(FileRefused, match=said):
                tables._lines(rows_in(workbook(sheet(*rows)), ".xlsx")[1])


def test_a_workbook_that_takes_all_memory_stops_nobody_else() -> None:
    with pytest.raises(FileRefused, match="cannot be read"):
        examine_table(name="staff.xlsx", content=workbook(FAR_APART))
    table = examine_table(name="C:\\lists\\staff.CSV", content="Näme,x\nÓ’Neill\u2028,1".encode())
    assert table == ExaminedTable("staff.CSV", "", 0, ("Näme", "x"), ('["Ó’Neill", "1"]',))
    with pytest.raises(FileRefused, match="CSV file or an XLSX"):
        examine_table(name="staff.xlsm", content=b"x")


def test_a_workbook_that_leaves_has_texts_and_numbers_and_nothing_that_runs() -> None:
    rows = [{"a": place, "b": given} for place, given in enumerate(["=cmd()", "<&>\x01_x0041_", None, " ＋1"])]
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(xlsx_pieces(rows, columns=("a", "b")))))
    assert list(book.get_sheet_by_index(0).iter_rows()) == [
        ["a", "b"],
        [0.0, "'=cmd()"],
        [1.0, "<&>\ufffd_x0041_"],
        [2.0, ""],
        [3.0, "' ＋1"],
    ]
