"""Workbooks (XLSX) as other programs write them, part by part."""

import io
import zipfile

from kernel.tables import AROUND, DECLARED, MAIN, OFFICE, PACKAGE

DAYS = f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
"""Style 1 shows a number as a day."""


def text(value: str) -> str:
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def number(value: str, *, day: bool = False) -> str:
    return f'<c s="{int(day)}"><v>{value}</v></c>'


def sheet(*rows: str, before: str = "") -> str:
    """The XML of a sheet; each row is its cells."""
    inside = "".join(row if row.startswith("<row") else f"<row>{row}</row>" for row in rows)
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>'


def workbook(*sheets: str, hidden: tuple[int, ...] = (), also: str = "") -> bytes:
    """A workbook of these sheets, those at the places `hidden` not shown; `also` is one more part."""
    listed, linked = "", ""
    made = dict(AROUND)
    for place, xml in enumerate(sheets):
        state = ' state="hidden"' if place in hidden else ""
        listed += f'<sheet name="Sheet {place}" sheetId="{place + 1}"{state} r:id="r{place}"/>'
        linked += f'<Relationship Id="r{place}" Type="{OFFICE}/worksheet" Target="worksheets/{place}.xml"/>'
        made[f"xl/worksheets/{place}.xml"] = xml
    made["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    made["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{linked}</Relationships>'
    made["xl/styles.xml"] = DAYS
    if also:
        made[also] = ""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, DECLARED + content)
    return held.getvalue()
