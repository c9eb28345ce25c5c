"""A line of a batch, of JSON or of CSV, is the question that the same body is in a single check, or both refuse it."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from barring.actions.batch_rows import RowFault, question_in
from barring.actions.checks import Question
from barring.actions.question_shapes import CheckIn, question_from
from barring.rules.layouts import COLUMNS
from kernel.api.problems import Invalid
from kernel.api.serializers import checked
from kernel.api.strict_json import NotStrictJson, loads

ODD: tuple[Any, ...] = (None, "", " ", 0, 1, 1.5, True, False, [], {}, "\u00a0x\u2003", "\x1f", "\x85a", "x" * 201, "ﬀ")
TEXTS = ("Osei", " Ama ", "O’Neill", "rj1", "NM-20441703-6", *ODD)
DAYS = ("1974-03-09", " 1974-03-09", "1974-3-9", "0001-01-01", "١٩٧٤-03-09", "1974-03-09T00:00:00Z", *ODD)
INSTANTS = (
    "2026-03-09T10:00:00Z", "2026-03-09t10:00:00.123456789+01:00", "0001-01-01T00:00:00+14:00", "2026-03-09", *ODD,
)  # fmt: skip
NAMES = (["Boateng"], ["", " "], [None], [1], ["a"] * 20, ["a"] * 21, *ODD)


def members(**named: some.SearchStrategy[Any]) -> some.SearchStrategy[Any]:
    """An object with any of these members, sometimes with one that nobody knows, and sometimes no object."""
    whole = some.fixed_dictionaries({}, optional=named | {"extra": some.just(1)})
    return some.one_of(some.fixed_dictionaries(named), whole, some.sampled_from(ODD))


BODIES = members(
    client_ref=some.sampled_from(TEXTS),
    subject=members(
        registration_number=some.sampled_from((*TEXTS, "9" * 40, "9" * 41)),
        family_name=some.sampled_from(TEXTS),
        given_names=some.sampled_from(TEXTS),
        previous_family_names=some.sampled_from(NAMES),
        date_of_birth=some.sampled_from(DAYS),
        national_insurance_number=some.sampled_from(TEXTS),
    ),
    role=members(
        tier=some.sampled_from(("board_director", "director", *ODD)),
        organisation=some.sampled_from((*TEXTS, "x" * 12, "x" * 13)),
    ),
    purpose=some.sampled_from(("in_post", "IN_POST", *ODD)),
    subject_informed=some.sampled_from(ODD),
    as_of=some.sampled_from(INSTANTS),
    known_at=some.sampled_from(INSTANTS),
)


def asked_alone(body: str) -> Question | None:
    """The question of a single check; None where it is refused."""
    try:
        return question_from(given=checked(CheckIn, loads(body.encode())))
    except (Invalid, NotStrictJson):
        return None


def asked_in_a_row(body: str) -> Question | None:
    question = question_in(row=body, purpose="")
    return None if isinstance(question, RowFault) else question


@settings(max_examples=100, deadline=None)
@given(body=some.one_of(BODIES, some.recursive(some.sampled_from(ODD), some.lists, max_leaves=3)))
def test_a_body_is_one_question_alone_and_in_a_row(body: Any) -> None:
    text = json.dumps(body)
    assert asked_in_a_row(text) == asked_alone(text)


CELLS = some.sampled_from((*(text for text in TEXTS if isinstance(text, str)), "9" * 40, "9" * 41))


@settings(max_examples=200, deadline=None)
@given(
    cells=some.fixed_dictionaries(
        {
            **dict.fromkeys(("client_ref", "registration_number", "family_name", "given_names"), CELLS),
            "previous_family_names": some.lists(some.sampled_from(("Boateng", " Mensah", "x" * 201)), max_size=22),
            "date_of_birth": some.sampled_from(("", " ", "1974-03-09", "1974-3-9", "1974-02-30", "١٩٧٤-03-09")),
            "tier": some.sampled_from(("board_director", " direct_report ", "director", "")),
        }
    )
)
def test_a_line_of_csv_is_the_question_that_its_cells_are_as_a_body(cells: dict[str, Any]) -> None:
    line = {**cells, "previous_family_names": "|".join(cells["previous_family_names"])}
    read = question_in(row=[line[column] for column in COLUMNS], purpose="in_post")
    subject = {name: cells[name] for name in COLUMNS if name not in ("client_ref", "tier")}
    subject["date_of_birth"] = cells["date_of_birth"].strip() or None
    role = {"tier": cells["tier"].strip()}
    body = {"client_ref": cells["client_ref"], "subject": subject, "role": role, "purpose": "in_post"}
    assert (None if isinstance(read, RowFault) else read) == asked_alone(json.dumps(body))


def test_whatever_one_value_is_both_take_it_or_both_refuse_it() -> None:
    """Each value in its place in a body that is otherwise right."""
    taken = 0
    places = {
        ("client_ref",): TEXTS, ("as_of",): INSTANTS, ("known_at",): INSTANTS, ("subject_informed",): ODD,
        ("purpose",): ODD, ("role", "tier"): ODD, ("role", "organisation"): TEXTS, ("subject",): ODD, ("role",): ODD,
        ("subject", "family_name"): TEXTS, ("subject", "date_of_birth"): DAYS,
        ("subject", "previous_family_names"): NAMES,
    }  # fmt: skip
    for (*above, name), values in places.items():
        for value in values:
            body: dict[str, Any] = {"subject": {}, "role": {"tier": "board_director"}, "purpose": "in_post"}
            (body[above[0]] if above else body)[name] = value
            alone = asked_alone(json.dumps(body))
            assert asked_in_a_row(json.dumps(body)) == alone, (above, name, value)
            taken += alone is not None
    assert taken > 40
