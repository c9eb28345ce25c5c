"""The guide for integrators is served as pages, whose links lead somewhere."""

import re

import pytest
from django.test import Client

from config.home.guide import FOLDER, guide_pages

pytestmark = pytest.mark.django_db


def test_every_page_of_the_guide_is_served_and_each_of_its_links_leads_somewhere() -> None:
    browser, texts = Client(), {}
    for page in guide_pages():
        reply = browser.get(page.address)
        texts[page.address] = reply.content.decode()
        assert (reply.status_code, texts[page.address].count("<h1")) == (200, 1)
    assert {page.name for page in guide_pages()} >= {path.stem for path in FOLDER.glob("*.md")} - {"README"}
    links = {link for text in texts.values() for link in re.findall(r'href="(/[^"#]*)(?:#[^"]*)?"', text)}
    for link in links - set(texts):
        assert link.startswith("/static/") or browser.get(link).status_code in (200, 302), link
    assert not [text for text in texts.values() if '.md"' in text or ".md#" in text]
    assert browser.get("/api/docs/no-such-page/").status_code == 404


def test_a_page_has_the_house_s_tables_and_code_that_keys_can_reach() -> None:
    text = Client().get("/api/docs/test-identities/").content.decode()
    assert '<td class="nhsuk-table__cell" role="cell">' in text
    assert "NM-99999907-5" in text
    code = Client().get("/api/docs/first-check/").content.decode()
    assert '<pre class="house-code" tabindex="0" role="region" aria-label="Code 1: ' in code
    names = re.findall(r'aria-label="(Code [^"]*)"', code)
    assert len(names) == len(set(names)) > 2
    assert "$BASE_URL/api/v1/token&quot;" in code or '$BASE_URL/api/v1/token"' in code
