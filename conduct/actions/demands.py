"""Documents demanded by law, and what came of it."""

from datetime import datetime

from django.db.models import Max

from conduct.actions.files import open_to_evidence
from conduct.models import Case, CaseFile, DocumentDemand
from conduct.rules.demands import DEMAND, SERVICE, DemandStatus, require_shown, require_waiting
from kernel.clocks import served_at, today
from kernel.deadlines import deadline
from kernel.history import recorded
from kernel.models import User
from kernel.rulesets import row_in_force


@recorded()
def demand_documents(
    *, case: Case, addressee: str, what: str, legal_basis: str, channel: str, by: User, at: datetime
) -> DocumentDemand:
    """Demand documents of somebody: due within the rule set's `document_demand_days`, beginning with deemed service."""
    held = open_to_evidence(case=case, by=by, at=at)
    rule_set = row_in_force(at)
    served = served_at(sent_at=at, channel=channel, days=rule_set.parameters["deemed_service_days"])
    counted = deadline(rule_set=rule_set, parameter=DEMAND, beginning=SERVICE, begins_on=today(served))
    last = held.demands.aggregate(last=Max("number"))["last"] or 0
    return held.demands.create(
        number=last + 1,
        addressee=addressee,
        what=what,
        legal_basis=legal_basis,
        channel=channel,
        sent_by=by,
        sent_at=at,
        served_at=served,
        due_at=counted.ends_at,
        rule_set=rule_set,
    )


@recorded()
def end_demand(
    *, demand: DocumentDemand, status: DemandStatus, exhibit: CaseFile | None, outcome: str, by: User, at: datetime
) -> DocumentDemand:
    """Write down that a demand was answered or refused, with the exhibit that shows it, or is withdrawn, and why."""
    open_to_evidence(case=demand.case, by=by, at=at)
    found = DocumentDemand.objects.select_for_update().get(pk=demand.pk)
    require_waiting(status=found.status)
    require_shown(status=status, has_exhibit=exhibit is not None)
    found.exhibit = None if status == DemandStatus.WITHDRAWN else exhibit
    found.status, found.outcome = status, outcome
    found.ended_by, found.answered_at = by, at
    found.save(update_fields=["status", "exhibit", "outcome", "ended_by", "answered_at"])
    return found
