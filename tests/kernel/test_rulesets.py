"""The rule set in force."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kernel import rulesets
from kernel.history import acting
from kernel.models import RuleSet
from kernel.queries import system_user_id

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_the_one_that_comes_with_the_product_is_a_voluntary_register_with_statutory_barring() -> None:
    rules = rulesets.current(NOW)
    assert rules.version == "2026.1"
    assert rules.registration_required_tiers == frozenset()
    assert {"bar", "removal", "suspension"} <= rules.prohibiting_kinds


def test_every_parameter_has_a_source() -> None:
    row = RuleSet.objects.get(version="2026.1")
    assert set(row.sources) == set(row.parameters) == rulesets.PARAMETERS


def test_two_are_never_in_force_at_once() -> None:
    row = RuleSet.objects.get(version="2026.1")
    row.pk, row.version, row.during = None, "2027.1", DateTimeTZRange(datetime(2027, 1, 1, tzinfo=UTC), None)
    overlap = pytest.raises(IntegrityError, match="ruleset_one_at_a_time")
    with acting(user=system_user_id()), overlap, transaction.atomic():
        row.save(force_insert=True)


def test_before_the_first_there_is_none() -> None:
    with pytest.raises(LookupError):
        rulesets.current(datetime(1999, 1, 1, tzinfo=UTC))
