"""The pages of the evidence in a case, and what a manager opens of it."""

from pathlib import Path
from typing import Any

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conduct import queries
from conduct.models import Case, ExhibitVersion
from conduct.workflow import Status
from kernel.models import AccessEvent, User
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT, exhibit
from tests.factories.files import examined, pdf
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


def test_an_exhibit_goes_out_redacted_checked_and_exactly_so_to_the_manager() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    original = exhibit(case, by=cast.investigator, file=examined(b"Nurse Canary wrote this."), may_name_reporter=True)
    keeper, digger, manager = as_user(cast.caseworker), as_user(cast.investigator), as_user(cast.manager)
    sent = {"redactions": "Line 1, who wrote it", "file": SimpleUploadedFile("e1.txt", b"[left out] wrote this.")}
    assert digger.post(at("exhibit_redact", case, 1), sent).status_code == 302
    version = ExhibitVersion.objects.get(number=2)
    none = keeper.get(at("evidence_disclose", case)).content.decode()
    assert "There is nothing to disclose" in none
    own = digger.post(at("exhibit_check", case, 1, 2), {"passed": "yes", "words": "All of it"})
    assert (own.status_code, "You made this version" in own.content.decode()) == (422, True)
    assert "[left out] wrote this." in keeper.get(at("exhibit_check", case, 1, 2)).content.decode()
    assert keeper.post(at("exhibit_check", case, 1, 2), {"passed": "yes", "words": "All of it"}).status_code == 302
    assert "Nothing yet" in manager.get(at("own_case", case)).content.decode()
    assert keeper.post(at("evidence_disclose", case), {"versions": [version.pk]}).status_code == 302
    page = manager.get(at("own_case", case)).content.decode()
    assert at("own_case_evidence", case, version.file_id) in page
    assert version.served_digest in page
    assert manager.get(at("own_case_evidence", case, version.file_id)).content == b"[left out] wrote this."
    assert manager.get(at("own_case_evidence", case, original.file_id)).status_code == 404
    assert manager.get(at("evidence_file", case, version.file_id)).status_code == 403
    assert as_user(user_with(Role.MANAGER)).get(at("own_case_evidence", case, version.file_id)).status_code == 404
    log = keeper.get(at("evidence", case)).content.decode()
    assert "Exhibit 1, version 2" in log
    assert "Version 2 disclosed" in log
    assert AccessEvent.objects.filter(user=cast.manager, noun="conduct.file", allowed=True).exists()


def test_what_can_be_copied_out_from_under_a_black_box_is_shown_to_whoever_checks() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    exhibit(case, by=cast.investigator, file=examined(with_words("Nurse Canary"), "letter.pdf"), may_name_reporter=True)
    shown = as_user(cast.caseworker).get(at("exhibit_check", case, 1, 1)).content.decode()
    assert "Nurse Canary" in shown


def with_words(words: str) -> bytes:
    """A PDF with words that a black box is painted over."""
    made = typst.compile(f"{words} #place(top, rect(width: 9cm, height: 2cm, fill: black))".encode())
    assert isinstance(made, bytes)
    return made


def test_a_check_waits_in_the_work_of_a_second_person_and_of_nobody_else() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    exhibit(case, by=cast.caseworker, file=examined(pdf(), "a.pdf"), may_name_reporter=True)
    words = f"Check exhibit 1 in case {case.reference} before it goes out"
    for user, waits in {
        cast.caseworker: False,
        cast.investigator: True,
        user_with(Role.CASEWORKER): True,
        user_with(Role.INVESTIGATOR): False,
        cast.panel_chair: False,
    }.items():
        assert (words in [item.text for item in queries.work_for(user=user, at=OPENED_AT)]) is waits, user


def test_an_exhibit_says_on_which_allegations_it_bears_and_that_it_could_name_a_reporter() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    exhibit(case, by=cast.investigator)
    digger = as_user(cast.investigator)
    assert digger.post(at("exhibit_tie", case, 1), {"allegations": ["1"]}).status_code == 302
    assert digger.post(at("exhibit_mark", case, 1), {"reason": "The shift it names."}).status_code == 302
    page = digger.get(at("exhibit", case, 1)).content.decode()
    assert "Allegation 1" in page
    assert "a second person checks each version" in page
    assert "Version 1 waits for a check" in digger.get(at("evidence", case)).content.decode()
    removed = as_user(cast.caseworker).post(
        reverse("conduct:allegation_remove", args=[case.reference, 1]), {"seen": queries.last_step(case=case)}
    )
    assert removed.status_code == 302
    assert "Not said" in digger.get(at("exhibit", case, 1)).content.decode()
