"""The Code as a catalogue."""

from datetime import date

import pytest

from conduct.models import Code
from conduct.queries import clauses_in_force


@pytest.mark.django_db
def test_every_principle_and_provision_of_2002_is_there_in_order_with_a_summary() -> None:
    clauses = list(clauses_in_force(on=date(2024, 5, 1)))
    assert " ".join(clause.reference for clause in clauses) == (
        "1 1a 1b 1c 2 2a 2b 2c 2d 2e 3 3a 3b 3c 3d 3e 3f 4 4a 4b 4c 4d 5 5a 5b 5c 6 7 7a 7b 7c 8"
    )
    assert all(clause.title and clause.summary for clause in clauses)


@pytest.mark.django_db
def test_no_version_bound_anybody_before_the_code_was_published() -> None:
    assert not clauses_in_force(on=date(2002, 10, 8)).exists()
    assert clauses_in_force(on=date(2002, 10, 9)).exists()


@pytest.mark.django_db
def test_the_seed_says_in_history_who_wrote_it() -> None:
    written = Code.objects.get().history.get()
    assert (written.history_user.is_system, written.history_change_reason) == (True, "The Code of 2002")
