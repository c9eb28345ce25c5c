"""The form on which an allegation is written."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from conduct.rules.charging import Charge
from conduct.rules.citing import Duty, NotWhole, require_answerable, require_citable
from conduct.web.forms.steps import StepForm
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.fields import BooleanField, CharField, DateField, MultipleChoiceField, TextField

if TYPE_CHECKING:
    from conduct.models import Allegation, Clause, DiscriminationGround, MisconductHead

SAID = ("text", "particulars", "place", "conduct_on", "conduct_until", "is_reprisal")


class AllegationForm(StepForm):
    """An allegation with the clauses it cites. Only clauses that bound managers on its days are accepted."""

    text = TextField(
        label="Allegation",
        hint="What the manager is said to have done or not done, in a sentence that they can admit or deny.",
        missing="Enter the allegation",
        rows=3,
    )
    particulars = TextField(
        label="Particulars",
        hint="Who did what, to whom, how often, and what came of it. Name nobody who raised a concern.",
        missing="Enter the particulars",
    )
    conduct_on = DateField(
        label="First day of the conduct",
        hint="The Code’s version in force then applies.",
        missing="Enter the first day of the conduct",
    )
    conduct_until = DateField(
        label="Last day of the conduct",
        hint="Leave this empty for conduct on one day. If the Code changed meanwhile, cite each version.",
        required=False,
    )
    place = CharField(label="Place", hint="The organisation, and where in it.", missing="Enter the place")
    heads = MultipleChoiceField(
        label="What kind of misconduct would it be?", missing="Select what kind of misconduct it would be"
    )
    is_reprisal = BooleanField(
        label="It was done to somebody because they spoke up",
        hint="This is counted apart. Who spoke up is not said here.",
        required=False,
    )
    clauses = MultipleChoiceField(label="Clauses of the Code", missing="Select at least one clause of the Code")
    grounds = MultipleChoiceField(label="Grounds of discrimination", required=False)

    def __init__(
        self,
        *args: Any,
        clauses: "Iterable[Clause]",
        heads: "Iterable[MisconductHead]",
        grounds: "Iterable[DiscriminationGround]",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        found = list(clauses)
        self.citable = {str(clause.pk): clause for clause in found if clause.duty == Duty.CONDUCT}
        self.versions = [clause.cited for clause in self.citable.values()]
        self.head_choices = {str(head.pk): head for head in heads}
        self.ground_choices = {str(ground.pk): ground for ground in grounds}
        several = len({clause.code_id for clause in found}) > 1
        self._offer("clauses", {key: _named(clause, several) for key, clause in self.citable.items()})
        self._offer("heads", {key: str(head) for key, head in self.head_choices.items()})
        self._offer("grounds", {key: str(ground) for key, ground in self.ground_choices.items()})
        asked: dict[str, Any] = self.fields
        asked["clauses"].hints = {key: clause.summary for key, clause in self.citable.items()}
        asked["heads"].hints = {key: head.summary for key, head in self.head_choices.items()}
        principles = sorted({ground.clause.reference for ground in self.ground_choices.values()})
        asked["grounds"].help_text = f"Only with a clause of principle {', '.join(principles)} of the Code."
        if apart := [clause.reference for clause in found if clause.duty != Duty.CONDUCT]:
            asked["clauses"].help_text = (
                f"Clauses {', '.join(dict.fromkeys(apart))} cannot be charged: they bind whoever looks into a breach, "
                "or say what the Code is read with."
            )
        for name in ("conduct_on", "conduct_until"):
            asked[name].latest = today(timezone.now())

    def _offer(self, name: str, choices: dict[str, str]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices.items())

    def clean(self) -> dict[str, Any]:
        """What the action takes. Clauses that cannot be charged, or did not bind then, are refused beside them."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        cleaned["conduct_until"] = cleaned["conduct_until"] or cleaned["conduct_on"]
        if cleaned["conduct_until"] < cleaned["conduct_on"]:
            self.add_error("conduct_until", "The last day of the conduct must be the first day or later")
            return cleaned
        clauses, heads = self._chosen("clauses", self.citable), self._chosen("heads", self.head_choices)
        grounds = self._chosen("grounds", self.ground_choices)
        charge = Charge(**{name: cleaned[name] for name in SAID})
        cited = [clause.cited for clause in clauses]
        try:
            days = {"first": charge.conduct_on, "last": charge.conduct_until}
            require_citable(cited=cited, versions=self.versions, **days)
            require_answerable(heads=heads, grounds=[ground.clause.cited for ground in grounds], cited=cited)
        except ActionRefused as refusal:
            self.add_error("grounds" if isinstance(refusal, NotWhole) else "clauses", refusal.text)
        return {"seen": cleaned["seen"], "charge": charge, "clauses": clauses, "heads": heads, "grounds": grounds}

    def _chosen(self, name: str, offered: dict[str, Any]) -> list[Any]:
        return [offered[key] for key in self.cleaned_data[name]]


def _named(clause: "Clause", several: bool) -> str:
    return f"{clause} ({clause.code.version})" if several else str(clause)


def answers_of(allegation: "Allegation") -> dict[str, Any]:
    """What the form shows of an allegation that is to be changed."""
    return {
        **{name: getattr(allegation, name) for name in SAID},
        "clauses": [str(named.clause_id) for named in allegation.citations.all()],
        "heads": [str(named.head_id) for named in allegation.headings.all()],
        "grounds": [str(named.ground_id) for named in allegation.groundings.all()],
    }
