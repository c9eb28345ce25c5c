"""A file that came with a concern goes straight in as an exhibit, and goes out only after a second person's look."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from conduct import actions, queries
from conduct.actions.files import ExhibitAlready
from conduct.models import Case, CaseFile, ConcernFile
from conduct.rules.evidence import RedactionUnchecked
from conduct.rules.summaries import NotTheReader, Reading, require_open_to_all
from conduct.workflow import Status
from kernel.files.store import Copy, read
from kernel.history import acting
from kernel.models import User
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT, exhibit, raised_concern
from tests.factories.files import PLACE, examined, picture

AT = OPENED_AT


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.CLAMD_URL = tmp_path, ""


@pytest.mark.parametrize(
    ("reading", "read_", "number", "refused"),
    [
        ("", 0, 1, True),
        (Reading.SUMMARY, 1, 1, True),
        (Reading.OPEN, 0, 1, True),
        (Reading.OPEN, 1, 1, False),
        (Reading.OPEN, 2, 1, False),
    ],
)
def test_only_what_everybody_may_read_becomes_an_exhibit(reading: str, read_: int, number: int, refused: bool) -> None:
    if not refused:
        require_open_to_all(reading=reading, read=read_, number=number)
        return
    with pytest.raises(NotTheReader):
        require_open_to_all(reading=reading, read=read_, number=number)


def sent(cast: Cast, *, reading: Reading | None = Reading.OPEN) -> tuple[Case, ConcernFile]:
    """A case whose manager was asked, and a picture that came with its concern, read by whoever triaged it."""
    case, concern = case_in(Status.REPRESENTATIONS, cast=cast), raised_concern()
    named = examined(picture(located=True), "ama-osei-phone.jpg")
    actions.add_reporter_file(concern=concern, file=named, at=AT)
    actions.triage_concern(concern=concern, by=cast.caseworker, at=AT)
    actions.join_case(concern=concern, case=case, by=cast.caseworker, at=AT)
    if reading is not None:
        summary = "A picture." if reading == Reading.SUMMARY else ""
        given: dict[str, Any] = {"reading": reading, "summary": summary, "shown": (0, 1), "by": cast.caseworker}
        actions.say_who_reads(concern=concern, at=AT, **given)
    return case, concern.files.get()


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_it_comes_in_as_it_was_sent_names_nobody_and_waits_for_a_check() -> None:
    cast = Cast()
    case, file = sent(cast)
    keeper = as_user(cast.caseworker)
    address = reverse("conduct:exhibit_from_concern", args=[case.reference, file.concern_id, 1])
    assert address in keeper.get(reverse("conduct:evidence", args=[case.reference])).content.decode()
    assert keeper.post(address, {"description": ""}).status_code == 422
    assert keeper.post(address, {"description": "A picture of the board"}).status_code == 302
    made = CaseFile.objects.get()
    assert (made.may_name_reporter, made.concern_file, made.file.digest) == (True, file, file.file.digest)
    assert (made.obtained_how, made.file.name) == ("File 1, sent with the concern", "sent-with-a-concern.jpg")
    handed = read(key=made.file.pk, copy=Copy.SERVED)
    assert PLACE not in handed
    assert b"ama-osei" not in handed
    version = made.versions.get()
    given: dict[str, Any] = {"case": case, "versions": [version], "by": cast.caseworker, "at": AT}
    with pytest.raises(RedactionUnchecked):
        actions.disclose(**given)
    actions.check_version(version=version, passed=True, words="All of it.", by=cast.investigator, at=AT)
    actions.disclose(**given)
    own = as_user(cast.manager).get(reverse("conduct:own_case", args=[case.reference])).content.decode()
    assert "A picture of the board" in own
    assert not {each for each in ("concern", "ama-osei") if each in own.split('data-test="evidence"')[1][:900].lower()}
    assert keeper.get(address).status_code == 404
    with pytest.raises(ExhibitAlready, match="exhibit 1 already"):
        actions.exhibit_from_concern(case=case, file=file, description="A", by=cast.caseworker, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("reading", [None, Reading.SUMMARY])
def test_what_is_read_by_one_alone_is_shown_to_nobody_as_an_exhibit(reading: Reading | None) -> None:
    cast = Cast()
    case, file = sent(cast, reading=reading)
    with pytest.raises(NotTheReader):
        actions.exhibit_from_concern(case=case, file=file, description="A", by=cast.caseworker, at=AT)
    assert queries.reporters_files(case=case, user=cast.caseworker) == []


@pytest.mark.django_db
def test_postgresql_refuses_another_file_another_concern_or_one_that_is_not_marked() -> None:
    cast = Cast()
    case, file = sent(cast)
    made = actions.exhibit_from_concern(case=case, file=file, description="A", by=cast.caseworker, at=AT)
    other = exhibit(case_in(Status.INVESTIGATION), by=cast.caseworker, at=AT)
    whole = {name: getattr(made, name) for name in ("kind", "description", "obtained_from", "obtained_how", "case")}
    spare = raised_concern()
    actions.add_reporter_file(concern=spare, file=examined(picture(located=True), "other.jpg"), at=AT)
    stray = spare.files.get()
    for refused, changes in (
        ("is_marked", {"file": made.file, "concern_file": file, "may_name_reporter": False}),
        ("byte for byte", {"file": other.file, "concern_file": file, "may_name_reporter": True}),
        ("byte for byte", {"file": made.file, "concern_file": stray, "may_name_reporter": True}),
    ):
        with pytest.raises(IntegrityError, match=refused), acting(user=cast.caseworker), transaction.atomic():
            CaseFile.objects.create(**whole, number=9, **changes)
