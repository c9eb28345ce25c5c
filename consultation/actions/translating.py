"""Putting a consultation into a further language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from consultation.actions.steps import locked, stepped
from consultation.models import Consultation, Translation
from consultation.queries.consultations import stage
from consultation.queries.translating import Part, parts_of
from consultation.rules.languages import CALLED, Language, require_known
from consultation.rules.questionnaire import NotFit
from consultation.workflow import Action, Status
from kernel.history import recorded
from kernel.models import User


@recorded()
def translate(
    *, consultation: Consultation, language: str, words: Mapping[str, Mapping[str, str]], by: User, at: datetime
) -> None:
    """Keep the words of each part in a language: in a draft of any part, later of corrections that have none yet.

    Refuses (NotFit) a part, or words of one, that are not there.
    """
    is_open = stage(consultation=consultation, at=at) == Status.OPEN
    held = locked(consultation=consultation, action=Action.CORRECT if is_open else Action.CHANGE, at=at)
    parts = {part.key: part for part in parts_of(consultation=held, language=language, at=at)}
    for key, given in words.items():
        part = parts.get(key)
        if part is None:
            raise NotFit("The consultation changed after you opened this page, so nothing was saved. Open it again.")
        require_known(given, part.held)
        _keep(held, language, part, {name: text for name, text in given.items() if text})
    if is_open:
        stepped(
            held=held, action=Action.CORRECT, by=by, at=at, reason=f"The correction in {CALLED[Language(language)]}"
        )


def _keep(held: Consultation, language: str, part: Part, words: Mapping[str, str]) -> None:
    if dict(part.words) == dict(words):
        return
    place: dict[str, Any] = {"section_id": part.section, "wording_id": part.wording}
    Translation.objects.update_or_create(consultation=held, language=language, defaults={"words": dict(words)}, **place)
