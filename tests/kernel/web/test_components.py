"""Each component is one macro in a file of its own, and stands on the page of components or in a layout."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client, RequestFactory

from config.jinja import address_with, paragraphs
from kernel.web import render
from kernel.web.components import EveryFieldForm, samples

TEMPLATES = Path(__file__).parents[3] / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.jinja"))
MACRO = re.compile(r"{%-? macro (\w+)\(")


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_file_holds_the_one_macro_of_its_name(path: Path) -> None:
    assert MACRO.findall(path.read_text()) == [path.stem]


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_is_named_on_the_page_of_components(path: Path) -> None:
    assert re.search(rf"\b{path.stem}\b", (TEMPLATES / "kernel/components_page.jinja").read_text())


def test_the_page_of_components_shows_each_and_is_no_error_page(client: Client) -> None:
    page = client.get("/components/")
    assert page.status_code == 200
    assert "<title>Components - NHS Manager Register</title>" in page.content.decode()
    assert page.content.count(b"<h1") == 1


def test_a_page_with_a_refused_form_answers_422_and_says_error_in_its_title(rf: RequestFactory) -> None:
    context = {"forms": samples()["forms"], "form": EveryFieldForm({}), **samples()}
    page = render(rf.get("/components/"), "kernel/components_page.jinja", context)
    assert page.status_code == 422
    assert "<title>Error: Components" in page.content.decode()


def test_a_page_link_keeps_the_filters_and_replaces_the_page() -> None:
    assert address_with(samples()["query"], "page", 5) == "?q=osei&page=5"


def test_what_a_table_or_an_error_page_shows_is_text_and_never_markup() -> None:
    table = engines["jinja2"].env.get_template("components/data_table.jinja").module.data_table  # type: ignore[attr-defined]
    shown = table(
        "<i>", ["<i>"], [["<i>"], [{"text": "<i>", "href": '"><i>', "sub": "<i>"}], [{"text": "<i>", "tag": True}]]
    )
    assert "<i>" not in shown
    assert "&lt;i&gt;" in shown


def test_typed_text_becomes_paragraphs_and_never_markup() -> None:
    assert paragraphs("one\r\ntwo\n\n<b>") == "<p>one<br>two</p>\n<p>&lt;b&gt;</p>"
