"""What may be read of conduct, and by whom."""

from conduct.queries.cases import (
    case_for,
    cases_for,
    clauses_in_force,
    investigators_for,
    last_step,
    own_cases,
    people_involved,
    referred_for_barring,
)
from conduct.queries.concerns import concern_by_receipt, concerns_for, open_cases_to_join, reporter_view
from conduct.queries.work import work_for

__all__ = [
    "case_for",
    "cases_for",
    "clauses_in_force",
    "concern_by_receipt",
    "concerns_for",
    "investigators_for",
    "last_step",
    "open_cases_to_join",
    "own_cases",
    "people_involved",
    "referred_for_barring",
    "reporter_view",
    "work_for",
]
