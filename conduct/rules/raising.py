"""Raising a concern, page by page: who raises it, which questions they are asked, and where they have got to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Final

from django.db.models import TextChoices

from conduct.rules.identities import Identity, Mode


class RaisedAs(TextChoices):
    """As what somebody says they come. Nobody checks it: they are not asked who they are."""

    PUBLIC = "public", "A patient, relative, carer or member of the public"
    WORKER = "worker", "Somebody who works or worked in the health service"
    EMPLOYER = "employer", "Somebody who reports for an employer, such as a trust or an integrated care board"
    SELF = "self", "A manager, about something that I did myself"


class Subject(TextChoices):
    """What somebody wants to raise. All but the first belong somewhere else."""

    MANAGER = "manager", "What a manager of the health service did or did not do"
    CARE = "care", "Care or treatment, for myself or somebody close to me"
    SERVICE = "service", "The safety or quality of a hospital, practice or other service"
    PROFESSIONAL = "professional", "A doctor, nurse or other professional who treats patients"
    FRAUD = "fraud", "Fraud, bribery or theft that no manager had a part in"
    EMPLOYMENT = "employment", "My own pay, contract or dispute with my employer"


class WorkerStatus(TextChoices):
    """How somebody works or worked: the yearly report of a prescribed person counts what workers told it."""

    EMPLOYEE = "employee", "Employee"
    AGENCY = "agency", "Agency, bank or locum worker, or contractor"
    SELF_EMPLOYED = "self_employed", "Self-employed, such as a general practitioner or dentist"
    LEARNER = "learner", "Student or trainee"
    FORMER = "former", "I worked there, and have left"
    VOLUNTEER = "volunteer", "Volunteer, governor or board member without a contract of employment"
    OTHER = "other", "Something else"


class Head(TextChoices):
    """What a disclosure must tend to show to qualify (Employment Rights Act 1996, section 43B)."""

    CRIME = "crime", "A crime"
    DUTY = "duty", "A legal duty that was not kept"
    JUSTICE = "justice", "A miscarriage of justice"
    SAFETY = "safety", "A danger to somebody’s health or safety"
    ENVIRONMENT = "environment", "Damage to the environment"
    CONCEALMENT = "concealment", "Any of these being covered up"


class Detriment(TextChoices):
    """Whether somebody was treated badly because they spoke up."""

    NO = "no", "No"
    YES = "yes", "Yes"
    AFRAID = "afraid", "Not so far, but I am afraid of it"


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """What somebody says of their own position, in words that are kept open. Who they are is an `Identity`."""

    raised_as: str = RaisedAs.PUBLIC
    mode: str = Mode.ANONYMOUS
    worker_status: str = ""
    heads: list[str] = field(default_factory=list)
    detriment: str = ""
    detriment_text: str = ""


class Step(StrEnum):
    """One page of raising a concern."""

    START = "start"
    WHO = "who"
    SUBJECT = "subject"
    ELSEWHERE = "elsewhere"
    PROTECTION = "protection"
    MODE = "mode"
    IDENTITY = "identity"
    WORKER = "worker"
    HEADS = "heads"
    TREATED = "treated"
    ABOUT = "about"
    CATEGORY = "category"
    HAPPENED = "happened"
    NOTICES = "notices"
    CHECK = "check"


OF_WORKERS: Final = frozenset({Step.WORKER, Step.HEADS, Step.TREATED})


@dataclass(frozen=True, kw_only=True)
class Raising:
    """How far somebody has got: the secret of their receipt, the page they are on, and the answers given by page."""

    draft: str
    at: Step = Step.START
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def raised_as(self) -> str:
        return str(self.answers.get(Step.WHO, {}).get("raised_as", ""))

    @property
    def mode(self) -> str:
        return str(self.answers.get(Step.MODE, {}).get("mode", Mode.ANONYMOUS))

    @property
    def subject(self) -> str:
        return str(self.answers.get(Step.SUBJECT, {}).get("subject", ""))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pages that the answers so far lead through, in their order."""
        left_out = set(OF_WORKERS) if self.raised_as != RaisedAs.WORKER else set()
        if self.mode == Mode.ANONYMOUS:
            left_out.add(Step.IDENTITY)
        if self.raised_as == RaisedAs.SELF:
            left_out |= {Step.SUBJECT, Step.ELSEWHERE, Step.MODE, Step.IDENTITY}
        if self.subject in ("", Subject.MANAGER):
            left_out.add(Step.ELSEWHERE)
        return tuple(step for step in Step if step not in left_out)

    def answered(self, given: Mapping[str, Any]) -> "Raising":
        """With the answers of the present page; another subject is told once more where it belongs."""
        kept = {step: said for step, said in self.answers.items() if self.at != Step.SUBJECT or step != Step.ELSEWHERE}
        return replace(self, answers={**kept, self.at: dict(given)})

    def onward(self) -> "Raising":
        """On the first page that is not answered yet; on the last, to check everything, once all are."""
        unanswered = (step for step in self.steps if step not in self.answers)
        return replace(self, at=next(unanswered, Step.CHECK))

    def back(self) -> "Raising":
        """On the page before."""
        before = self.steps[: self.steps.index(self.at)]
        return replace(self, at=before[-1] if before else Step.START)

    def changing(self, step: str) -> "Raising":
        """On an earlier page again; on none that the answers do not lead through, and never past one to the end."""
        is_behind = step in self.steps and step in self.answers and step != Step.CHECK
        return replace(self, at=Step(step)) if is_behind else self

    def said(self) -> dict[str, Any]:
        """Every answer that counts, those of pages that the others lead through: on the matter, on the position of
        whoever raises it, and apart from these who they are."""
        given = {name: value for step in self.steps for name, value in self.answers.get(step, {}).items()}
        given.pop("subject", None)
        own = {one.name: given.pop(one.name) for one in fields(Reporter) if one.name in given}
        who = {one.name: given.pop(one.name) for one in fields(Identity) if one.name in given}
        return {**given, "reporter": Reporter(**own), "identity": Identity(**who) if who else None}
