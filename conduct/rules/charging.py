"""What an allegation says, besides the clauses, heads and grounds that it names. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Charge:
    """`text` is the allegation in a sentence, `particulars` who did what to whom, so that it can be answered.

    `conduct_on` is the first day of the conduct and `conduct_until` the last. `is_reprisal`: it was done to somebody
    because they spoke up.
    """

    text: str
    particulars: str
    place: str
    conduct_on: date
    conduct_until: date
    is_reprisal: bool = False
