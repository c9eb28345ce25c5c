"""A body that is plainly right is read without the serializer, to the same values."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barring.actions.question_shapes import CheckIn, SubjectIn
from barring.api.watch_shapes import WatchIn
from kernel.api.serializers import NotPlain, StrictSerializer, TextField, _reader, plainly
from kernel.api.strict_json import _examine, loads

TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", " Osei ", "RJ1", "NM-20441703-6", "1974-03-09", "1974-02-30", "legal", "in_post", "x" * 201]
    ),
    st.sampled_from(
        ["board_director", "2026-03-09T10:00:00Z", "2026-03-09", "\u00a0Ama\u2003", "Ng\u0169g\u0129", "\ud800"]
    ),
    st.text(max_size=12),
)
VALUES = st.one_of(
    TEXTS, st.none(), st.booleans(), st.integers(), st.floats(), st.lists(TEXTS, max_size=22), st.just({})
)
SUBJECT = st.fixed_dictionaries({}, optional=dict.fromkeys([*SubjectIn().fields, "surname"], VALUES))
ROLE = st.fixed_dictionaries({"tier": VALUES}, optional={"organisation": VALUES})
BODIES = st.fixed_dictionaries(
    {"purpose": VALUES},
    optional={
        "subject": SUBJECT | VALUES,
        "role": ROLE | VALUES,
        **dict.fromkeys(["client_ref", "subject_informed", "as_of", "known_at", "resolves"], VALUES),
    },
)


@given(BODIES)
def test_what_is_plainly_right_is_what_the_serializer_makes_of_it(body: Any) -> None:
    try:
        read = plainly(CheckIn, body)
    except NotPlain:
        return
    assert read == _reader(CheckIn).run_validation(body)


PLAIN = {
    "client_ref": " REQ ",
    "subject": {"family_name": "Osei", "previous_family_names": ["Boateng "], "date_of_birth": "1974-03-09"},
    "role": {"tier": "board_director", "organisation": None},
    "purpose": "legal",
    "subject_informed": True,
    "as_of": "2026-03-09T10:00:00+01:00",
    "known_at": None,
}


def test_everyday_questions_are_plain() -> None:
    assert plainly(CheckIn, PLAIN) == _reader(CheckIn).run_validation(PLAIN)
    watch = {name: PLAIN[name] for name in ("subject", "role")}
    assert plainly(WatchIn, watch) == _reader(WatchIn).run_validation(watch)


class WithRules(StrictSerializer):
    name = TextField()

    def validate_name(self, name: str) -> str:
        return name.upper()


def test_a_serializer_with_rules_of_its_own_is_always_asked() -> None:
    with pytest.raises(NotPlain):
        plainly(WithRules, {"name": "Ama"})


@given(st.recursive(TEXTS, lambda inside: st.lists(inside, max_size=2), max_leaves=60), st.booleans())
def test_json_that_needs_no_examination_would_pass_it(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "replace")
    try:
        read = loads(text)
    except ValueError:
        return
    _examine(read)
