"""What managers say of themselves: it leads to nobody, and the figures made of it name nobody and do not change."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from conduct.actions.equality import NotOver, give_equality, make_fairness_report, withdraw_equality
from conduct.models import EqualityAnswers, FairnessReport
from conduct.queries.equality import own_equality
from conduct.rules.disclosures import year_of, year_span
from conduct.workflow import Status
from kernel.clocks import today
from kernel.history import acting
from kernel.models import AccessEvent
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
YEAR = year_of(today(OPENED_AT))
AFTER = year_span(YEAR)[1] + timedelta(days=1)


def test_a_manager_gives_changes_and_withdraws_and_nothing_leads_from_the_answers_to_them() -> None:
    cast = Cast()
    case = case_in(Status.RECEIVED, cast=cast)
    manager = Client()
    manager.force_login(cast.manager)
    shown = manager.get("/me/equality/").content.decode()
    assert shown.count("Prefer not to say") == 9
    looks = AccessEvent.objects.count()
    assert manager.post("/me/equality/", {"race": "black", "sex": "female"}).status_code == 302
    assert manager.post("/me/equality/", {"race": "mixed"}).status_code == 302
    (row,) = EqualityAnswers.objects.all()
    assert (row.race, row.sex) == ("mixed", "prefer_not")
    assert AccessEvent.objects.count() == looks
    told = {str(value) for value in EqualityAnswers.objects.values().get().values()}
    person = case.person
    known = {str(one) for one in (person.pk, person.key, person.registration_number, cast.manager.pk, case.reference)}
    assert not told & known
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'pseudonym' "
            "AND table_name LIKE 'conduct%' UNION ALL "
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND "
            "'conduct_equalityanswers'::regclass IN (conrelid, confrelid)"
        )
        assert cursor.fetchall() == [("conduct_equalityanswers",)]
    assert "Delete my answers" in manager.get("/me/equality/").content.decode()
    assert manager.post("/me/equality/withdraw/").status_code == 302
    assert not EqualityAnswers.objects.exists()
    assert own_equality(user=cast.manager) == {}
    for change in ({"race": "martian"}, {"pseudonym": "Ama Osei"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EqualityAnswers.objects.create(**{"pseudonym": "0" * 64, **change})


def test_the_figures_of_a_year_are_made_once_after_it_and_hold_no_small_number() -> None:
    managers = [Cast() for _ in range(11)]
    for place, cast in enumerate(managers):
        case_in(Status.RECEIVED, cast=cast)
        answers = {"sex": "female" if place < 4 else "male", "race": "white"}
        give_equality(answers=answers if place else {}, by=cast.manager)
    auditor = user_with(Role.AUDITOR)
    with pytest.raises(NotOver):
        make_fairness_report(year=YEAR, by=auditor, at=AFTER - timedelta(days=2))
    report = make_fairness_report(year=YEAR, by=auditor, at=AFTER)
    tables: dict[str, Any] = {one["characteristic"]: one for one in report.tables}
    assert tables["sex"]["opened"] == [[["female", "male", "not_given"], 11]]
    assert tables["race"]["opened"] == [[["asian", "black", "mixed", "white", "another", "not_given"], 11]]
    assert tables["sex"]["decided"] == []
    withdraw_equality(by=managers[5].manager)
    with pytest.raises(NotOver, match="never made again"):
        make_fairness_report(year=YEAR, by=auditor, at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic(), acting(user=auditor):
        FairnessReport.objects.create(year=YEAR, tables=[], rule_set=report.rule_set, made_by=auditor, made_at=AFTER)
    client = Client()
    client.force_login(auditor)
    page = client.get("/staff/cases/fairness-report/", {"year": YEAR}).content.decode()
    assert "All together" in page
    assert "Too few managers for the other figures" in page
    lines = client.get(f"/staff/cases/fairness-report/{YEAR}/csv/").content.decode()
    assert "Sex,All together,case opened,11" in lines
    assert client.get("/me/equality/").status_code == 403
    assert client.get("/staff/cases/fairness-report/1999/csv/").status_code == 404
