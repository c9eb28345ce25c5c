"""A named concern, taken by eight people and more from its receipt to a decision that two of them publish."""

from datetime import date

from tests.journeys import casework, hearing, registry, reporting
from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, is_silent, press, says

MANAGER = registry.Manager(
    family_name="Okonjo-Hale",
    given_names="Perpetua",
    date_of_birth=date(1969, 2, 3),
    email="p.okonjo-hale@example.test",
)


def test_a_named_concern_leads_to_a_published_decision(cast: Cast) -> None:
    registry.a_registered_director(cast, MANAGER)
    entry = registry.an_account_of_their_own(cast, MANAGER)
    reporting.a_named_concern(cast, MANAGER)
    case = casework.a_case_opened(cast, MANAGER)
    casework.an_investigation(cast, case)
    casework.a_response(cast, case, entry)
    casework.two_examiners(cast, case)
    hearing.a_hearing(cast, case, entry)
    casework.a_determination(cast, case, casework.SUSPENSION)
    casework.a_decision_served(cast, case, entry, casework.SUSPENSION)
    a_publication(cast, case)


def a_publication(cast: Cast, case: str) -> None:
    """Prepared by one, who leaves a passage out and says why; checked and published by another; read by anybody."""
    first, second, visitor = cast.signed_in("caseworker"), cast.signed_in("caseworker", nth=1), cast.visitor()
    page = f"/staff/cases/{case}/outcome/publication/"
    go(first, cast.system, page)
    press(first, "Prepare the publication")
    press(first, "Prepare")
    press(first, "Leave something out")
    answer(first, passage="Words that stand nowhere", because="others")
    press(first, "Leave it out")
    says(first, "There is a problem")
    answer(first, passage="two witnesses")
    press(first, "Leave it out")
    says(first, "It is left out.", "You prepared this")
    go(second, cast.system, page)
    answer(second, reason="I check what is published.")  # the case is another's work
    press(second, "Open it")
    press(second, "Check and publish")
    press(second, "I have checked it: publish")
    says(second, "The decision is published.")
    go(visitor, cast.system, f"/register/{MANAGER.number}/")
    press(visitor, case)
    says(visitor, casework.ALLEGATION, "identifies somebody else", "The audit log and")
    is_silent(visitor, "two witnesses", "Pettigrew")
