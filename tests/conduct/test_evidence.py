"""Exhibits: what goes out of a case, and who looked at it first."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from conduct import actions, queries
from conduct.models import CaseFile, Disclosure, ExhibitVersion
from conduct.rules import evidence as rules
from conduct.rules.independence import NotIndependent
from conduct.workflow import Status
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT, exhibit
from tests.factories.files import examined
from tests.factories.kernel import user_with
from tests.races import refusals


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.CLAMD_URL = tmp_path, ""


def redacted(found: CaseFile, by: User) -> ExhibitVersion:
    """The next version of an exhibit, not checked yet."""
    said = "Line 1, a name: it bears on nothing."
    return actions.redact(exhibit=found, file=examined(b"Minutes."), redactions=said, by=by, at=OPENED_AT)


def check(version: ExhibitVersion, by: User, *, passed: bool = True) -> ExhibitVersion:
    return actions.check_version(version=version, passed=passed, words="Every line.", by=by, at=OPENED_AT)


def give(found: CaseFile, by: User, *versions: ExhibitVersion) -> list[Disclosure]:
    return actions.disclose(case=found.case, versions=versions, by=by, at=OPENED_AT)


@pytest.mark.parametrize(
    ("redactions", "marked", "passed", "goes_out"),
    [
        ("", False, None, True),
        ("", False, True, True),
        ("", False, False, False),
        ("", True, None, False),
        ("", True, True, True),
        ("", True, False, False),
        ("A name", False, None, False),
        ("A name", False, True, True),
        ("A name", False, False, False),
        ("A name", True, None, False),
        ("A name", True, True, True),
        ("A name", True, False, False),
    ],
)
@pytest.mark.django_db
def test_what_is_left_out_or_could_name_a_reporter_goes_out_only_after_a_second_person(
    redactions: str, marked: bool, passed: bool | None, goes_out: bool
) -> None:
    """By the rule; and by PostgreSQL, to whoever writes the row without it."""
    cast, second = Cast(), user_with(Role.CASEWORKER)
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    found = exhibit(case, by=cast.caseworker, may_name_reporter=marked)
    version = redacted(found, cast.caseworker) if redactions else found.versions.get()
    if passed is not None:
        version = check(version, second, passed=passed)
    given = {"redactions": redactions, "may_name_reporter": marked, "passed": passed}
    if goes_out:
        rules.require_disclosable(exhibit=1, **given)  # type: ignore[arg-type]
        assert [one.version for one in give(found, cast.caseworker, version)] == [version]
        return
    with pytest.raises(rules.RedactionUnchecked):
        rules.require_disclosable(exhibit=1, **given)  # type: ignore[arg-type]
    with pytest.raises(rules.RedactionUnchecked):
        give(found, cast.caseworker, version)
    with pytest.raises(IntegrityError, match="checked by a second person first"), transaction.atomic():
        Disclosure.objects.create(version=version, by=cast.caseworker, at=OPENED_AT)


def unmark(version: ExhibitVersion) -> str:
    return f"UPDATE conduct_casefile SET may_name_reporter = false WHERE id = {version.exhibit_id}"


def tell_otherwise(version: ExhibitVersion) -> str:
    return f"UPDATE conduct_casefile SET obtained_from = 'Nobody' WHERE id = {version.exhibit_id}"


def check_own(version: ExhibitVersion) -> str:
    done = "checked_at = now(), passed = true, check_words = 'x'"
    return f"UPDATE conduct_exhibitversion SET checked_by_id = made_by_id, {done} WHERE id = {version.pk}"


def check_again(version: ExhibitVersion) -> str:
    return f"UPDATE conduct_exhibitversion SET passed = true WHERE number = 2 AND exhibit_id = {version.exhibit_id}"


def put_another_file(version: ExhibitVersion) -> str:
    return f"UPDATE conduct_exhibitversion SET served_digest = 'x' WHERE id = {version.pk}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("forged", "says"),
    [
        (unmark, "never unmarked"),
        (tell_otherwise, "never changed"),
        (check_own, "two_people"),
        (check_again, "once"),
        (put_another_file, "once"),
    ],
)
def test_postgresql_refuses_to_change_what_was_kept_or_checked(
    forged: Callable[[ExhibitVersion], str], says: str
) -> None:
    cast = Cast()
    found = exhibit(case_in(Status.INVESTIGATION, cast=cast), by=cast.caseworker, may_name_reporter=True)
    check(redacted(found, cast.caseworker), cast.investigator, passed=False)
    with pytest.raises(IntegrityError, match=says), transaction.atomic(), acting(user=system_user_id()):
        connection.cursor().execute(forged(found.versions.get(number=1)))


@pytest.mark.django_db
def test_before_the_manager_is_asked_nothing_is_disclosed_by_postgresql_too() -> None:
    cast = Cast()
    found = exhibit(case_in(Status.INVESTIGATION, cast=cast), by=cast.caseworker)
    with pytest.raises(rules.NotAskedYet):
        give(found, cast.caseworker, found.versions.get())
    with pytest.raises(IntegrityError, match="asked to respond"), transaction.atomic():
        Disclosure.objects.create(version=found.versions.get(), by=cast.caseworker, at=OPENED_AT)


@pytest.mark.django_db
def test_who_made_a_version_does_not_check_it_and_nobody_checks_it_twice() -> None:
    cast = Cast()
    found = exhibit(case_in(Status.INVESTIGATION, cast=cast), by=cast.caseworker)
    version = redacted(found, cast.investigator)
    with pytest.raises(rules.OwnRedaction):
        check(version, cast.investigator)
    check(version, cast.caseworker)
    with pytest.raises(rules.CheckedAlready):
        check(version, user_with(Role.CASEWORKER))
    with pytest.raises(NotIndependent):
        check(redacted(found, cast.investigator), cast.manager)


@pytest.mark.django_db
def test_the_manager_is_told_by_email_without_a_word_of_what_it_is() -> None:
    cast = Cast()
    found = exhibit(case_in(Status.REPRESENTATIONS, cast=cast), by=cast.caseworker)
    give(found, cast.caseworker, found.versions.get())
    mail = OutboxMessage.objects.get(template="conduct_evidence_disclosed")
    assert "board" not in mail.subject + mail.body
    assert [one.exhibit for one in queries.disclosed_to_manager(case=found.case)] == [found]


@pytest.mark.django_db
def test_who_checked_a_version_never_decides_the_case() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    both = user_with(Role.CASEWORKER, Role.PANEL_CHAIR)
    check(redacted(exhibit(case, by=cast.caseworker), cast.caseworker), both)
    assert both.pk in queries.people_involved(case=case)


@pytest.mark.django_db(transaction=True)
def test_two_who_check_at_once_one_wins_and_one_is_told() -> None:
    cast = Cast()
    version = redacted(exhibit(case_in(Status.INVESTIGATION, cast=cast), by=cast.caseworker), cast.caseworker)
    first, second = cast.investigator, user_with(Role.CASEWORKER)
    late = refusals(lambda: check(version, first), lambda: check(version, second, passed=False))
    assert [type(one) for one in late] == [rules.CheckedAlready]


@pytest.mark.django_db
def test_what_something_was_left_out_of_since_is_not_disclosed_as_it_came() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    found = exhibit(case, by=cast.investigator)
    shown = queries.versions_to_disclose(case=case)
    actions.redact(exhibit=found, file=examined(b"Less."), redactions="A", by=cast.investigator, at=OPENED_AT)
    with pytest.raises(rules.NothingToDisclose, match="a later version"):
        actions.disclose(case=case, versions=shown, by=cast.caseworker, at=OPENED_AT)
