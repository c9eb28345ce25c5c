"""What the register's templates are given: plain values in words, in the order they are shown."""

from register.web.presenters.people import correction_page, correction_rows, own_request, person_page, person_rows
from register.web.presenters.public import entry_page, entry_rows
from register.web.presenters.registrations import registration_noun, registration_sentence

__all__ = [
    "correction_page",
    "correction_rows",
    "entry_page",
    "entry_rows",
    "own_request",
    "person_page",
    "person_rows",
    "registration_noun",
    "registration_sentence",
]
