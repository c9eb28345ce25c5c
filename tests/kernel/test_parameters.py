"""What a rule set may be made of."""

from dataclasses import fields
from typing import Any

import pytest

from kernel import parameters
from kernel.clocks import Channel
from kernel.models import RuleSet
from kernel.parameters import BY_NAME, PARAMETERS
from kernel.rulesets import Rules
from register.rules import Kind, Tier


def names(choices: parameters.Choices) -> set[str]:
    return {name for name, _words in choices}


def test_every_parameter_is_described_once_and_read() -> None:
    read = {field.name for field in fields(Rules)} - {"pk", "version", "name"}
    assert read == BY_NAME.keys()
    assert len(PARAMETERS) == len(BY_NAME)


def test_the_words_of_the_register_are_those_of_the_rule_sets() -> None:
    assert names(parameters.TIERS) == {tier.value for tier in Tier}
    assert names(parameters.ORDERS) == {kind.value for kind in Kind}
    assert names(parameters.CHANNELS) == set(Channel.values)


@pytest.fixture
def sound(db: None) -> tuple[dict[str, Any], dict[str, str]]:
    row = RuleSet.objects.get(version="2026.1")
    return row.parameters, row.sources


def test_what_comes_with_the_product_is_sound(sound: tuple[dict[str, Any], dict[str, str]]) -> None:
    given, sources = sound
    assert parameters.faults(parameters=given, sources=sources) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("appeal_days", 13),
        ("appeal_days", 366),
        ("appeal_days", "28"),
        ("concern_logged_working_days", True),
        ("appeal_days", 28.0),
        ("deemed_service_days", {"hand": 0, "email": 0}),
        ("deemed_service_days", {"hand": 0, "email": 0, "post": 15}),
        ("deemed_service_days", {"hand": 0, "email": 0, "post": 2, "pigeon": 1}),
        (
            "takes_effect",
            {"bar": "never", "removal": "on_service", "suspension": "on_service", "conditions": "on_service"},
        ),
        ("prohibiting_kinds", ["bar", "bar"]),
        ("prohibiting_kinds", ["fine"]),
        ("prohibiting_kinds", "bar"),
        ("published_birth", "day"),
        ("interim_review_months", 9),
        ("no_such", 1),
    ],
)
def test_a_wrong_value_is_named_and_no_other(
    name: str, value: object, sound: tuple[dict[str, Any], dict[str, str]]
) -> None:
    given, sources = sound
    changed = {**given, "interim_maximum_months": 8, "interim_review_again_months": 3, "interim_review_months": 6}
    found = parameters.faults(parameters={**changed, name: value}, sources=sources)
    assert list(found) == [name]
    assert found[name]


def test_a_parameter_without_value_or_source_is_named(sound: tuple[dict[str, Any], dict[str, str]]) -> None:
    given, sources = sound
    found = parameters.faults(
        parameters={name: value for name, value in given.items() if name != "appeal_days"},
        sources={**sources, "warning_months": " ", "retention_years": "x" * 301},
    )
    assert found.keys() == {"appeal_days", "warning_months", "retention_years"}
