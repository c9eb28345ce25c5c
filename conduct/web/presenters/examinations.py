"""What the two case examiners think and decide, in words."""

from typing import TYPE_CHECKING, Any

from conduct import queries
from conduct.rules.examining import Finding

if TYPE_CHECKING:
    from conduct.models import Case, ExaminersDecision
    from kernel.models import User


def examination_shown(case: "Case", *, user: "User") -> dict[str, Any]:
    """Who examines a case, the opinions that this user may read, and the decision of both."""
    decision = queries.examination(case=case).decision
    return {
        "examiners": [part.user.name for part in queries.examiners_of(case=case).order_by("place")],
        "opinions": [
            {
                "heading": opinion.get_finding_display(),
                "at": opinion.made_at,
                "by": opinion.made_by.name,
                "text": opinion.reasons,
            }
            for opinion in queries.opinions_shown(case=case, user=user)
        ],
        "decision": _decision(decision) if decision else [],
    }


def proposed(case: "Case") -> str:
    """What the one examiner proposes that both decide, in words; empty where neither has."""
    decision = queries.examination(case=case).decision
    if decision is None:
        return ""
    return f"{decision.proposed_by.name} proposes: {decision.get_finding_display().lower()}.\n\n{decision.reasons}"


def no_case_to_answer(case: "Case") -> str:
    """Why both examiners found no case to answer, for the manager to read; empty where they did not."""
    decision = queries.examination(case=case).decision
    return decision.reasons if decision and decision.is_agreed and decision.finding == Finding.NO_CASE else ""


def _decision(found: "ExaminersDecision") -> list[dict[str, Any]]:
    events = [
        {
            "heading": f"Proposed: {found.get_finding_display().lower()}",
            "at": found.proposed_at,
            "by": found.proposed_by.name,
            "text": found.reasons,
        }
    ]
    if found.answered_by is not None:
        events.append(
            {
                "heading": "Agreed" if found.is_agreed else "Not agreed: a panel decides",
                "at": found.answered_at,
                "by": found.answered_by.name,
                "text": found.answer_reasons,
            }
        )
    return events
