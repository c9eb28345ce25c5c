"""Who looked at what: searches and lists, reasons for looking outside one's work, the auditor's page, the digest."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conduct.actions.looks import tell_who_looked
from conduct.models import Case
from conduct.workflow import Status
from kernel import access_log
from kernel.access_log import hashes
from kernel.actions import record_access
from kernel.models import AccessEvent, OutboxMessage, User
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.kernel import user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db
AT_NIGHT = datetime(2026, 3, 29, 5, 59, tzinfo=UTC)  # 6:59 in London, on the day its clocks go forward


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return str(response.content.decode())


def answer(client: Client, asked: str, reason: str = "Covering for a colleague") -> Any:
    """Give the reason that a page asks for."""
    hidden = {name: asked.split(f'name="{name}" value="')[1].split('"')[0] for name in ("noun", "reference", "next")}
    return client.post(reverse("kernel:give_reason"), {**hidden, "reason": reason})


def opened(case: Case) -> list[tuple[int, bool, str]]:
    looks = AccessEvent.objects.filter(noun="conduct.case", reference=case.reference, act="opened").order_by("pk")
    return list(looks.values_list("user_id", "outside_work", "reason"))


def test_a_case_of_somebody_else_opens_for_a_reason_that_holds_for_hours_and_for_it_alone() -> None:
    cast = Cast()
    case, other = case_in(Status.RECEIVED, cast=cast), case_in(Status.RECEIVED, cast=cast, person=registered_person())
    colleague = user_with(Role.CASEWORKER)
    client, address = browser(colleague), reverse("conduct:case", args=[case.reference])
    asked = text(client.get(address + "?from=list"))
    assert "Why do you need to see this?" in asked
    assert case.reference not in asked.replace(f'value="{case.reference}"', "").replace(address, "")
    assert opened(case) == []
    assert "at least 10" in text(answer(client, asked, "because"), 422)
    assert answer(client, asked)["Location"] == address + "?from=list"
    assert case.reference in text(client.get(address))
    assert opened(case) == [(colleague.pk, True, "Covering for a colleague")]
    assert "Why do you need" in text(client.get(reverse("conduct:case", args=[other.reference])))
    assert text(browser(cast.caseworker).get(address))
    assert opened(case)[1] == (cast.caseworker.pk, False, "")


def test_a_reason_ends_for_reading_before_it_ends_for_sending_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_in(Status.RECEIVED)
    client, address = browser(user_with(Role.CASEWORKER)), reverse("conduct:case_withdraw", args=[case.reference])
    assert "Why do you need" in text(client.post(address, {"reason": "x"}))
    answer(client, text(client.get(address)))
    assert "Why do you need" not in text(client.get(address))
    assert timedelta(hours=8) == access_log.REASON_FOR_READING < access_log.REASON_FOR_ACTING == timedelta(hours=12)
    monkeypatch.setattr(access_log, "REASON_FOR_READING", timedelta(0))  # as if it had been given eight hours ago
    assert "Why do you need" in text(client.get(address))
    assert "Why do you need" not in client.post(address, {"reason": ""}).content.decode()


@pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_reason_leads_nowhere_else(bad: str) -> None:
    form = {"noun": "conduct.case", "reference": "CC-2026-0001", "next": bad, "reason": "A good enough reason"}
    assert browser(user_with(Role.CASEWORKER)).post(reverse("kernel:give_reason"), form).status_code == 422
    assert not AccessEvent.objects.filter(act="reason").exists()


def test_nobody_learns_from_the_question_whether_a_case_is_there() -> None:
    absent = reverse("conduct:case", args=["CC-2099-0001"])
    assert browser(user_with(Role.AUDITOR)).get(absent).status_code == 404
    case = case_in(Status.RECEIVED)
    hidden = reverse("conduct:case", args=[case.reference])
    assert browser(user_with(Role.INVESTIGATOR)).get(hidden).status_code == 404


def test_a_registrar_is_asked_nothing_about_people_and_everybody_else_who_has_no_case_is() -> None:
    address = reverse("register:person", args=[registered_person().key])
    asks = {
        role: "Why do you need" in text(browser(user_with(role)).get(address))
        for role in (Role.REGISTRAR, Role.CASEWORKER, Role.BARRING_OFFICER, Role.AUDITOR)
    }
    assert [role for role, asked in asks.items() if not asked] == [Role.REGISTRAR]
    cast = Cast()
    case = case_in(Status.RECEIVED, cast=cast)
    assert "Why do you" not in text(browser(cast.caseworker).get(reverse("register:person", args=[case.person.key])))


def test_a_search_is_kept_so_that_it_can_be_found_and_not_read() -> None:
    osei = registered_person(family_name="Osei", given_names="Ama", date_of_birth=date(1974, 3, 9))
    registrar = user_with(Role.REGISTRAR)
    born = {"born-day": "09", "born-month": "3", "born-year": "1974"}
    text(browser(registrar).get(reverse("register:people"), {"q": "Ama ÓSEI", **born, "page": "1"}))
    event = AccessEvent.objects.get(user=registrar, act="listed")
    assert (event.noun, event.found, event.found_count) == ("register.person", [str(osei.key)], 1)
    assert set(event.asked) == set(hashes(["ama osei", "9-3-1974"]))
    assert "osei" not in str(AccessEvent.objects.values()).lower()
    auditor = browser(user_with(Role.AUDITOR))
    for searched in ("osei", "Ama Osei", "9/3/1974"):
        assert registrar.email in text(auditor.get(reverse("kernel:access"), {"searched": searched})), searched
    assert registrar.email not in text(auditor.get(reverse("kernel:access"), {"searched": "boateng"}))
    assert registrar.email in text(auditor.get(reverse("kernel:access"), {"reference": str(osei.key)}))


def test_the_auditor_s_filters_narrow_and_stay_in_the_address() -> None:
    one, other = (user_with(Role.CASEWORKER, name=name) for name in ("Una Looker", "Otto Refused"))
    record_access(
        user_id=one.pk, permission="x", noun="conduct.case", reference="CC-1", reason="Covering", act="opened"
    )
    record_access(user_id=other.pk, permission="x", noun="barring.bar", reference="BAR-1", allowed=False)
    auditor = browser(user_with(Role.AUDITOR))
    day = timezone.localdate()
    today_only = {"since-day": day.day, "since-month": day.month, "since-year": day.year}
    before = {"until-day": 1, "until-month": 1, "until-year": 2026}

    def found(**query: Any) -> set[str]:
        page = text(auditor.get(reverse("kernel:access"), query))
        return {user.name for user in (one, other) if user.email in page}

    assert found() == found(**today_only) == {"Una Looker", "Otto Refused"}
    assert found(**before) == set()
    assert found(person="otto") == found(refused="on") == found(noun="barring.bar") == {"Otto Refused"}
    assert found(with_reason="on") == found(reference="CC-1") == {"Una Looker"}
    page = text(auditor.get(reverse("kernel:access"), {"person": "otto", "refused": "on"}))
    assert 'value="otto"' in page
    assert "checked" in page
    assert "/download/?person=otto&amp;refused=on" in page


def test_the_file_begins_no_cell_as_a_formula_and_is_in_the_log_itself() -> None:
    sly = user_with(Role.CASEWORKER, name="=HYPERLINK(1)")
    for reason in ("@SUM(A1)", " -2+3", "fine\n=cmd|' /C calc'!A0", "＝1+1"):
        record_access(user_id=sly.pk, permission="x", noun="conduct.case", reference="+1", reason=reason)
    auditor = user_with(Role.AUDITOR)
    response = browser(auditor).get(reverse("kernel:access_download"), {"person": "HYPERLINK"})
    assert response["Content-Disposition"].startswith('attachment; filename="access-log-')
    cells = [cell for row in csv.reader(StringIO(text(response))) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))]
    assert not [cell for cell in cells if "\n" in cell]
    assert "'@SUM(A1)" in cells
    noted = AccessEvent.objects.get(user=auditor)
    assert (noted.act, noted.noun, noted.found_count) == ("downloaded", "kernel.access", 4)


def test_who_holds_a_case_is_told_in_the_morning_that_others_opened_it_and_nothing_more() -> None:
    cast = Cast()
    case = case_in(Status.RECEIVED, cast=cast)
    for user in (user_with(Role.CASEWORKER), user_with(Role.AUDITOR)):
        client, address = browser(user), reverse("conduct:case", args=[case.reference])
        answer(client, text(client.get(address)))
        text(client.get(address))
        text(client.get(address))
    text(browser(cast.caseworker).get(reverse("conduct:case", args=[case.reference])))
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    tomorrow = timezone.now() + timedelta(days=1)
    assert tell_who_looked(at=tomorrow.replace(hour=3)) == 0
    assert tell_who_looked(at=tomorrow.replace(hour=9)) == 1
    assert tell_who_looked(at=tomorrow.replace(hour=10)) == 0
    message = OutboxMessage.objects.exclude(pk__in=before).get()
    assert message.to == cast.caseworker.email
    assert "2 people who do not work on it opened a case of yours" in message.body
    assert case.reference not in message.body + message.subject
    page = text(browser(cast.caseworker).get(reverse("conduct:looked_at")))
    assert page.count("Covering for a colleague") == 4
    assert "Nobody else" in text(browser(user_with(Role.CASEWORKER)).get(reverse("conduct:looked_at")))


def test_the_morning_is_london_s_and_a_day_that_was_missed_is_made_up_for() -> None:
    cast = Cast()
    case = case_in(Status.RECEIVED, cast=cast)
    look: dict[str, Any] = {
        "user_id": user_with(Role.CASEWORKER).pk,
        "permission": "x",
        "noun": "conduct.case",
        "outside_work": True,
    }
    assert tell_who_looked(at=AT_NIGHT) == tell_who_looked(at=AT_NIGHT + timedelta(minutes=1)) == 0
    record_access(**look, reference=case.reference, reason="Covering for a colleague")
    seen_on = AccessEvent.objects.latest("pk").at
    later = seen_on.replace(hour=9) + timedelta(days=5)
    assert tell_who_looked(at=later) == 1
    assert tell_who_looked(at=later + timedelta(days=1)) == 0


LISTS = {
    Role.REGISTRAR: ("register:people", "register:corrections", "barring:reviews"),
    Role.CASEWORKER: ("conduct:cases", "conduct:concerns", "conduct:looked_at"),
    Role.BARRING_OFFICER: ("barring:bars",),
    Role.AUDITOR: ("kernel:access", "kernel:accounts"),
    Role.TRUST_USER: ("barring:checks",),
}


@pytest.mark.parametrize(("role", "route"), [(role, route) for role, routes in LISTS.items() for route in routes])
def test_every_list_of_people_is_in_the_log(role: Role, route: str) -> None:
    user = user_with(role)
    text(browser(user).get(reverse(route), {"page": "1"}))
    assert list(AccessEvent.objects.filter(user=user).values_list("act", "allowed", "asked")) == [("listed", True, [])]


def test_so_is_one_that_shows_people_beside_a_filter_that_is_wrong() -> None:
    caseworker = user_with(Role.CASEWORKER)
    case = case_in(Status.RECEIVED)
    assert case.reference in text(browser(caseworker).get(reverse("conduct:cases"), {"status": "x"}), 422)
    assert AccessEvent.objects.get(user=caseworker).found == [case.reference]
