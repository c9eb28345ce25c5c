"""Pages and components: what the content security policy and the house style ask of every template."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
ALL = sorted([*TEMPLATES.rglob("*.jinja"), *TEMPLATES.rglob("*.html")])
PAGES = [
    path
    for path in ALL
    if path.relative_to(TEMPLATES).parts[0] not in {"components", "layouts", "emails", "letters"}
    and "{% extends" in path.read_text()
]
INLINE = re.compile(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_template_has_inline_script_or_style_or_marks_text_as_safe(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)
    assert INLINE.findall(text) == []
    assert not re.search(r"(?<!\")\|\s*safe\b", text)  # but for a text written there


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_page_stands_on_a_layout_and_has_a_title(path: Path) -> None:
    text = path.read_text()
    assert re.match(r'{% extends "[\w/]+\.jinja" %}', text)
    parent = re.findall(r'{% extends "([^"]+)" %}', text)[0]
    assert (
        parent.startswith("layouts/")
        or "{% block title" in (TEMPLATES / parent).read_text()
        or "{% block title" in text
    )
    assert text.count("<h1") <= 1


@pytest.mark.parametrize("path", [p for p in ALL if p.parent.name == "components"], ids=name)
def test_a_component_is_one_macro_of_its_own_name(path: Path) -> None:
    assert re.findall(r"{% macro (\w+)\(", path.read_text()) == [path.stem]


def test_every_template_is_used() -> None:
    folders = ("config", "kernel", "register", "conduct", "barring", "consultation")
    sources = [path for folder in folders for path in (TEMPLATES.parent / folder).rglob("*.py")]
    said = "\n".join(path.read_text() for path in [*sources, *ALL])
    ours = [path for path in ALL if path.parent.name != "account"]  # those are asked for by django-allauth
    assert [name(p) for p in ours if name(p) not in said and f'"{p.name.split(".")[0]}"' not in said] == []
