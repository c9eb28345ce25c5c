"""The guide for integrators, docs/api/, as pages in the house's style: the same files, and nothing besides."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from kernel.limits import limited
from kernel.permissions import public
from kernel.web import render

FOLDER = Path(settings.ROOT) / "docs" / "api"
CONTENTS = re.compile(r"^\| \[[^]]+\]\(([a-z-]+)\.md\) \| (.+) \|$", re.MULTILINE)
ELSEWHERE = {"receipt-format": FOLDER.parent / "receipts.md"}
"""Pages of the guide that stand elsewhere in docs/."""
CLASSES = {
    "h2": "nhsuk-heading-m",
    "h3": "nhsuk-heading-s",
    "ul": "nhsuk-list nhsuk-list--bullet",
    "ol": "nhsuk-list nhsuk-list--number",
    "table": "nhsuk-table-responsive",
    "thead": "nhsuk-table__head",
    "tbody": "nhsuk-table__body",
    "tr": "nhsuk-table__row",
    "td": "nhsuk-table__cell",
    "a": "nhsuk-link",
}
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "th": "columnheader", "td": "cell"}


@dataclass(frozen=True, kw_only=True)
class GuidePage:
    """One page: its place in addresses, its heading, what it answers, and its text as HTML without the heading."""

    name: str
    title: str
    answers: str
    text: Markup

    @property
    def address(self) -> str:
        return reverse("api_guide", args=[self.name])


@public()
@limited
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """`/api/docs/<name>/`."""
    pages = guide_pages()
    place = next((place for place, page in enumerate(pages) if page.name == name), None)
    if place is None:
        raise Http404
    following = pages[place + 1] if place + 1 < len(pages) else None
    return render(request, "home/api_guide.jinja", {"page": pages[place], "following": following})


@cache
def guide_pages() -> tuple[GuidePage, ...]:
    """Every page, in the order of docs/api/README.md."""
    found = CONTENTS.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
    named = [*((name, answers, FOLDER / f"{name}.md") for name, answers in found)]
    named += [(name, "reading a receipt without us", path) for name, path in ELSEWHERE.items()]
    return tuple(_page(name, answers, path) for name, answers, path in named)


def _page(name: str, answers: str, path: Path) -> GuidePage:
    tokens = _reader().parse(path.read_text(encoding="utf-8"))
    title, rest = tokens[1].content, tokens[3:]
    for token in _dressed(rest):
        if token.type == "link_open":
            token.attrSet("href", _address(str(token.attrGet("href"))))
    return GuidePage(
        name=name,
        title=title,
        answers=answers.replace("`", ""),
        text=Markup(_reader().renderer.render(rest, _reader().options, {})),  # noqa: S704 - our own files
    )


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("fence", _code)
    reader.add_render_rule("code_block", _code)
    return reader


def _code(_self: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    """A block that can be reached and scrolled by keyboard, as those of the reference."""
    before = next((token.content for token in reversed(tokens[:place]) if token.type == "inline"), "Example")
    number = 1 + sum(token.type in ("fence", "code_block") for token in tokens[:place])
    name = f"Code {number}: {escape(before.strip('`*#: ')[:80], quote=True)}"
    code = escape(tokens[place].content, quote=False)
    return f'<pre class="house-code" tabindex="0" role="region" aria-label="{name}"><code>{code}</code></pre>\n'


def _dressed(tokens: Sequence[Token]) -> Iterator[Token]:
    """Each token, also inside of texts, with the classes and roles that the house's components have."""
    heads: list[str] = []
    column = 0
    for place, token in enumerate(tokens):
        if token.nesting == 1:
            if token.tag in CLASSES:
                token.attrSet("class", CLASSES[token.tag])
            if token.tag in ROLES:
                token.attrSet("role", ROLES[token.tag])
            if token.tag in ("h2", "h3"):
                token.attrSet("id", slugify(tokens[place + 1].content))
        if token.type == "table_open":
            heads = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            token.attrSet("scope", "col")
            heads.append(tokens[place + 1].content)
        elif token.type == "td_open":
            _head(tokens[place + 1], heads[column])
            column += 1
        yield token
        yield from _dressed(token.children or ())


def _head(cell: Token, text: str) -> None:
    """Before a cell its column's heading, which a narrow screen shows."""
    shown = f'<span class="nhsuk-table-responsive__heading" aria-hidden="true">{escape(text)} </span>'
    inside, after = Token("html_inline", "", 0), Token("html_inline", "", 0)
    inside.content, after.content = f'{shown}<span class="house-cell">', "</span>"
    cell.children = [inside, *(cell.children or ()), after]


def _address(link: str) -> str:
    """Where a link from one file to another leads on the pages."""
    name, _, part = link.partition("#")
    elsewhere = {f"../{path.name}": place for place, path in ELSEWHERE.items()}
    if name in elsewhere:
        page = reverse("api_guide", args=[elsewhere[name]])
    elif name in ("README.md", "api/README.md"):
        page = reverse("api_docs")
    elif "/" not in name and name.endswith(".md"):
        page = reverse("api_guide", args=[name.removesuffix(".md")])
    elif name == "verify_receipt.py":
        page = ""  # the text stands on the page itself
    else:
        return link
    return f"{page}#{part}" if part else page
