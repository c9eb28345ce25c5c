"""The second keying of responses from paper, in words."""

from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse

from consultation.queries import asked_by
from consultation.queries.keying import keyed_first, keyed_second, keyings_of, progress_of, share_of
from consultation.rules.counting import percent
from consultation.rules.keying import Compared, Keyed, compared
from consultation.web.forms.entering import KeyedForm, SettleForm
from consultation.web.forms.responding import initial_of
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from consultation.models import Consultation, Response, SecondKeying

NOTHING = "nothing"


def progress(held: "Consultation") -> dict[str, Any]:
    """How far it is, and each that was keyed again."""
    sums, share = progress_of(consultation=held), share_of(held)
    source = held.rule_set.sources["second_keying_percent"]
    of = f"{sums.differ:,} of {sums.compared:,}"
    return {
        "consultation": held,
        "share": f"{share} in a hundred, {source}, rule set {held.rule_set.version}",
        "is_left": sums.left > 0,
        "facts": [
            {"key": "Responses from paper", "value": f"{sums.papers:,}", "data_test": "papers"},
            {"key": "To be keyed by two people", "value": f"{sums.sampled:,}", "data_test": "sampled"},
            {"key": "Still to be keyed again", "value": f"{sums.left:,}", "data_test": "left"},
            {
                "key": "Keyed otherwise the second time",
                "value": f"{of} things ({percent(sums.differ, sums.compared)}%)" if sums.compared else "None yet",
                "data_test": "differ",
            },
        ],
        "rows": [_row(held, each) for each in keyings_of(consultation=held)],
    }


def _row(held: "Consultation", each: "SecondKeying") -> list[Any]:
    number = each.response.public_number
    if not each.differ:
        state: dict[str, Any] = {"text": "The same", "tag": "green"}
    elif hasattr(each, "settlement"):
        state = {"text": f"Settled by {each.settlement.by.name}", "tag": "blue"}
    else:
        href = reverse("consultation:settle", args=[held.slug, number])
        state = {"text": f"Settle {number}", "href": href, "data_test": "to-settle"}
    return [number, f"{each.differ:,} of {each.compared:,}", each.by.name, state]


def paper(one: "Response") -> dict[str, Any]:
    """By what somebody finds the paper, and nothing of what it says."""
    first = one.versions.order_by("number").first()
    assert first is not None
    facts = [("Number on the paper", one.public_number), ("Received", format_instant(first.received_at))]
    return {"consultation": one.consultation, "response": one, "facts": facts}


def settle_form(held: "Consultation", keying: "SecondKeying", data: QueryDict | None) -> SettleForm:
    """The form of what differs, each with what both people typed."""
    asked = asked_by(consultation=held)
    questions = [each for section in asked if not section.is_equality for each in section.questions]
    first, second = keyed_first(response=keying.response), keyed_second(keying=keying)
    fields = KeyedForm(asked, None).fields
    differ = {
        each.field: _both(each, dict(getattr(fields[each.field], "choices", ())))
        for each in compared(first, second, questions)
        if each.differs
    }
    return SettleForm(asked, data, first=_initial(first, questions), differ=differ)


def _initial(keyed: Keyed, questions: list[Any]) -> dict[str, Any]:
    about = {
        name: getattr(keyed.sender, name)
        for name in ("respondent_type", "organisation", "publish", "name", "may_pass_on")
    }
    return about | initial_of(questions, keyed.answers)


def _both(each: Compared, choices: dict[str, str]) -> str:
    one, other = (_words(given, choices) for given in (each.first, each.second))
    return f"The first person typed {one}; the second typed {other}."


def _words(given: tuple[str, ...], choices: dict[str, str]) -> str:
    return " and ".join(f"“{choices.get(key, key)}”" for key in given) or NOTHING
