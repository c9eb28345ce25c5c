"""The evidence in two of the demonstration's cases: exhibits, demands, witnesses, a chronology and a bundle."""

from datetime import datetime, timedelta
from typing import Any, Final

from conduct import actions as conduct
from conduct.models import Case, CaseFile
from conduct.rules.demands import DemandStatus
from conduct.rules.witnesses import Measure
from config.demo.cast import Cast
from kernel.clocks import today
from kernel.files.examining import examine
from kernel.permissions import Role

EMAIL: Final = (
    "From: ward manager, ward 7\nTo: director of nursing\n\n"
    "We have had two registered nurses for 28 patients on nine nights this month.\n"
    "Three of us have now put this in writing. Please say what will be done.\n"
)
ROTA: Final = "Ward 7, nights\n\nWeek 1: moved to ward 2\nWeek 2: moved to ward 5\nWeek 4: moved to day surgery\n"
MINUTES: Final = "Board, item 9\n\nNo risk on staffing was reported to the board in this quarter.\n"
STATEMENT: Final = (
    "I was the site manager in the weeks that matter.\nI was told to sign the moves, and was given no reason.\n"
)


class Proof:
    """Who gathers the evidence of one case, and when."""

    def __init__(self, cast: Cast, case: Case, *, began: datetime) -> None:
        self.case, self.began = case, began
        self.digger, self.worker = cast.one(Role.INVESTIGATOR), cast.one(Role.CASEWORKER)
        self.second = cast.one(Role.CASEWORKER, 1)

    def on(self, day: int) -> dict[str, Any]:
        """By the investigator, so many days after the case began."""
        return {"by": self.digger, "at": self.began + timedelta(days=day)}

    def exhibit(self, description: str, text: str, *, day: int, named: bool = False) -> CaseFile:
        """An exhibit of plain text from the trust."""
        return conduct.add_evidence(
            case=self.case,
            file=examine(name="from-the-trust.txt", content=text.encode()),
            description=description,
            obtained_from="The trust’s company secretary",
            obtained_how="By email, in answer to demand 1",
            obtained_on=today(self.began + timedelta(days=day)),
            may_name_reporter=named,
            **self.on(day),
        )

    def demand(self, what: str, *, day: int) -> Any:
        """Documents demanded of the trust by e-mail."""
        return conduct.demand_documents(
            case=self.case,
            addressee="The trust’s company secretary",
            what=what,
            legal_basis="The order that founds the regulator, article 9",
            channel="email",
            **self.on(day),
        )

    def line(self, exhibit: CaseFile, *, month: int | None, text: str, did: str = "") -> None:
        """A line of the chronology about the year before the case."""
        said = conduct.Line(
            year=self.began.year - 1,
            month=month,
            day=None,
            who="The director of nursing" if did else "The trust",
            text=text,
            is_concern_put=bool(did),
            manager_did=did,
            place="page 1",
            exhibits=[exhibit],
        )
        conduct.add_line(case=self.case, line=said, **self.on(29))


def prove(cast: Cast, case: Case, *, began: datetime, bound: bool) -> None:
    """Evidence in a case that a manager was asked to respond to; a redaction waits, a demand is late."""
    proof = Proof(cast, case, began=began)
    demand = proof.demand("The rotas of ward 7, and every email about them.", day=18)
    email = proof.exhibit("Email to the director of nursing about staffing", EMAIL, day=26, named=True)
    rota = proof.exhibit("Night rota of ward 7", ROTA, day=26)
    minutes = proof.exhibit("Minutes of the board, item 9", MINUTES, day=27)
    came = "The rotas and one email. The trust says that there are no others."
    conduct.end_demand(demand=demand, status=DemandStatus.ANSWERED, exhibit=rota, outcome=came, **proof.on(27))
    proof.line(
        email, month=3, text="was told in writing of nine nights with two nurses", did="Nothing that is on record."
    )
    proof.line(rota, month=4, text="moved three nurses from ward 7 within four weeks")
    proof.line(minutes, month=None, text="told its board of no risk on staffing all year")
    for exhibit in (email, rota, minutes):
        conduct.tie_exhibit(exhibit=exhibit, allegations=list(case.allegations.all()), **proof.on(28))
    without = examine(name="without-names.txt", content=EMAIL.replace("ward manager, ward 7", "[left out]").encode())
    why = "Line 1, who wrote it: it could name whoever raised the concern."
    version = conduct.redact(exhibit=email, file=without, redactions=why, **proof.on(30))
    given = [rota.versions.get(), minutes.versions.get()]
    if bound:
        conduct.check_version(
            version=version,
            passed=True,
            words="Every line, and the name of the file.",
            by=proof.second,
            at=began + timedelta(days=32),
        )
        given.append(version)
    conduct.disclose(case=case, versions=given, by=proof.worker, at=began + timedelta(days=33))
    if bound:
        _hear(proof)
    else:
        proof.demand("The letters by which the three nurses were told of the moves.", day=20)


def _hear(proof: Proof) -> None:
    """A witness who asks for anonymity, and a bundle that is being made."""
    case = proof.case
    witness = conduct.add_witness(case=case, name="Jo Marlowe", role="Site manager at the time", **proof.on(34))
    signed = today(proof.began + timedelta(days=33))
    statement = proof.exhibit("Statement of the site manager", STATEMENT, day=34)
    conduct.add_statement(witness=witness, exhibit=statement, signed_on=signed, **proof.on(34))
    for measure, reason in (
        (Measure.VIDEO, "They live two hundred miles away and work nights."),
        (Measure.ANONYMITY, "They fear for their next post in a small field."),
    ):
        conduct.ask_for_measure(witness=witness, measure=measure, reason=reason, **proof.on(35))
    conduct.ask_for_bundle(case=case, by=proof.worker, at=proof.began + timedelta(days=47))
