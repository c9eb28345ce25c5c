"""What may be read of conduct, and by whom."""

from conduct.queries.cases import (
    asked_at,
    cases_for,
    clauses_in_force,
    every_clause,
    held_by,
    holders,
    investigators_for,
    last_step,
    open_cases_for,
    open_extension,
    own_cases,
    people_involved,
    referred_for_barring,
    response_of,
)
from conduct.queries.concerns import (
    case_of_concern,
    concern_by_receipt,
    concerns_for,
    last_concern_step,
    reporter_view,
)
from conduct.queries.files import files_for, own_files
from conduct.queries.own_work import (
    case_of_file,
    holders_of_cases,
    looks_at_cases_of,
    works_on_case,
    works_on_concern,
    works_on_person_of_case,
)
from conduct.queries.people import names_of, open_cases_of, organisation_classes, person_by_key
from conduct.queries.work import work_for

__all__ = [
    "asked_at",
    "case_of_concern",
    "case_of_file",
    "cases_for",
    "clauses_in_force",
    "concern_by_receipt",
    "concerns_for",
    "every_clause",
    "files_for",
    "held_by",
    "holders",
    "holders_of_cases",
    "investigators_for",
    "last_concern_step",
    "last_step",
    "looks_at_cases_of",
    "names_of",
    "open_cases_for",
    "open_cases_of",
    "open_extension",
    "organisation_classes",
    "own_cases",
    "own_files",
    "people_involved",
    "person_by_key",
    "referred_for_barring",
    "reporter_view",
    "response_of",
    "work_for",
    "works_on_case",
    "works_on_concern",
    "works_on_person_of_case",
]
