"""What cases are made of, for tests. A case in a status is walked there: see `tests.builders`."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from conduct import actions, queries
from conduct.models import Case, CaseFile, Clause, Concern, MisconductHead
from conduct.rules.charging import Charge
from conduct.rules.determining import Findings, Outcome
from conduct.rules.finding import OnAllegation, Rejected, lesser_than
from conduct.rules.raising import Reporter
from kernel import receipt_codes as receipts
from kernel.files.examining import ExaminedFile
from kernel.models import User
from tests.factories.files import examined

OPENED_AT = datetime(2026, 11, 2, 10, tzinfo=UTC)
drafts = count(1)

CONCERN: dict[str, Any] = {
    "category": "records",
    "about_name": "Ama Osei",
    "about_role": "Chief operating officer",
    "organisation": "Somewhere NHS Trust",
    "what_happened": "Waiting lists were altered before the inspection.",
    "when_text": "Spring 2026",
    "reporter": Reporter(),
}


def rejections(outcome: str) -> tuple[Rejected, ...]:
    """A reason against each lesser outcome."""
    return tuple(
        Rejected(outcome=lesser, reasons="It would not keep patients safe.")
        for lesser in lesser_than(outcome, ladder=Outcome)
    )


FINDINGS = Findings(
    facts="Allegation 1 is proved: the lists were altered on her instruction.",
    misconduct=True,
    misconduct_reasons="Information was not used honestly.",
    impairment=True,
    impairment_reasons="There is no insight, and the risk of repetition is real.",
    outcome=Outcome.REFERRAL_FOR_BARRING,
    outcome_reasons="Nothing less protects the public.",
    wider_causes="Targets were set without staff to meet them.",
    cause_themes=("targets", "staffing"),
    on_allegations=(
        OnAllegation(number=1, finding="found", culpability="recklessness", reasons="The log and two witnesses agree."),
    ),
    rejected=rejections(Outcome.REFERRAL_FOR_BARRING),
    tiers=("board_director",),
    organisation_classes=("nhs_trust",),
)


def raised_concern(*, at: datetime = OPENED_AT, **changes: Any) -> Concern:
    """A concern as its reporter left it."""
    code = actions.raise_concern(draft=f"draft {next(drafts)}", at=at, **{**CONCERN, **changes})
    return Concern.objects.get(receipt_digest=receipts.digest(code))


def clauses(*references: str, on: date = date(2026, 5, 1)) -> list[Clause]:
    """Clauses of the version in force on a day."""
    return list(queries.clauses_in_force(on=on).filter(reference__in=references))


def charged(*references: str, first: date = date(2026, 5, 1), last: date | None = None, **said: Any) -> dict[str, Any]:
    """What an allegation says and names, as its actions take it: clauses of 3e and 4b where none are given."""
    charge = {
        "text": "She had waiting lists altered.",
        "particulars": "On the evening before the inspection she asked two analysts to move 40 start dates.",
        "place": "Somewhere NHS Trust, waiting list office",
        **said,
    }
    return {
        "charge": Charge(conduct_on=first, conduct_until=last or first, **charge),
        "clauses": clauses(*(references or ("3e", "4b")), on=first),
        "heads": list(MisconductHead.objects.filter(key="records")),
    }


def exhibit(case: Case, *, by: User, file: ExaminedFile | None = None, **changes: Any) -> CaseFile:
    """An exhibit of a case, a text from the trust unless said otherwise."""
    said: dict[str, Any] = {
        "description": "Minutes of the board",
        "obtained_from": "The trust",
        "obtained_how": "By email",
        "obtained_on": date(2026, 11, 1),
        "at": OPENED_AT,
        **changes,
    }
    return actions.add_evidence(case=case, file=file or examined(), by=by, **said)
