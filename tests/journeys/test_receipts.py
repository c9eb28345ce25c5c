"""A receipt, from the trust that was given it to somebody who does not know whether to believe it."""

from playwright.sync_api import Page

from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, press, says


def test_a_trust_keeps_a_receipt_and_a_stranger_sees_whether_it_is_good(cast: Cast, page: Page) -> None:
    person = next(one for one in cast.system.demo["people"] if one["case"] == "barred")
    asking = cast.signed_in("trust_user", organisation="RJ1")
    go(asking, cast.system, "/trust/checks/new/")
    answer(
        asking,
        registration_number=person["registration_number"],
        family_name=person["family_name"],
        tier=person["tier"],
        purpose="pre_appointment",
    )
    press(asking, "Ask")
    asking.locator("summary").click()
    receipt = asking.get_by_test_id("receipt").inner_text()
    reference = asking.get_by_test_id("check-reference").inner_text()
    with asking.expect_download() as paper:
        asking.get_by_test_id("receipt-pdf").click()
    assert paper.value.suggested_filename == f"{reference}.pdf"

    go(page, cast.system, "/verify/")
    answer(page, receipt=receipt)
    press(page, "Check this receipt")
    says(page, "This receipt is good", "Barred from this post", person["registration_number"])
    assert receipt[:40] not in page.url
    press(page, "Check another receipt")
    answer(page, receipt=f"{receipt[:200]}x{receipt[201:]}")
    press(page, "Check this receipt")
    says(page, "This receipt is not good", "Do not rely on it")
    go(page, cast.system, f"/verify/{reference}/")
    answer(page, code="ABCD-EFGH-JKMN-PQRS")
    press(page, "Check this receipt")
    says(page, "This is not the code of this receipt")
