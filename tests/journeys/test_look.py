"""The pages that belong to no journey look right, and signing in works for everybody who cannot see or use a mouse."""

from playwright.sync_api import Page

from tests.journeys.looking import System, look, sign_in, sign_out


def test_every_component_is_accessible_and_fits_a_narrow_screen(system: System, page: Page) -> None:
    page.goto(f"{system.base_url}/components/")
    look(page)


def test_a_refused_form_says_so_in_the_title_and_takes_the_reader_to_the_field(system: System, page: Page) -> None:
    page.goto(f"{system.base_url}/sign-in/")
    look(page)
    page.fill("[name=login]", "not an address")
    page.click("[data-test=form-submit]")
    assert page.title() == "Error: Sign in - NHS Manager Register"
    look(page)
    page.click("[data-test=error-summary] a >> nth=0")
    assert page.evaluate("document.activeElement.name") == "login"
    assert page.input_value("[name=login]") == "not an address"


def test_somebody_signs_in_and_out_again(system: System, page: Page) -> None:
    user = system.user("caseworker")
    sign_in(page, system, user)
    look(page)
    sign_out(page)
    look(page)


def test_an_address_that_is_not_there_says_what_to_do(system: System, page: Page) -> None:
    page.goto(f"{system.base_url}/no-such-page/")
    assert page.text_content("h1") is not None
    look(page)


def test_the_components_are_for_development_only(empty_system: System, page: Page) -> None:
    response = page.goto(f"{empty_system.base_url}/components/")
    assert response is not None
    assert response.status == 404
