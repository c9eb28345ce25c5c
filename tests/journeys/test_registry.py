"""The register in the hands of registrars, managers and the public."""

from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, open_row, press, says


def given_an_entry(cast: Cast, *, nth: int) -> tuple[str, str]:
    """Somebody of the demonstration data with nothing against them: their name and number."""
    people = [person for person in cast.system.demo["people"] if person["case"] == "no_bar_recorded"]
    return f"{people[nth]['given_names']} {people[nth]['family_name']}", people[nth]["registration_number"]


def test_a_wrong_name_is_corrected_with_a_reason_and_stays_in_the_history(cast: Cast) -> None:
    wrong, number = given_an_entry(cast, nth=1)
    page = cast.signed_in("registrar")
    go(page, cast.system, "/staff/register/")
    answer(page, q=wrong)
    press(page, "Search")
    open_row(page, number)
    press(page, "Correct the name")
    answer(page, given_names="Jordan", reason="")
    press(page, "Correct the name")
    says(page, "There is a problem", "Enter reason for the change")
    assert page.input_value("[name=given_names]") == "Jordan"
    answer(page, reason="The birth certificate says Jordan.")
    press(page, "Correct the name")
    says(page, "The name was corrected.", "Jordan", "The birth certificate says Jordan.")
    says(page, f"Before that the register said: {wrong}")


def test_a_manager_asks_for_a_correction_and_reads_what_a_registrar_decided(cast: Cast) -> None:
    manager, registrar = cast.signed_in("manager"), cast.signed_in("registrar")
    go(manager, cast.system, "/me/")
    press(manager, "Ask us to correct your entry")
    answer(manager, subject="post", text="I have been medical director since May 2025.")
    press(manager, "Send the request")
    go(registrar, cast.system, "/staff/corrections/")
    open_row(registrar, manager.get_by_test_id("signed-in-as").inner_text().strip())
    says(registrar, "I have been medical director since May 2025.")
    press(registrar, "Decide")
    answer(registrar, decision="refuse", reason="The trust tells us that it was June 2025.")
    press(registrar, "Record the decision")
    go(manager, cast.system, "/me/correct/")
    says(manager, "The trust tells us that it was June 2025.")


def test_the_public_finds_somebody_by_a_misspelt_name(cast: Cast) -> None:
    page = cast.visitor()
    go(page, cast.system, "/")
    press(page, "Find a manager on the register")
    answer(page, name="Quilfeather")
    press(page, "Search")
    open_row(page, "Quillfeather")
    says(page, "Quillfeather", "Registered", "No restrictions are published")


def test_the_public_reads_a_published_decision(cast: Cast) -> None:
    page = cast.visitor()
    go(page, cast.system, "/barred/")
    open_row(page, "In effect")
    says(page, "Ground", "In effect from", "Reasons")
