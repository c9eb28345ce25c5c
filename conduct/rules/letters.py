"""Letters of a case: the facts that a template may name, to whom one may go, and when. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db.models import TextChoices

from kernel.errors import ActionRefused

FACT: Final = re.compile(r"\{([^{}]*)\}")
BRACE: Final = re.compile(r"[{}]")
TO_WRITE: Final = re.compile(r"\[Say [^\]]*\]")
"""Where a template leaves words to whoever writes the letter."""


class Fact(TextChoices):
    """What the system fills in where a template names it in braces."""

    CASE_REFERENCE = "case_reference", "the reference of the case"
    TODAY = "today", "the day on which the letter is written"
    ADDRESSEE_NAME = "addressee_name", "to whom the letter goes"
    MANAGER_NAME = "manager_name", "the manager’s name"
    CONTACT_NAME = "contact_name", "the named contact, who holds the case"
    CONTACT_EMAIL = "contact_email", "the contact’s email address"
    RESPONSE_DUE = "response_due", "until when the manager may respond"
    DEMAND_NUMBER = "demand_number", "the number of the demand"
    DEMAND_WHAT = "demand_what", "what is demanded"
    DEMAND_BASIS = "demand_basis", "the power it is demanded under"
    DEMAND_DUE = "demand_due", "by when it is due"
    DEMAND_COUNTED = "demand_counted", "how that was counted, and by which rule"


OF_A_DEMAND: Final = frozenset(fact for fact in Fact if fact.startswith("demand_"))


class To(TextChoices):
    """Who may be written to."""

    MANAGER = "manager", "The manager"
    REPRESENTATIVE = "representative", "Who acts for the manager"
    EMPLOYER = "employer", "An employer that was told of the case"
    WITNESS = "witness", "A witness"
    DEMAND = "demand", "Of whom documents are demanded"


class Way(TextChoices):
    """How a letter goes: read after signing in, or printed and posted."""

    ACCOUNT = "account", "In their account, with an email that says that a letter waits"
    POST = "post", "By post"


WITH_ACCOUNTS: Final = (To.MANAGER, To.REPRESENTATIVE)


class UnknownFact(ActionRefused):
    """A template names a fact that there is not."""


class FactMissing(ActionRefused):
    """The case does not have a fact that a template names."""


class LetterGone(ActionRefused):
    """A letter that was sent is not changed, sent or thrown away."""


class LetterUnfit(ActionRefused):
    """A letter that may not go to this addressee, or not in this way."""


class LetterChanged(ActionRefused):
    """What would be sent is not what was looked at."""


def facts_named(body: str) -> set[Fact]:
    """The facts that the text of a template names. Refuses any other, and a brace that names none."""
    named = FACT.findall(body)
    if unknown := [each for each in named if each not in Fact.values]:
        known = ", ".join(f"{{{each}}}" for each in Fact.values)
        raise UnknownFact(f"There is no fact called {{{unknown[0]}}}. Use one of these: {known}.")
    if BRACE.search(FACT.sub("", body)):
        raise UnknownFact(
            "There is a brace that names no fact. Write a fact as in {case_reference}, and no other brace."
        )
    return {Fact(each) for each in named}


def is_of_a_demand(body: str) -> bool:
    """Whether a template is about one demand for documents, and chosen from it."""
    return bool(facts_named(body) & OF_A_DEMAND)


def filled(body: str, *, facts: Mapping[Fact, str]) -> str:
    """The text of a template with its facts filled in, once: a fact's own words are never read as a template."""
    if missing := sorted(str(fact.label) for fact in facts_named(body) if not facts.get(fact)):
        raise FactMissing(f"This case does not have {' or '.join(missing)}. Choose another template.")
    return FACT.sub(lambda found: facts[Fact(found[1])], body)


def require_unsent(*, is_sent: bool) -> None:
    """Refuse to touch a letter that was sent."""
    if is_sent:
        raise LetterGone("This letter was sent, and stays as it is. Write another one.")


def require_way(*, to: str, way: str, has_account: bool, address: str) -> None:
    """Refuse an account that nobody has, and a letter by post without an address."""
    if way == Way.ACCOUNT and not (to in WITH_ACCOUNTS and has_account):
        raise LetterUnfit("They have no account to read it in. Send it by post.")
    if way == Way.POST and not address:
        raise LetterUnfit("Enter the address that it is posted to.")


def require_manager_asked(*, to: str, is_asked: bool) -> None:
    """Refuse a letter to the manager's side before they know of the case."""
    if to in WITH_ACCOUNTS and not is_asked:
        raise LetterUnfit("Ask the manager for a response first: until then they know nothing of the case.")


def require_employer_told(*, to: str, is_told: bool) -> None:
    """Refuse a letter to an employer that was not told of the case, as two people decide."""
    if to == To.EMPLOYER and not is_told:
        raise LetterUnfit(
            "This employer was not told of the case. Propose that first, on the page “Telling employers”."
        )


def require_clock_of_demand(*, begins_on: date, day: date) -> None:
    """Refuse a demand's letter of a later day than the one from which its time is counted."""
    if day != begins_on:
        raise LetterUnfit(
            "The time that this demand gives runs from the day on which it was recorded, which is over. Record the "
            "demand again, so that whoever gets it has all of that time."
        )


def require_written(*, body: str) -> None:
    """Refuse a letter in which somebody has still to say something."""
    if found := TO_WRITE.search(body):
        raise LetterUnfit(f"Write your own words in place of {found[0]}, then send the letter.")


def require_same(*, shown: str, made: str) -> None:
    """Refuse to send what is not, byte for byte, what was looked at."""
    if shown != made:
        raise LetterChanged(
            "The letter or its date changed after you opened this page. Look at it again, then send it."
        )
