"""The words that can be copied out of a PDF, also from under a black box. Pure, without Django or the database.

`examining` runs it as `python -m kernel.files.wording`, held down as what cleans a file is.
"""

import io
import json
import sys

from kernel.files.cleaning import hold_down

MOST = 20_000


def words_of(content: bytes) -> str:
    """The first 20,000 characters of a PDF's text, page by page."""
    from pypdf import PdfReader  # only what the file needs is loaded

    found = ""
    for page in PdfReader(io.BytesIO(content), strict=False).pages:
        found += page.extract_text() + "\n"
        if len(found) > MOST:
            break
    return found[:MOST].strip()


def main() -> None:
    """A PDF on standard input; on standard output whether it could be read, and its words."""
    hold_down()
    try:
        said = {"words": words_of(sys.stdin.buffer.read())}
    except Exception:  # whatever the library makes of it: nobody can copy words that no library reads
        said = {"words": ""}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    main()
