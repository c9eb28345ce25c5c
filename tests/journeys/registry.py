"""A registrar's part: somebody comes on the register, and gets an account."""

from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Page

from tests.journeys.cast import Cast
from tests.journeys.looking import look
from tests.journeys.mail import link_in, mail_to
from tests.journeys.pages import answer, go, open_row, press, says

PASSWORD = "seven quiet herons at dawn"


@dataclass
class Manager:
    """The manager that a journey is about."""

    family_name: str
    given_names: str
    date_of_birth: date
    email: str
    number: str = ""

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"


def a_registered_director(cast: Cast, manager: Manager) -> None:
    """The registrar adds a person, registers them, and gives them a post on the board of RJ1."""
    page = cast.signed_in("registrar")
    go(page, cast.system, "/staff/register/")
    press(page, "Add a person")
    answer(
        page,
        family_name=manager.family_name,
        given_names=manager.given_names,
        date_of_birth=manager.date_of_birth,
        email=manager.email,
    )
    press(page, "Add person")
    says(page, "The person was added.", "Never registered")
    press(page, "Register this person")
    answer(page, grade="full", registered_on=date(2024, 1, 8))
    press(page, "Register")
    press(page, "Add a post")
    answer(
        page, organisation="RJ1", title="Chief operating officer", tier="board_director", started_on=date(2024, 1, 8)
    )
    press(page, "Add the post")
    says(page, "Chief operating officer", "Guy's and St Thomas' NHS Foundation Trust", "No bar recorded")
    manager.number = page.get_by_test_id("number").inner_text()


def an_account_of_their_own(cast: Cast, manager: Manager) -> Page:
    """The registrar invites the manager, who accepts by the link in the mail, signs in and sees their entry."""
    registrar = cast.signed_in("registrar")
    go(registrar, cast.system, f"/staff/register/?q={manager.number}")
    open_row(registrar, manager.number)
    press(registrar, "Invite to an account")
    assert registrar.input_value("[name=email]") == manager.email
    press(registrar, "Send the invitation")
    says(registrar, "The invitation was sent.")
    page = cast.visitor()
    page.goto(link_in(mail_to(cast.system, manager.email, saying="invite"), "/invitations/"))
    look(page)
    answer(page, date_of_birth=manager.date_of_birth, password=PASSWORD, again=PASSWORD)
    press(page, "Make my account")
    says(page, "Your account is ready.")
    entry = cast.window_of({"email": manager.email, "password": PASSWORD})
    go(entry, cast.system, "/me/")
    says(entry, manager.number, "No bar recorded", "Chief operating officer")
    return entry
