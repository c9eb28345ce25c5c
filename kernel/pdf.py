"""Accessible PDFs (PDF/UA-1): the same values make the same bytes."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import typst
from django.conf import settings

TEMPLATES = settings.ROOT / "templates"
OTHER_LETTER = re.compile(
    "[^ -~\u00a0-\u00ac\u00ae-\u024f\u0300-\u036f\u0374-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1"
    "\u03a3-\u0481\u048a-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u203e\u20a0-\u20bf]"
)


def pdf_of(*, template: str, values: Mapping[str, Any], at: datetime) -> bytes:
    """The document that a template of Typst makes of values. `at` is the date that the file says of itself.

    Values go in as JSON and stay text: nothing that somebody typed can be read as a command of the template. Fonts are
    those that come with Typst, so that every machine sets the same lines. They have the letters of Latin, Greek and
    Cyrillic; any other is named by its number, as in [U+738B], since an accessible PDF may have no gaps.
    """
    made = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        sys_inputs={"values": OTHER_LETTER.sub(_named, json.dumps(dict(values), ensure_ascii=False))},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)  # one file, since it was not told where to write
    return made


def _named(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"
