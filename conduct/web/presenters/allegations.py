"""Allegations in words, the same for staff, managers and letters."""

from itertools import groupby
from typing import TYPE_CHECKING, Any

from kernel.clocks import format_date

if TYPE_CHECKING:
    from conduct.models import Allegation, Case

NAMED = ("citations__clause__code", "headings__head", "groundings__ground")


def allegations_of(case: "Case") -> list[dict[str, Any]]:
    """Each allegation of a case with all that it names."""
    return [shown(allegation) for allegation in case.allegations.prefetch_related(*NAMED)]


def shown(allegation: "Allegation") -> dict[str, Any]:
    """One allegation, with the clauses it cites by version of the Code."""
    cited = (citation.clause for citation in allegation.citations.all())
    in_order = sorted(cited, key=lambda clause: (str(clause.code), clause.position))
    return {
        "number": allegation.number,
        "text": allegation.text,
        "particulars": allegation.particulars,
        "facts": _facts(allegation),
        "codes": [
            {"name": name, "clauses": [{"name": str(clause), "summary": clause.summary} for clause in clauses]}
            for name, clauses in groupby(in_order, key=lambda clause: str(clause.code))
        ],
    }


def _facts(allegation: "Allegation") -> list[tuple[str, str]]:
    first, last = allegation.conduct_on, allegation.conduct_until
    when = format_date(first) if first == last else f"From {format_date(first)} to {format_date(last)}"
    heads = [str(named.head) for named in allegation.headings.all()]
    grounds = [str(named.ground) for named in allegation.groundings.all()]
    rows = [("When", when), ("Where", allegation.place), ("Kind", "; ".join(heads))]
    if grounds:
        rows.append(("Grounds of discrimination", "; ".join(grounds)))
    if allegation.is_reprisal:
        rows.append(("Reprisal", "Said to have been done to somebody because they spoke up"))
    return rows
