"""Letters in one of the demonstration's cases: one to the manager, a demand that waits to be posted, and a draft."""

import hashlib
from datetime import datetime
from typing import Any, Final

from conduct import actions as conduct
from conduct.models import Case, Letter
from conduct.queries import letters as letter_queries
from config.demo.cast import Cast
from kernel.permissions import Role

ADDRESS: Final = "1 Example Street\nExampletown\nEX1 1EX"
NEWS: Final = (
    "We have the rotas of ward 7 and one email about them. You have them too: open them from the page of your case.\n\n"
    "Two examiners look at the case when your time to respond is over. You need do nothing until then."
)


def write(cast: Cast, case: Case, *, at: datetime) -> None:
    """By whoever holds the case, on one day."""
    given: dict[str, Any] = {"by": cast.one(Role.CASEWORKER), "at": at}
    templates = {one.key: one for one in letter_queries.letter_templates()}
    manager = letter_queries.addressees_of(case=case, at=at)[0]
    for key, words in (("progress", NEWS), ("response", "")):
        letter = conduct.write_letter(case=case, template=templates[key], addressee=manager, **given)
        if words:
            _send(letter, words=words, **given)
    demand = conduct.demand_documents(
        case=case,
        addressee="The trust’s company secretary",
        what="The minutes of every meeting of the workforce committee in the last year.",
        legal_basis="The order that founds the regulator, article 9",
        channel="post",
        **given,
    )
    whom = letter_queries.addressee_of_demand(demand)
    letter = conduct.write_letter(case=case, template=templates["demand"], addressee=whom, demand=demand, **given)
    _send(letter, words=letter.body, **given)


def _send(letter: Letter, *, words: str, **given: Any) -> None:
    said: dict[str, Any] = {
        "way": letter.way,
        "name": letter.name,
        "address": ADDRESS,
        "title": letter.title,
        "body": words,
    }
    ready = conduct.change_letter(letter=letter, **said, **given)
    shown = hashlib.sha256(letter_queries.printed(ready, at=given["at"])).hexdigest()
    conduct.send_letter(letter=ready, shown=shown, **given)
