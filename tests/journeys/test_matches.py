"""Somebody whom a trust asks about could be one of two people."""

from datetime import date

from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, is_silent, press, says


def test_a_registrar_says_who_was_meant_and_the_trust_reads_the_answer(cast: Cast) -> None:
    one = next(person for person in cast.system.demo["people"] if person["case"] == "namesakes")
    trust, registrar = cast.signed_in("trust_user"), cast.signed_in("registrar")
    go(trust, cast.system, "/trust/checks/new/")
    answer(
        trust,
        family_name=one["family_name"],
        given_names=one["given_names"],
        date_of_birth=date.fromisoformat(one["date_of_birth"]),
        tier="board_director",
        purpose="annual_fit_and_proper",
    )
    press(trust, "Ask")
    says(trust, "Being reviewed", "You will have an answer by")
    is_silent(trust, "NM-")
    asked = trust.get_by_test_id("check-reference").inner_text()
    go(registrar, cast.system, "/staff/possible-matches/")
    go(registrar, cast.system, f"/staff/possible-matches/{asked}/")
    registrar.locator("[name=person]").first.check()
    answer(registrar, reason="The trust's own records have this person's number.")
    press(registrar, "Resolve")
    says(registrar, "The possible match is resolved")
    go(trust, cast.system, f"/trust/checks/{asked}/")
    press(trust, "Read the answer")
    says(trust, "One person matched.", "This resolves an earlier check.")
