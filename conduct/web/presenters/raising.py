"""The pages of raising a concern, in words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from conduct import queries
from conduct.rules import raising as rules
from conduct.rules.identities import Fact, Mode
from conduct.rules.raising import RaisedAs, Raising, Step, Subject
from conduct.web.carrying import carried
from conduct.web.forms.raising import questions

if TYPE_CHECKING:
    from django import forms

    from conduct.models import Concern, SignpostCount

HEADINGS: Final = {
    Step.START: "Raise a concern about an NHS manager",
    Step.WHO: "About you",
    Step.SUBJECT: "Is this for us?",
    Step.ELSEWHERE: "Somebody else can help you better",
    Step.PROTECTION: "What protects you, and what cannot",
    Step.MODE: "Your name",
    Step.IDENTITY: "Who you are",
    Step.WORKER: "Your work",
    Step.HEADS: "What it shows",
    Step.TREATED: "How you were treated",
    Step.ABOUT: "Who it is about",
    Step.CATEGORY: "What it is about",
    Step.HAPPENED: "What happened",
    Step.NOTICES: "When we write to you",
    Step.CHECK: "Check your answers",
}
TELLING: Final = {
    Step.START: "start",
    Step.ELSEWHERE: "elsewhere",
    Step.PROTECTION: "protection",
    Step.IDENTITY: "identity",
    Step.NOTICES: "notices",
    Step.CHECK: "check",
}


class Body(NamedTuple):
    """Who looks into something, what they can do, and where to find them."""

    name: str
    can: str
    address: str


COMPLAINTS = Body(
    "The Parliamentary and Health Service Ombudsman",
    "looks at a complaint about the health service in England that the service itself has answered",
    "https://www.ombudsman.org.uk/",
)
QUALITY = Body(
    "The Care Quality Commission",
    "inspects hospitals, practices and care homes in England; tell it of care that is unsafe or poor",
    "https://www.cqc.org.uk/",
)
PROTECT = Body(
    "Protect", "gives free advice in confidence to people at work who speak up", "https://protect-advice.org.uk/"
)
ELSEWHERE: Final[dict[str, tuple[Body, ...]]] = {
    Subject.CARE: (
        Body(
            "The service itself",
            "must answer a complaint about your care; its patient advice team (PALS) can help at once",
            "",
        ),
        COMPLAINTS,
    ),
    Subject.SERVICE: (QUALITY, PROTECT),
    Subject.PROFESSIONAL: (
        Body("The General Medical Council", "regulates doctors", "https://www.gmc-uk.org/"),
        Body("The Nursing and Midwifery Council", "regulates nurses and midwives", "https://www.nmc.org.uk/"),
        Body(
            "The Health and Care Professions Council",
            "regulates paramedics, physiotherapists, psychologists and others",
            "https://www.hcpc-uk.org/",
        ),
    ),
    Subject.FRAUD: (
        Body("The NHS Counter Fraud Authority", "looks into fraud against the NHS in England", "https://cfa.nhs.uk/"),
    ),
    Subject.EMPLOYMENT: (
        Body("Acas", "gives free advice on rights and disputes at work", "https://www.acas.org.uk/"),
        Body("Your trade union", "can advise you and act for you", ""),
        PROTECT,
    ),
}


def page_of(raising: Raising, form: "forms.Form") -> dict[str, Any]:
    """What the page that somebody is on shows."""
    return {
        "form": form,
        "heading": HEADINGS[raising.at],
        "so_far": carried(raising),
        "is_first": raising.at == Step.START,
        "myself": raising.raised_as == RaisedAs.SELF,
        "for_employer": raising.raised_as == RaisedAs.EMPLOYER,
        "named": raising.mode == Mode.NAMED,
        "bodies": ELSEWHERE.get(raising.subject, ()),
        "answers": list(_answers(raising)) if raising.at == Step.CHECK else [],
    }


def template_of(raising: Raising) -> str:
    """The template of the page that somebody is on."""
    return f"conduct/concerns/raising/{TELLING.get(raising.at, 'question')}.jinja"


def _answers(raising: Raising) -> Iterable[dict[str, str]]:
    """Each question whose answer will be sent, in words, and the page on which to change it."""
    for step in raising.steps:
        if step == Step.SUBJECT:
            continue
        form = questions(rules.Raising(draft="", at=step, answers=raising.answers))
        for field in form:
            given = raising.answers[step].get(field.name)
            words = dict(getattr(field.field, "choices", ()))
            shown = [str(words.get(one, one)) for one in (given if isinstance(given, list) else [given]) if one]
            yield {"question": str(field.label), "answer": "\n".join(shown) or "Not answered", "step": step}


def position(concern: "Concern", *, detriment: str) -> list[tuple[str, str]]:
    """What a reporter says of their own position, for staff; `detriment` in their words, where these may be read."""
    facts = [("Raised as", concern.get_raised_as_display()), ("Raised", Mode(concern.mode).words)]
    if (sealed := queries.identity_of(concern=concern)) is not None:
        held = ", ".join(Fact(fact).label.lower() for fact in sealed.holds)
        facts.append(("Sealed, for identity custodians alone", held.capitalize()))
    if concern.raised_as == RaisedAs.WORKER:
        heads = [rules.Head(head).label for head in concern.heads]
        facts += [
            ("How they work", concern.get_worker_status_display()),
            ("What they believe it shows", ", ".join(heads) or "Nothing selected"),
            ("Treated badly for speaking up", concern.get_detriment_display()),
        ]
    if detriment:
        facts.append(("What was done to them", detriment))
    return facts


def signposts(counts: "Iterable[SignpostCount]") -> list[list[str]]:
    """How often people were told who else can help, by month and subject."""
    return [[f"{count.month:%B %Y}", count.get_subject_display(), str(count.shown)] for count in counts]
