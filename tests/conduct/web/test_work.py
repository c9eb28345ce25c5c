"""Staff work: the team queue, notes by whom they are for, tasks, saved views, and one timeline."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions, queries
from conduct.models import Case, CaseTask, SavedView
from conduct.queries.timeline import KINDS
from conduct.rules.fairness import Theme
from conduct.rules.notes import NotTheirTask, TaskDone, Visibility
from conduct.rules.witnesses import Measure
from conduct.workflow import Status
from kernel.clocks import today
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT, raised_concern
from tests.factories.kernel import organisation, says_why, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_cases_are_handed_over_together_after_a_look_and_each_is_answered_for() -> None:
    cast, other = Cast(), user_with(Role.CASEWORKER, name="Olu Other")
    first, second = (case_in(Status.TRIAGE, cast=Cast(caseworker=cast.caseworker)) for _ in range(2))
    actions.step_down(case=second, reason="My cousin.", by=other, at=OPENED_AT)
    client = as_user(cast.caseworker)
    queue = client.get("/staff/cases/team/").content.decode()
    assert "Late by" in queue
    assert "nobody has said why yet" in queue
    assert client.post("/staff/cases/team/assign/", {"caseworker": other.pk}).status_code == 422
    given: dict[str, Any] = {
        "cases": [first.reference, second.reference],
        "caseworker": other.pk,
        "reason": "On leave",
    }
    checked = client.post("/staff/cases/team/assign/", given).content.decode()
    assert ("Goes to Olu Other" in checked, "Stays: they had another part" in checked) == (True, True)
    assert Case.objects.filter(caseworker=other).count() == 0
    done = client.post("/staff/cases/team/assign/", {**given, "confirmed": "yes"}).content.decode()
    assert ("1 case is handed over" in done, "Not handed over" in done) == (True, True)
    assert list(Case.objects.filter(caseworker=other)) == [first]


def test_a_note_is_read_by_those_it_is_for_on_page_and_timeline() -> None:
    cast, colleague = Cast(), user_with(Role.CASEWORKER)
    case = case_in(Status.HEARING, cast=cast)
    for visibility in Visibility:
        actions.add_note(case=case, visibility=visibility, text=f"Zeph-{visibility}", by=colleague, at=OPENED_AT)
    seen = {
        colleague: {"team", "holder", "custodians"},
        cast.caseworker: {"team", "holder"},
        cast.investigator: {"team"},
        user_with(Role.AUDITOR): {"team"},
        cast.panel_chair: set(),
    }
    for user, wanted in seen.items():
        client = as_user(says_why(user, "conduct.case", case.reference))
        for page in ("notes/", "timeline/", "timeline/?kind=notes"):
            shown = client.get(f"/staff/cases/{case.reference}/{page}").content.decode()
            assert {one for one in ("team", "holder", "custodians") if f"Zeph-{one}" in shown} == wanted, (user, page)
    manager = as_user(cast.manager).get(f"/me/cases/{case.reference}/").content.decode()
    assert "Zeph-" not in manager


def test_a_task_waits_in_its_owners_work_until_it_is_finished_once() -> None:
    cast, at = Cast(), timezone.now()
    case = case_in(Status.INVESTIGATION, cast=cast)
    client = as_user(cast.caseworker)
    day = today(at)
    answers = {
        "text": "Ring the trust",
        "owner": cast.investigator.pk,
        "due_on-day": day.day,
        "due_on-month": day.month,
        "due_on-year": day.year,
    }
    page = f"/staff/cases/{case.reference}/tasks/new/"
    assert client.post(page, {**answers, "text": ""}).status_code == 422
    assert client.post(page, answers).status_code == 302
    task = CaseTask.objects.get()
    waits = [item for item in queries.work_for(user=cast.investigator, at=at) if "Ring the trust" in item.text]
    assert len(waits) == 1
    assert "Late" in as_user(cast.investigator).get("/staff/").content.decode() or waits[0].due_at
    done: dict[str, Any] = {"task": task, "outcome": "They will write.", "by": cast.investigator, "at": at + DAY}
    actions.finish_task(**done)
    with pytest.raises(TaskDone):
        actions.finish_task(**done)
    with pytest.raises(NotTheirTask):
        actions.add_task(case=case, text="x", owner=user_with(Role.INVESTIGATOR), due_on=day, by=cast.caseworker, at=at)
    with (
        pytest.raises(IntegrityError, match="casetask_end_is_whole"),
        acting(user=cast.caseworker),
        transaction.atomic(),
    ):
        CaseTask.objects.filter(pk=task.pk).update(outcome="")


def test_the_timeline_has_every_kind_and_shows_one_of_them() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    actions.add_note(case=case, visibility=Visibility.TEAM, text="A note", by=cast.caseworker, at=OPENED_AT)
    client = as_user(cast.caseworker)
    every = client.get(f"/staff/cases/{case.reference}/timeline/").content.decode()
    assert ("Take the case on" in every, "A note" in every) == (True, True)
    for kind in KINDS:
        shown = client.get(f"/staff/cases/{case.reference}/timeline/", {"kind": kind.name}).content.decode()
        assert ("A note" in shown) == (kind.name == "notes")


def test_the_timeline_tells_of_concerns_witnesses_representatives_and_recommendations_to_those_who_may_read() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    older = raised_concern(at=OPENED_AT - DAY)
    actions.triage_concern(concern=older, by=cast.caseworker, at=OPENED_AT)
    given: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": OPENED_AT}
    actions.join_case(concern=older, **given)
    case.refresh_from_db()
    assert case.received_at == older.received_at
    friend: dict[str, Any] = {"name": "Zeph Friend", "email": "z@example.test", "kind": "lawyer", "may_respond": True}
    actions.name_representative(case=case, by=cast.manager, at=OPENED_AT, **friend)
    actions.recommend(**given, organisation=organisation("RZ9"), theme=Theme.CULTURE, text="Zeph advice")
    witness = actions.add_witness(**given, name="Zeph Witness", role="Nurse")
    actions.ask_for_measure(witness=witness, measure=Measure.SCREEN, reason="Fear", by=cast.caseworker, at=OPENED_AT)
    shown = {
        user: as_user(user).get(f"/staff/cases/{case.reference}/timeline/").content.decode()
        for user in (cast.caseworker, cast.panel_chair)
    }
    both = ("Take in a concern", "Zeph Friend named", "Recommendation to", "Zeph Witness: added", "asked for")
    assert all(words in page for page in shown.values() for words in both)
    joined = f"Concern {older.pk} joined the case"
    assert [joined in shown[user] for user in (cast.caseworker, cast.panel_chair)] == [True, False]


def test_cases_and_concerns_are_found_by_who_where_and_how_urgent() -> None:
    keeper = user_with(Role.CASEWORKER)
    case = case_in(Status.TRIAGE, cast=Cast(caseworker=keeper), person=registered_person(family_name="Quillfeather"))
    case_in(Status.TRIAGE, cast=Cast(caseworker=keeper))
    trust = organisation("RZ8", name="Zephyr Trust")
    raised_concern(about_name="Zeb Quill", organisation="RZ8")
    raised_concern()
    client = as_user(keeper)

    def found(page: str, **query: str) -> list[str]:
        text = client.get(f"/staff/{page}/", query).content.decode()
        return re.findall(r"(?:CC-\d+-\d+|Concern \d+)(?=</a>)", text)

    assert len(found("cases")) == 2
    assert found("cases", manager="Quillfeather") == [case.reference]
    level = case.risks.values_list("level", flat=True).get()
    assert len(found("cases", risk="immediate")) == 0
    assert len(found("cases", risk=level)) == 2
    assert found("cases", organisation="RZ8") == []
    assert len(found("concerns")) == 2
    assert len(found("concerns", about="quill", unanswered="on")) == 1
    assert len(found("concerns", organisation=trust.name)) == 1
    assert found("concerns", organisation="nowhere") == []


def test_a_view_is_saved_under_a_name_found_again_and_nobody_elses() -> None:
    keeper, other = user_with(Role.CASEWORKER), user_with(Role.CASEWORKER)
    client = as_user(keeper)
    given = {"page": "cases", "name": "Late ones", "query": "late=on&order=due"}
    assert client.post("/staff/views/save/", given).headers["Location"] == "/staff/cases/?late=on&order=due"
    broken = client.post("/staff/views/save/", {**given, "query": "late=on\r\nX: y"})
    assert (broken.status_code, broken.headers["Location"]) == (302, "/staff/cases/?late=on%0D%0AX%3A+y")
    client.post("/staff/views/save/", {**given, "query": "late=on"})
    view = SavedView.objects.get()
    assert view.query == "late=on"
    assert "Late ones" in client.get("/staff/cases/").content.decode()
    assert "Late ones" not in as_user(other).get("/staff/cases/").content.decode()
    assert as_user(other).post(f"/staff/views/{view.pk}/remove/").status_code == 404
    assert client.post("/staff/views/save/", {**given, "name": ""}).status_code == 302
    assert client.post(f"/staff/views/{view.pk}/remove/").status_code == 302
    assert not SavedView.objects.exists()
