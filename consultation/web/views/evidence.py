"""What many people said together: petitions, notes of workshops, groups' responses."""

from functools import partial

from django.http import HttpResponse

from consultation.actions.evidence import keep_evidence
from consultation.permissions import Permission
from consultation.queries.evidence import counted_apart, evidence_of
from consultation.rules.evidence import EvidenceKind
from consultation.web.forms.evidence import EvidenceForm
from consultation.web.views.acting import OPENS, WAYS, act_on, found
from kernel.clocks import format_date
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

KEEP = StepPage(
    "Keep a petition, notes or a group’s response",
    "Keep it",
    "It is no response, and whoever signed it or took part is counted apart. It cannot be changed afterwards.",
    done="It is kept beside the responses.",
)


@requires(Permission.RESPONSE_VIEW, opens=OPENS, object_rule="consultations_for")
def evidence(request: SignedInRequest, slug: str) -> HttpResponse:
    """All of it, with how many people there were of each kind."""
    held = found(request, slug)
    sums = counted_apart(consultation=held)
    shown = {
        "consultation": held,
        "rows": [
            [kind.label, *(f"{number:,}" for number in sums[kind.value])] for kind in EvidenceKind if kind.value in sums
        ],
        "evidence": [
            {
                "title": each.title,
                "about": f"{EvidenceKind(each.kind).label}, {each.people:,} people, {format_date(each.received_on)}. "
                f"Kept by {each.by.name}.",
                "text": each.text,
            }
            for each in evidence_of(consultation=held)
        ],
    }
    return render(request, "consultation/staff/evidence.jinja", shown)


@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def keep(request: SignedInRequest, slug: str) -> HttpResponse:
    """One more."""
    held = found(request, slug)
    return act_on(request, held, EvidenceForm(sent(request)), partial(keep_evidence, consultation=held), KEEP)
