"""Demands, witnesses, orders of a court and the chronology of a case."""

from functools import partial
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.rules.witnesses import CONSENT_ASKED, Measure
from conduct.web.forms import proof as forms
from conduct.web.presenters import proof as presenters
from conduct.web.views.acting import act_beside
from conduct.web.views.evidence import CASE, WAYS, case_of
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent
from kernel.web.forms.programs import ConfirmForm

if TYPE_CHECKING:
    from conduct.models import Case, Concern, SpecialMeasure, Witness


def _back(case: "Case", part: str) -> str:
    return reverse(f"conduct:{part}", args=[case.reference])


def _witness(request: SignedInRequest, reference: str, number: int) -> "Witness":
    return get_object_or_404(queries.witnesses_of(case=case_of(request, reference)), number=number)


def _concern(case: "Case", number: int) -> "Concern":
    return get_object_or_404(case.case_concerns.select_related("concern"), concern=number).concern


@requires(Permission.WORKING_PAPERS_VIEW, opens=CASE, object_rule="cases_for")
def demands(request: SignedInRequest, reference: str) -> HttpResponse:
    """Every demand for documents, and which are late."""
    case = case_of(request, reference)
    shown = presenters.demands_page(case, user=request.user, at=timezone.now())
    return render(request, "conduct/evidence/demands.jinja", shown)


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def demand(request: SignedInRequest, reference: str) -> HttpResponse:
    """Demand documents of an organisation or a person."""
    case = case_of(request, reference)
    page = StepPage(
        heading="Demand documents",
        button="Record the demand",
        text="Name what bears on the case and no more. Leave out reflective notes and what is legally privileged.",
        done="The demand is recorded.",
    )
    act = partial(actions.demand_documents, case=case)
    return act_beside(request, case, forms.DemandForm(sent(request)), act, page, back=_back(case, "demands"))


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def end_demand(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Write down what came of a demand."""
    case = case_of(request, reference)
    found = get_object_or_404(queries.demands_of(case=case), number=number)
    page = StepPage(heading=f"What came of demand {number}", button="Save", asked=found.what, done="Saved.")
    form = forms.EndDemandForm(sent(request), exhibits=queries.exhibits_of(case=case))
    act = partial(actions.end_demand, demand=found)
    return act_beside(request, case, form, act, page, back=_back(case, "demands"))


@requires(Permission.EVIDENCE_VIEW, opens=CASE, object_rule="cases_for")
def witnesses(request: SignedInRequest, reference: str) -> HttpResponse:
    """The witnesses with their statements and measures, and what a court ordered."""
    case = case_of(request, reference)
    return render(request, "conduct/evidence/witnesses.jinja", presenters.witnesses_page(case, user=request.user))


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def add_witness(request: SignedInRequest, reference: str) -> HttpResponse:
    """Add a witness who raised no concern with us."""
    case = case_of(request, reference)
    page = StepPage(
        heading="Add a witness",
        button="Add witness",
        text="Not for whoever raised a concern with us: they are a witness only once they agreed, and are added from "
        "their concern.",
        done="The witness is added.",
    )
    act = partial(actions.add_witness, case=case)
    return act_beside(request, case, forms.WitnessForm(sent(request)), act, page, back=_back(case, "witnesses"))


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def ask_for_consent(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Ask whoever raised a concern whether they would be a witness."""
    case = case_of(request, reference)
    concern = _concern(case, number)
    page = StepPage(
        heading=f"Ask the reporter of concern {number} to be a witness",
        button="Send to their mailbox",
        asked=CONSENT_ASKED,
        done="They are asked in their mailbox.",
    )
    act = partial(actions.ask_for_consent, case=case, concern=concern)
    return act_beside(request, case, ConfirmForm(sent(request)), act, page, back=_back(case, "witnesses"))


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def add_consenting(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Add whoever raised a concern as a witness, by the consent that they gave."""
    case = case_of(request, reference)
    concern = _concern(case, number)
    page = StepPage(
        heading=f"The reporter of concern {number} is a witness",
        button="Add witness",
        text="Only with their consent. The name is the one that they gave with it; what they sealed stays sealed. "
        "Messages are listed once whoever triages the concern has said who may read them.",
        variant="warning",
        done="The witness is added.",
    )
    marked = queries.exhibits_of(case=case).filter(may_name_reporter=True)
    written = [one for one in queries.words_of(concern=concern, user=request.user).messages if one.from_reporter]
    form = forms.ConsentForm(sent(request), exhibits=marked, messages=written)
    act = partial(actions.add_consenting_witness, case=case, concern=concern)
    return act_beside(request, case, form, act, page, back=_back(case, "witnesses"))


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def statement(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Say which exhibit is a witness's statement."""
    found = _witness(request, reference, number)
    page = StepPage(heading=f"Statement of {found.name}", button="Add statement", done="The statement is added.")
    free = queries.exhibits_of(case=found.case).filter(statement=None)
    form = forms.StatementForm(sent(request), exhibits=free)
    act = partial(actions.add_statement, witness=found)
    return act_beside(request, found.case, form, act, page, back=_back(found.case, "witnesses"))


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def ask_for_measure(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Ask the panel for a measure for a witness."""
    found = _witness(request, reference, number)
    page = StepPage(heading=f"A measure for {found.name}", button="Ask the panel", done="The panel is asked.")
    act = partial(actions.ask_for_measure, witness=found)
    back = _back(found.case, "witnesses")
    return act_beside(request, found.case, forms.MeasureForm(sent(request)), act, page, back=back)


@requires(Permission.CASE_DETERMINE, methods=WAYS, opens=CASE, object_rule="cases_for")
def rule(request: SignedInRequest, reference: str, number: int, measure: int) -> HttpResponse:
    """The panel's ruling on a measure, by its chair."""
    found = _witness(request, reference, number)
    asked: SpecialMeasure = get_object_or_404(found.measures, pk=measure, granted=None)
    page = StepPage(
        heading=f"Ruling: {asked.get_measure_display()}",
        button="Record the ruling",
        asked=f"For {found.name}, {found.role}: {asked.reason}",
        done="The ruling is recorded.",
    )
    kind = forms.AnonymityForm if asked.measure == Measure.ANONYMITY else forms.RulingForm
    act = partial(actions.rule_on_measure, measure=asked)
    return act_beside(request, found.case, kind(sent(request)), act, page, back=_back(found.case, "witnesses"))


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def court_order(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write down what a court orders to be disclosed."""
    case = case_of(request, reference)
    page = StepPage(
        heading="Disclosure ordered by a court",
        button="Record the order",
        text="A second person compares it with what is given. An identity that is sealed is opened by its custodians "
        "alone, on the ground that a court requires it.",
        done="The order is recorded, and waits for a second person.",
    )
    form = forms.CourtOrderForm(sent(request), exhibits=queries.exhibits_of(case=case))
    act = partial(actions.record_court_order, case=case)
    return act_beside(request, case, form, act, page, back=_back(case, "witnesses"))


@requires(Permission.EVIDENCE_DISCLOSE, methods=WAYS, opens=CASE, object_rule="cases_for")
def give_by_order(request: SignedInRequest, reference: str, order: int) -> HttpResponse:
    """Write down that what a court ordered was given."""
    case = case_of(request, reference)
    found = get_object_or_404(case.court_disclosures, pk=order, given_at=None)
    page = StepPage(
        heading="Given by order of a court",
        button="Record that it was given",
        asked=f"To {found.to_whom}: {found.what}",
        variant="warning",
        done="Recorded.",
    )
    act = partial(actions.give_by_court_order, ordered=found)
    return act_beside(request, case, forms.GivenForm(sent(request)), act, page, back=_back(case, "witnesses"))
