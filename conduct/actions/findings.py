"""The rows beside a determination: what is found on each allegation, why each lesser outcome would not do, and which
like cases were shown."""

from collections.abc import Iterable

from conduct.models import AllegationFinding, Determination, LikeCase, RejectedOutcome
from conduct.queries.likeness import Like
from conduct.rules.determining import Findings


def write_findings(*, decision: Determination, findings: Findings, like: Iterable[Like]) -> None:
    """Write them with the determination, in its transaction: PostgreSQL refuses to commit one without them."""
    numbered = {allegation.number: allegation for allegation in decision.of_case.allegations.all()}
    AllegationFinding.objects.bulk_create(
        AllegationFinding(
            determination=decision,
            allegation=numbered[one.number],
            finding=one.finding,
            culpability=one.culpability,
            reasons=one.reasons.strip(),
        )
        for one in sorted(findings.on_allegations, key=lambda one: one.number)
    )
    RejectedOutcome.objects.bulk_create(
        RejectedOutcome(determination=decision, outcome=one.outcome, reasons=one.reasons.strip())
        for one in findings.rejected
    )
    LikeCase.objects.bulk_create(
        LikeCase(determination=decision, like=one.decision, percent=one.percent, shared=one.shared) for one in like
    )
