"""Every read of the register that joins or is used twice."""

from register.queries.entries import PublicAnnotation, PublicEntry, PublicPost, entries_of, public_entries, public_entry
from register.queries.people import (
    OwnEntry,
    PersonFile,
    births_of,
    correction_request,
    correction_requests,
    display_name,
    entry_of,
    file_of,
    holds,
    legal_name,
    own_person,
    person_by_number,
    person_for,
    post_of,
    requests_of,
    standings_of,
)
from register.queries.search import find_people, names_like, people_named, public_names
from register.queries.standing import facts_of, known_facts, order_of, span_of, standing_of
from register.queries.timeline import Recorded, timeline
from register.queries.work import work_for

__all__ = [
    "OwnEntry",
    "PersonFile",
    "PublicAnnotation",
    "PublicEntry",
    "PublicPost",
    "Recorded",
    "births_of",
    "correction_request",
    "correction_requests",
    "display_name",
    "entries_of",
    "entry_of",
    "facts_of",
    "file_of",
    "find_people",
    "holds",
    "known_facts",
    "legal_name",
    "names_like",
    "order_of",
    "own_person",
    "people_named",
    "person_by_number",
    "person_for",
    "post_of",
    "public_entries",
    "public_entry",
    "public_names",
    "requests_of",
    "span_of",
    "standing_of",
    "standings_of",
    "timeline",
    "work_for",
]
