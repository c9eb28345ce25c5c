"""Weights from labelled pairs."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from register.management.commands.estimate_matcher import HEADER
from register.models import Matcher

ROWS = (
    "Osei,Ama,1974-03-09,Osei,Ama,1974-03-09,yes",
    "Osei,Ama,1974-03-09,Osie,Ama,1974-09-03,yes",
    "Osei,Ama,1974-03-09,Featherstone,Kofi,1961-12-30,no",
)


def estimate(path: Path, *rows: str, name: str = "trial") -> dict[str, object]:
    file = path / "pairs.csv"
    file.write_text("\n".join([",".join(HEADER), *rows]))
    out = StringIO()
    call_command("estimate_matcher", str(file), name=name, stdout=out)
    told: dict[str, object] = json.loads(out.getvalue())
    return told


@pytest.mark.django_db
def test_searches_go_by_the_weights_of_labelled_pairs_and_say_where_they_are_from(tmp_path: Path) -> None:
    before = Matcher.objects.latest("pk")
    told = estimate(tmp_path, *ROWS)
    made = Matcher.objects.latest("pk")
    assert told == {"version": "trial.0", "source": "pairs.csv", "pairs_of_one": 2, "pairs_of_two": 1}
    assert (made.version, made.certain, made.review) == ("trial.0", before.certain, before.review)
    assert made.weights[1] > made.weights[5]  # a slip in the family name speaks for one person, another name against


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [ROWS[:2], ROWS[2:], (ROWS[0].replace("yes", "perhaps"), ROWS[2])])
def test_labels_of_one_kind_alone_and_unknown_ones_are_refused(tmp_path: Path, rows: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        estimate(tmp_path, *rows)


@pytest.mark.django_db
def test_a_name_stands_for_one_set_of_weights(tmp_path: Path) -> None:
    estimate(tmp_path, *ROWS)
    with pytest.raises(CommandError, match="already"):
        estimate(tmp_path, *ROWS)
