"""The pages of letters and their templates: they work, refuse beside the question, and show nobody else's."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conduct import actions
from conduct.models import Case, Letter, LetterTemplate
from conduct.workflow import Status
from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.CLAMD_URL = tmp_path, ""


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, case: Case, *args: object) -> str:
    return reverse(f"conduct:{name}", args=[case.reference, *args])


def shown_on(page: str) -> str:
    return page.split('name="shown" value="')[1][:64]


def test_a_letter_is_written_looked_at_sent_and_opened_by_the_manager() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    keeper, manager = as_user(cast.caseworker), as_user(cast.manager)
    assert "No letters" in keeper.get(at("letters", case)).content.decode()
    nothing = keeper.post(at("letter_new", case), {}).content.decode()
    assert "Select a letter" in nothing
    assert "Select to whom you write" in nothing
    assert "Demand for documents" not in nothing
    begun = keeper.post(at("letter_new", case), {"template": "response", "addressee": "manager-0"})
    assert begun.headers["Location"] == at("letter_change", case, 1)
    form = keeper.get(at("letter_change", case, 1)).content.decode()
    assert f"In case {case.reference} you were asked to respond" in form
    said = {"way": "account", "name": "Her", "address": "", "title": "Your time", "body": "Ask if you need more."}
    assert keeper.post(at("letter_change", case, 1), {**said, "body": ""}).status_code == 422
    assert keeper.post(at("letter_change", case, 1), said).status_code == 302
    page = keeper.get(at("letter", case, 1)).content.decode()
    draft = keeper.get(at("letter_pdf", case, 1)).content
    own = at("own_case", case)
    assert draft.startswith(b"%PDF-")
    assert "Your time" not in manager.get(own).content.decode()
    assert keeper.post(at("letter_send", case, 1), {"shown": shown_on(page)}).status_code == 302
    letter = Letter.objects.get()
    assert letter.file
    assert keeper.get(at("letter_pdf", case, 1)).content == draft
    assert at("own_case_letter", case, letter.file_id) in manager.get(own).content.decode()
    assert manager.get(at("own_case_letter", case, letter.file_id)).content == draft
    assert OutboxMessage.objects.filter(template="conduct_letter", to=cast.manager.email).count() == 1
    assert "Letter 1 sent, to Her" in keeper.get(at("case_timeline", case) + "?kind=letters").content.decode()


def test_what_changed_after_it_was_looked_at_is_not_sent() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    keeper = as_user(cast.caseworker)
    keeper.post(at("letter_new", case), {"template": "response", "addressee": "manager-0"})
    page = keeper.get(at("letter", case, 1)).content.decode()
    said = {"way": "account", "name": "Her", "address": "", "title": "Your time", "body": "Other words."}
    keeper.post(at("letter_change", case, 1), said)
    back = keeper.post(at("letter_send", case, 1), {"shown": shown_on(page)}, follow=True).content.decode()
    assert "Look at it again, then send it" in back
    assert keeper.post(at("letter_discard", case, 1)).status_code == 302
    assert not Letter.objects.exists()


def test_a_demand_is_sent_as_a_letter_from_its_page_and_posted() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    digger = as_user(cast.investigator)
    said = {"addressee": "The trust", "what": "The rota", "legal_basis": "Article 9", "channel": "post"}
    actions.demand_documents(case=case, by=cast.investigator, at=timezone.now(), **said)
    assert at("demand_letter", case, 1) in digger.get(at("demands", case)).content.decode()
    assert digger.post(at("demand_letter", case, 1), {"template": "demand"}).status_code == 302
    letter = Letter.objects.get()
    whole = {"way": "post", "name": "The trust", "address": "1 Hill Road", "title": "Demand", "body": letter.body}
    assert (
        "Select how it goes" in digger.post(at("letter_change", case, 1), {**whole, "way": "account"}).content.decode()
    )
    assert "Enter the address" in digger.post(at("letter_change", case, 1), {**whole, "address": ""}).content.decode()
    assert digger.post(at("letter_change", case, 1), whole).status_code == 302
    page = digger.get(at("letter", case, 1)).content.decode()
    digger.post(at("letter_send", case, 1), {"shown": shown_on(page)})
    assert "To be posted" in digger.get(at("demands", case)).content.decode()
    day = timezone.localdate()
    on = {"posted_on-day": str(day.day), "posted_on-month": str(day.month), "posted_on-year": str(day.year)}
    assert digger.post(at("letter_posted", case, 1), on).status_code == 302
    events = digger.get(at("case_timeline", case)).content.decode()
    assert all(words in events for words in ("Demand 1, to The trust", "Letter 1 posted"))


def test_a_template_is_refused_that_names_a_fact_there_is_not_and_keeps_its_versions() -> None:
    keeper = as_user(user_with(Role.CASEWORKER))
    address = reverse("conduct:letter_template", args=["progress"])
    wrong = keeper.post(address, {"title": "Where it stands", "body": "{reporter_name}"})
    assert (wrong.status_code, "There is no fact called {reporter_name}" in wrong.content.decode()) == (422, True)
    assert keeper.post(address, {"title": "Where it stands", "body": "{today}"}).status_code == 302
    assert "Version 2: Where it stands" in keeper.get(address).content.decode()
    assert keeper.post(reverse("conduct:letter_template_new"), {"title": "Sorry", "body": "So"}).status_code == 302
    assert "Sorry" in keeper.get(reverse("conduct:letter_templates")).content.decode()
    assert LetterTemplate.objects.filter(key="progress").count() == 2


def test_nobody_else_reads_the_letters_of_a_case() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    as_user(cast.caseworker).post(at("letter_new", case), {"template": "response", "addressee": "manager-0"})
    for user, status in (
        (cast.manager, 403),
        (cast.panel_chair, 403),
        (user_with(Role.INVESTIGATOR), 404),
        (user_with(Role.AUDITOR), 200),
    ):
        client = as_user(user)
        if status == 200:
            client.post("/reasons/", {})
        answers = {client.get(at(name, case, *args)).status_code for name, *args in (("letters",), ("letter", 1))}
        assert answers <= {status, 200 if status == 200 else status}, user
    other = as_user(Cast().manager)
    assert other.get(at("own_case", case)).status_code == 404
