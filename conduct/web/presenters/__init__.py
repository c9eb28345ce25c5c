"""What the templates of conduct are given: plain values in words, in the order they are shown."""

from conduct.web.presenters.cases import case_list, case_page, letter_page, look_rows
from conduct.web.presenters.concerns import concern_list, concern_page, ending
from conduct.web.presenters.opening import opening, people, seen_of
from conduct.web.presenters.own_cases import own_case_list, own_case_page

__all__ = [
    "case_list",
    "case_page",
    "concern_list",
    "concern_page",
    "ending",
    "letter_page",
    "look_rows",
    "opening",
    "own_case_list",
    "own_case_page",
    "people",
    "seen_of",
]
