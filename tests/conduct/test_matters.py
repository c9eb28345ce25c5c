"""Matters against organisations: opened from a concern or a case, linked, noted on, closed once, listed and counted."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from conduct import actions, queries
from conduct.models import CaseNote, MatterLink, OrganisationMatter
from conduct.rules.matters import LinkedAlready, MatterClosed
from conduct.workflow import Status
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT, raised_concern
from tests.factories.kernel import organisation, user_with
from tests.races import refusals

AT = OPENED_AT + timedelta(days=30)


def matter(by: User, **of: Any) -> OrganisationMatter:
    subject = "Nobody on the board reads what the guardian reports."
    return actions.open_matter(organisation=organisation("RJ1"), subject=subject, by=by, at=AT, **of)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_a_matter_is_opened_linked_noted_on_and_closed_on_its_pages() -> None:
    cast, concern = Cast(), raised_concern()
    case = case_in(Status.INVESTIGATION, cast=cast)
    actions.triage_concern(concern=concern, by=cast.caseworker, at=AT)
    organisation("RJ1")
    keeper = as_user(cast.caseworker)
    new = reverse("conduct:concern_matter", args=[concern.pk])
    assert keeper.post(new, {"organisation": "", "subject": ""}).status_code == 422
    assert keeper.post(new, {"organisation": "RJ1", "subject": "The board."}).status_code == 302
    held = OrganisationMatter.objects.get()
    page = reverse("conduct:matter", args=[held.reference])
    assert f"Concern {concern.pk}" in keeper.get(page).content.decode()
    assert held.reference in keeper.get(reverse("conduct:concern", args=[concern.pk])).content.decode()
    link = reverse("conduct:matter_link", args=[held.reference])
    assert "There is no case or concern" in keeper.post(link, {"what": "CC-1999-0001"}).content.decode()
    assert "belongs to this matter already" in keeper.post(link, {"what": str(concern.pk)}).content.decode()
    assert keeper.post(link, {"what": case.reference.lower()}).status_code == 302
    assert held.reference in keeper.get(reverse("conduct:case_linked", args=[case.reference])).content.decode()
    assert (
        keeper.post(reverse("conduct:matter_note", args=[held.reference]), {"text": "Asked them."}).status_code == 302
    )
    shown = keeper.get(page).content.decode()
    assert all(words in shown for words in ("Asked them.", case.reference))
    close = reverse("conduct:matter_close", args=[held.reference])
    assert keeper.post(close, {"reason": ""}).status_code == 422
    assert keeper.post(close, {"reason": "They have changed it."}).status_code == 302
    assert "They have changed it." in keeper.get(page).content.decode()
    assert "This matter is closed" in keeper.post(close, {"reason": "Again."}).content.decode()
    for query, is_there in (("status=open", False), ("status=closed", True)):
        assert (held.reference in keeper.get(f"{reverse('conduct:matters')}?{query}").content.decode()) is is_there


@pytest.mark.django_db
def test_who_may_not_open_a_case_does_not_see_it_in_a_matter_and_few_see_matters() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    held = matter(cast.caseworker, case=case)
    page = reverse("conduct:matter", args=[held.reference])
    gone = user_with(Role.CASEWORKER)
    actions.step_down(case=case, reason="I know her.", by=gone, at=AT)
    assert case.reference not in as_user(gone).get(page).content.decode()
    for user in (cast.investigator, cast.panel_chair, cast.manager, user_with(Role.REGISTRAR)):
        assert as_user(user).get(page).status_code == 403


@pytest.mark.django_db
def test_nothing_is_added_to_a_matter_that_is_closed_and_nothing_changed() -> None:
    by, concern = user_with(Role.CASEWORKER), raised_concern()
    held = matter(by, concern=concern)
    with pytest.raises(LinkedAlready):
        actions.link_to_matter(matter=held, concern=concern, by=by, at=AT)
    actions.close_matter(matter=held, reason="Done.", by=by, at=AT)
    for act in (
        lambda: actions.link_to_matter(matter=held, concern=raised_concern(), by=by, at=AT),
        lambda: actions.note_on_matter(matter=held, text="So", by=by, at=AT),
    ):
        with pytest.raises(MatterClosed):
            act()
    whole: dict[str, Any] = {"matter": held, "by": by, "at": AT}
    for refused, write in (
        ("matter that is closed", lambda: MatterLink.objects.create(**whole, concern=raised_concern())),
        ("matter that is closed", lambda: CaseNote.objects.create(**whole, visibility="team", text="So")),
        ("casenote_on_one_thing", lambda: CaseNote.objects.create(by=by, at=AT, visibility="team", text="So")),
        ("closed once", lambda: OrganisationMatter.objects.update(close_reason="Other")),
        ("closed once", lambda: OrganisationMatter.objects.update(subject="Other")),
    ):
        with pytest.raises(IntegrityError, match=refused), acting(user=by), transaction.atomic():
            write()


@pytest.mark.django_db
def test_learning_counts_matters_of_its_year() -> None:
    by = user_with(Role.CASEWORKER)
    first, _ = matter(by, concern=raised_concern()), matter(by, concern=raised_concern())
    actions.close_matter(matter=first, reason="Done.", by=by, at=AT + timedelta(days=1))
    year = AT.year if AT.month >= 4 else AT.year - 1
    for days, wanted in ((2, (2, 1, 1)), (-1, (0, 0, 0))):
        counted = queries.learning(year=year, at=AT + timedelta(days=days)).matters
        assert (counted["opened"], counted["closed"], counted["open"]) == wanted
    page = as_user(by).get(f"{reverse('conduct:learning')}?year={year}").content.decode()
    assert "Matters against organisations:" in page


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_at_once_one_does() -> None:
    by = user_with(Role.CASEWORKER)
    held = matter(by, concern=raised_concern())
    late = refusals(*[lambda: actions.close_matter(matter=held, reason="Done.", by=by, at=AT)] * 2)
    assert [type(one) for one in late] == [MatterClosed]
