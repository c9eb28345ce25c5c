"""A decision published: prepared by one, who says what is left out and why, and checked by another."""

import re

from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, is_silent, press, says


def test_a_decision_is_published_by_two_without_what_they_leave_out(cast: Cast) -> None:
    told = next(one for one in cast.system.demo["people"] if one["case"] == "suspended")
    first, second, visitor = cast.signed_in("caseworker"), cast.signed_in("caseworker", nth=1), cast.visitor()
    entry = f"/register/{told['registration_number']}/"
    go(visitor, cast.system, entry)
    found = re.search(r"CC-\d+-\d+", visitor.locator("main").inner_text())
    assert found
    page = f"/staff/cases/{found[0]}/outcome/publication/"
    go(first, cast.system, page)
    press(first, "Prepare the publication")
    press(first, "Prepare")
    passage = first.get_by_test_id("as-read").locator(".nhsuk-u-reading-width p").first.inner_text()
    press(first, "Leave something out")
    answer(first, passage="Words that stand nowhere", because="others")
    press(first, "Leave it out")
    says(first, "There is a problem")
    answer(first, passage=passage)
    press(first, "Leave it out")
    says(first, "It is left out.", "You prepared this")
    go(second, cast.system, page)
    answer(second, reason="I check what is published.")  # the case is another's work
    press(second, "Open it")
    press(second, "Check and publish")
    press(second, "I have checked it: publish")
    says(second, "The decision is published.")
    go(visitor, cast.system, entry)
    press(visitor, found[0])
    says(visitor, "identifies somebody else")
    is_silent(visitor, passage)
