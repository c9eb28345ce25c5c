"""What was recorded of a person, as sentences: what holds in which time, and what was corrected when and why."""

from collections.abc import Callable, Iterable
from typing import Any

from kernel.clocks import format_date
from register.queries import Recorded
from register.rules import Kind, LeadKind, RegistrationStatus, Tier
from register.web.presenters.words import period, scope


def events(recorded: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Items for the component timeline, in the order given."""
    return [_event(one) for one in recorded]


def _event(one: Recorded) -> dict[str, Any]:
    fact: Any = one.new or one.old
    name, say = SAID[type(fact).__name__]
    noun = name(fact)
    item = {"at": one.at, "by": one.by, "data_test": "event"}
    reason = f"Reason: {one.reason}" if one.reason else ""
    if one.new is None:
        return item | {"heading": f"{noun} taken off", "text": _paragraphs(f"It said: {say(one.old)}.", reason)}
    if one.old is None:
        return item | {"heading": f"{noun} recorded", "text": _paragraphs(f"{say(one.new)}.", reason)}
    if _only_ended(one.old, one.new):
        return item | {"heading": f"{noun} ended", "text": _paragraphs(f"{say(one.new)}.", reason)}
    before = f"Before that the register said: {say(one.old)}."
    return item | {"heading": f"{noun} corrected", "text": _paragraphs(f"{say(one.new)}.", before, reason)}


def _only_ended(old: Any, new: Any) -> bool:
    """Whether the new fact is the old one with an end, or an order with an earlier one. Other ends are corrections."""
    columns = [field.attname for field in new._meta.concrete_fields if field.editable and not field.primary_key]
    same = all(getattr(old, name) == getattr(new, name) for name in columns if name != "during")
    ended = new.ends is not None and (old.ends is None or type(new).__name__ == "Restriction")
    return same and old.begins == new.begins and ended


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _with_period(text: str, fact: Any) -> str:
    held = period(fact)
    return f"{text}, {held}" if held else text


def _restriction(fact: Any) -> str:
    covers = scope(fact.tiers, fact.organisation_classes)
    published = "published" if fact.published_at else "not published"
    return f"{_with_period(Kind(fact.kind).words, fact)}, by {fact.source} ({covers}), {published}"


Say = Callable[[Any], str]
SAID: dict[str, tuple[Say, Say]] = {
    "Name": (lambda fact: fact.get_kind_display(), lambda fact: _with_period(str(fact), fact)),
    "BirthDate": (lambda fact: "Date of birth", lambda fact: format_date(fact.date_of_birth)),
    "EmailAddress": (lambda fact: "Email address", lambda fact: fact.address),
    "NationalInsurance": (
        lambda fact: "National Insurance number",
        lambda fact: "A number, of which only a keyed hash is kept",
    ),
    "Registration": (
        lambda fact: "Registration",
        lambda fact: _with_period(f"{RegistrationStatus(fact.status).words}, grade {fact.grade}", fact),
    ),
    "Post": (
        lambda fact: "Post",
        lambda fact: _with_period(f"{fact.title} at {fact.organisation.name} ({Tier(fact.tier).words})", fact),
    ),
    "SpeakUpLead": (
        lambda fact: "Speak-up lead",
        lambda fact: _with_period(f"{LeadKind(fact.kind).words} lead at {fact.organisation.name}", fact),
    ),
    "Restriction": (lambda fact: "Order", _restriction),
    "Annotation": (lambda fact: "Warning", lambda fact: _with_period(f"“{fact.text}”", fact)),
}
