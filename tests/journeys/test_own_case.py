"""A manager's response: read, written in parts and left, returned to, sent once, and receipted."""

from tests.factories.files import picture
from tests.journeys.casework import send_file
from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, is_silent, open_row, press, says

DENIAL = "They asked to move, and I have their letters."
# Of a case whose evidence is gathered, disclosed and written about.
STAFF_PAGES = (
    "evidence/ evidence/1/ evidence/1/redact/ evidence/1/mark/ evidence/1/allegations/ evidence/disclose/ "
    "evidence/demands/ evidence/demands/new/ evidence/witnesses/ evidence/witnesses/new/ evidence/chronology/ "
    "evidence/chronology/new/ evidence/bundles/ evidence/orders/new/ letters/ letters/new/ letters/1/ "
    "letters/2/change/ timeline/ fairness/ matter/"
)
SPOKE_UP = "In January I told the board in writing that the ward was short of nurses."


def test_a_managers_response(cast: Cast) -> None:
    manager, worker = cast.signed_in("manager"), cast.signed_in("caseworker")
    go(manager, cast.system, "/me/cases/")
    open_row(manager, "CC-")
    case = manager.url.rstrip("/").rpartition("/")[2]
    says(manager, "What comes next", "Your contact", "Respond by")
    press(manager, "Respond to the allegations")
    press(manager, "Answer allegation 1")
    answer(manager, stance="denied")
    press(manager, "Keep and go back")
    says(manager, "Say in your own words what you deny")
    answer(manager, text=DENIAL)
    press(manager, "Keep and go back")
    says(manager, "We have kept what you wrote")

    go(worker, cast.system, f"/staff/cases/{case}/")
    is_silent(worker, DENIAL)
    go(manager, cast.system, f"/me/cases/{case}/respond/")
    says(manager, "I deny it", "Last kept on")
    press(manager, "Say that the referral is a reprisal")
    answer(manager, reprisal=SPOKE_UP)
    press(manager, "Keep and go back")
    press(manager, "Send files")
    send_file(manager, "letters.png", picture("PNG"), "Their letters to me", "Send file")

    go(manager, cast.system, f"/me/cases/{case}/respond/check/")
    says(manager, DENIAL, SPOKE_UP, "Their letters to me")
    press(manager, "Send response")
    says(manager, "We have received your response", case, DENIAL)
    go(worker, cast.system, f"/staff/cases/{case}/")
    says(worker, DENIAL, "this referral is a reprisal for speaking up")
    go(worker, cast.system, f"/staff/cases/{case}/manager/")
    says(worker, SPOKE_UP)


def test_the_other_pages_of_a_managers_case(cast: Cast) -> None:
    manager, friend = cast.signed_in("manager"), cast.signed_in("representative")
    go(manager, cast.system, "/me/cases/")
    open_row(manager, "CC-")
    case = manager.url.rstrip("/").rpartition("/")[2]
    for page in ("requests/", "requests/adjustment/", "representatives/"):
        go(manager, cast.system, f"/me/cases/{case}/{page}")
    worker = cast.signed_in("caseworker")
    for page in STAFF_PAGES.split():
        go(worker, cast.system, f"/staff/cases/{case}/{page}")
    for path in ("/staff/matters/", "/staff/letter-templates/", "/staff/cases/team/declarations/"):
        go(worker, cast.system, path)
    for path in ("/me/complaints/", "/me/equality/", "/support/"):
        go(manager, cast.system, path)
    go(friend, cast.system, f"/me/cases/{case}/")
    says(friend, "Where the case stands")
    go(friend, cast.system, "/me/representing/")
