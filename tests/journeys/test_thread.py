"""One thread through the house: from a concern to a bar to a trust's answer, on a real installation's first day."""

from datetime import date

import pytest

from tests.journeys import barring, casework, hearing, registry, reporting, trusts
from tests.journeys.cast import Cast

MANAGER = registry.Manager(
    family_name="Thistlewood",
    given_names="Marguerite Ann",
    date_of_birth=date(1971, 6, 14),
    email="m.thistlewood@example.test",
)


@pytest.mark.parametrize("cast", ["installed_system"], indirect=True)
def test_a_concern_leads_to_a_bar_that_a_trust_is_told_of_at_once(cast: Cast) -> None:
    registry.a_registered_director(cast, MANAGER)
    entry = registry.an_account_of_their_own(cast, MANAGER)
    trust = trusts.Client(cast.system, "RJ1")

    receipt = reporting.a_concern_raised(cast, MANAGER, cast.visitor())
    reporting.messages_both_ways(cast, MANAGER, receipt)
    case = casework.a_case_opened(cast, MANAGER)
    casework.an_investigation(cast, case)
    casework.a_response(cast, case, entry)
    casework.two_examiners(cast, case)
    hearing.a_hearing(cast, case, entry)
    casework.a_determination(cast, case, casework.REFERRAL)
    trusts.nothing_shows(cast, trust, MANAGER)
    casework.a_decision_served(cast, case, entry, casework.REFERRAL)

    barring.an_officer_cannot_make_it(cast, case)
    trusts.nothing_shows(cast, trust, MANAGER)
    bar = barring.a_bar_made(cast, MANAGER, case, entry)
    trusts.the_bar_shows(cast, trust, MANAGER, bar)
    trusts.a_check_in_the_browser(cast, MANAGER)
