"""Every deadline is in the table of docs/domain.md, keeps the rule set that made it, and says so on its page."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from barring.models import Bar
from barring.workflow import Status as BarStatus
from conduct import actions
from conduct.actions.equality import make_fairness_report
from conduct.rules.disclosures import year_of
from conduct.rules.fairness import Theme
from conduct.rules.interim_orders import InterimStatus
from conduct.workflow import Status, Track
from consultation.actions.inviting import add_consultee
from consultation.rules.inviting import Invitee
from kernel.models import RuleSet, User
from kernel.parameters import PARAMETERS
from kernel.permissions import Role
from tests.builders import Cast, case_in, listed
from tests.factories.api import program
from tests.factories.barring import Office, bar_in
from tests.factories.conduct import raised_concern
from tests.factories.consultation import Team, draft
from tests.factories.identities import approved, sealed_concern
from tests.factories.interim import Bench, interim_order_in, reviewed_by
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

ROOT = Path(__file__).parents[2]
OURS = ("kernel", "register", "conduct", "barring", "consultation")
NAMED = re.compile(r"(?:^|_)(?:due|until|ends?|expires?|expire|review)(?:_|$)")
MEANINGS = {"kernel/parameters.py", "kernel/rulesets.py"}
WITHOUT_UNIT = frozenset({"takes_effect"})


def table() -> str:
    return (ROOT / "docs" / "domain.md").read_text().split("## Deadlines")[1].split("\n## ")[0]


def counted_by() -> set[str]:
    """The parameters of time that any code reads."""
    files = [path for app in OURS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    code = "\n".join(path.read_text() for path in files if str(path.relative_to(ROOT)) not in MEANINGS)
    timed = {parameter.name for parameter in PARAMETERS if parameter.unit or parameter.name in WITHOUT_UNIT}
    return {name for name in timed if re.search(rf"\b{name}\b", code)}


def test_every_date_that_something_is_due_by_or_ends_at_is_in_the_table() -> None:
    columns = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
        for field in model._meta.fields
        if field.model is model
        and field.get_internal_type() in ("DateField", "DateTimeField")
        and NAMED.search(field.name)
    } - {"kernel.ApiClient.cimd_expires_at"}  # the library's, for a kind of client that is not offered
    assert columns == set(re.findall(r"`(\w+\.\w+\.\w+)`", table()))


def test_every_parameter_that_code_counts_by_is_in_the_table() -> None:
    names = {parameter.name for parameter in PARAMETERS}
    assert counted_by() == {name for name in re.findall(r"`(\w+)`", table()) if name in names}


def page(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


def case_page(status: Status, **how: Any) -> str:
    cast = Cast()
    case = case_in(status, cast=cast, **how)
    return page(cast.caseworker, f"/staff/cases/{case.reference}/")


def outcome_page(outcome: str) -> str:
    """Two months after the decision, so that its order is in force."""
    cast = Cast()
    case = case_in(Status.FINAL, cast=cast, outcome=outcome, at=timezone.now() - timedelta(days=60))
    return page(cast.caseworker, f"/staff/cases/{case.reference}/outcome/")


def publication_page() -> str:
    cast = Cast()
    case = case_in(Status.DECISION_ISSUED, cast=cast, outcome="warning")
    actions.prepare_publication(case=case, by=cast.caseworker, at=timezone.now())
    return page(cast.caseworker, f"/staff/cases/{case.reference}/outcome/publication/")


def hearing_page() -> str:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    listed(case, cast, at=timezone.now())
    return page(cast.caseworker, f"/staff/cases/{case.reference}/hearing/")


def bar_page(status: BarStatus) -> str:
    office = Office()
    bar: Bar = bar_in(status, office=office)
    return page(office.officer, f"/staff/bars/{bar.reference}/")


def fairness_page() -> str:
    auditor, then = user_with(Role.AUDITOR), timezone.now() - timedelta(days=366)
    year = year_of(raised_concern(at=then).received_at.date())
    make_fairness_report(year=year, by=auditor, at=timezone.now())
    return page(auditor, f"/staff/cases/fairness-report/?year={year}")


def review_page() -> str:
    for _ in range(2):
        person = registered_person()
    answer = program(organisation("RJ1")).ask(
        {"registration_number": person.registration_number, "date_of_birth": "1901-01-01"}
    )
    registrar = user_with(Role.REGISTRAR)
    return page(registrar, f"/staff/possible-matches/{answer.json()['id']}/")


def concern_page() -> str:
    return page(user_with(Role.CASEWORKER), f"/staff/concerns/{raised_concern().pk}/")


def interim_page(status: InterimStatus, *, reviewed: bool = False) -> str:
    cast, bench = Cast(), Bench()
    order = interim_order_in(status, cast=cast, bench=bench)
    if reviewed:
        reviewed_by(order, cast=cast, bench=bench)
    return page(cast.caseworker, f"/staff/cases/{order.case.reference}/interim-orders/{order.reference}/")


def beside_page(status: Status, track: Track) -> str:
    cast = Cast()
    case = case_in(status, cast=cast)
    actions.begin_track(case=case, track=track, reason="So", by=cast.caseworker, at=timezone.now())
    return page(cast.caseworker, f"/staff/cases/{case.reference}/")


def demand_page() -> str:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    said = {"addressee": "The trust", "what": "The rota", "legal_basis": "Article 9", "channel": "post"}
    actions.demand_documents(case=case, by=cast.caseworker, at=timezone.now(), **said)
    return page(cast.caseworker, f"/staff/cases/{case.reference}/evidence/demands/")


def recommendation_page() -> str:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    given: dict[str, Any] = {"organisation": organisation("RJ1"), "theme": Theme.CULTURE, "text": "Listen."}
    actions.recommend(case=case, by=cast.caseworker, at=timezone.now(), **given)
    return page(cast.caseworker, f"/staff/cases/{case.reference}/fairness/")


def approval_page() -> str:
    _, held = sealed_concern()
    first = user_with(Role.IDENTITY_CUSTODIAN)
    approved(held, by=first)
    return page(first, f"/staff/identities/{held.concern_id}/")


def complaint_page() -> str:
    made = actions.make_complaint(about="delay", text="So", by=user_with(Role.MANAGER), at=timezone.now())
    return page(user_with(Role.REGISTRAR), f"/staff/complaints/{made.reference}/")


def consultation_page() -> str:
    team = Team()
    draft(team, opens_at=timezone.now())
    return page(team.analyst, "/staff/consultations/leading/")


def keying_page() -> str:
    team = Team()
    draft(team, opens_at=timezone.now())
    return page(team.analyst, "/staff/consultations/leading/responses/keying/")


def invited_page() -> str:
    team = Team()
    held = draft(team, opens_at=timezone.now())
    one = Invitee(name="The Trust", respondent_type="organisation")
    add_consultee(consultation=held, invitee=one, by=team.analyst, at=timezone.now() - timedelta(days=1))
    return page(team.analyst, "/staff/consultations/leading/invited/")


PAGES: dict[str, list[Callable[[], str]]] = {
    "risk_screen_working_days": [lambda: case_page(Status.ACKNOWLEDGED)],
    "triage_working_days": [lambda: case_page(Status.TRIAGE)],
    "enquiry_working_days": [lambda: case_page(Status.INITIAL_ENQUIRY)],
    "threshold_working_days": [lambda: case_page(Status.THRESHOLD)],
    "investigation_days": [lambda: case_page(Status.INVESTIGATION)],
    "examination_working_days": [lambda: case_page(Status.CASE_EXAMINERS)],
    "hearing_days": [lambda: case_page(Status.HEARING)],
    "recommendation_answer_days": [recommendation_page],
    "issue_working_days": [lambda: case_page(Status.DETERMINATION)],
    "interim_decision_working_days": [lambda: interim_page(InterimStatus.APPLIED)],
    "interim_notice_days": [lambda: interim_page(InterimStatus.NOTICE_GIVEN)],
    "interim_maximum_months": [lambda: interim_page(InterimStatus.IN_FORCE)],
    "interim_review_months": [lambda: interim_page(InterimStatus.IN_FORCE)],
    "interim_review_again_months": [lambda: interim_page(InterimStatus.IN_FORCE, reviewed=True)],
    "interim_extension_months": [lambda: interim_page(InterimStatus.IN_FORCE)],
    "authority_referral_days": [lambda: beside_page(Status.DECISION_ISSUED, Track.EXTERNAL_REVIEW)],
    "identity_approval_hours": [approval_page],
    "hearing_notice_days": [hearing_page],
    "allegations_published_days": [hearing_page],
    "decision_published_months": [publication_page],
    "panel_numbers": [hearing_page],
    "fewest_in_figures": [fairness_page],
    "separation_months": [lambda: case_page(Status.HEARING)],
    "case_response_days": [lambda: case_page(Status.REPRESENTATIONS)],
    "appeal_days": [lambda: case_page(Status.DECISION_ISSUED), lambda: bar_page(BarStatus.IN_EFFECT)],
    "deemed_service_days": [lambda: case_page(Status.DECISION_ISSUED), lambda: bar_page(BarStatus.NOTICE_SERVED)],
    "takes_effect": [lambda: case_page(Status.DECISION_ISSUED, outcome="suspension")],
    "concern_answered_working_days": [concern_page, lambda: case_page(Status.RECEIVED)],
    "longest_restriction_months": [
        lambda: case_page(Status.DETERMINATION, outcome="suspension"),
        lambda: case_page(Status.DECISION_ISSUED, outcome="conditions"),
    ],
    "order_review_days": [lambda: outcome_page("suspension")],
    "restoration_years": [lambda: outcome_page("removal")],
    "restoration_again_months": [lambda: outcome_page("removal")],
    "warning_months": [lambda: case_page(Status.DECISION_ISSUED, outcome="warning")],
    "representations_days": [lambda: bar_page(BarStatus.NOTICE_SERVED)],
    "bar_review_years": [lambda: bar_page(BarStatus.IN_EFFECT)],
    "match_review_working_days": [review_page],
    "document_demand_days": [demand_page],
    "complaint_acknowledged_working_days": [complaint_page],
    "complaint_answered_working_days": [complaint_page],
    "consultation_days": [consultation_page],
    "consultation_drafts_days": [consultation_page],
    "second_keying_percent": [keying_page],
    "consultation_reminder_days": [invited_page],
    "consultation_closing_days": [consultation_page],
    "subscription_confirm_days": [lambda: page(user_with(Role.CONSULTATION_ANALYST), "/staff/consultations/")],
}


def test_every_parameter_that_code_counts_by_has_a_page_that_is_read() -> None:
    assert PAGES.keys() == counted_by()


@pytest.mark.django_db
@pytest.mark.parametrize("parameter", PAGES)
def test_its_page_names_the_law_and_the_rule_set(parameter: str) -> None:
    rule_set = RuleSet.objects.get()
    by = f"{rule_set.sources[parameter]}, rule set {rule_set.version}"
    for opened in PAGES[parameter]:
        assert by in opened().replace("&#39;", "'").replace("&amp;", "&")
