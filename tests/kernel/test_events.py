"""The feed: each organisation's own, without gaps, in the order of the commits."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from kernel.events import events_after, number_due, record_event
from kernel.history import ALL, acting
from kernel.models import Event, EventType, Organisation
from tests.factories.kernel import organisation
from tests.races import at_once

AsOwner = Callable[[], AbstractContextManager[CursorWrapper]]
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)


def write(of: Organisation, watch: str = "") -> Event:
    return record_event(organisation_id=of.pk, type=EventType.WATCH_CORRECTED, at=NOW, watch=watch)


def read(of: Organisation, after: int = 0) -> list[tuple[int | None, str]]:
    found = events_after(organisation_id=of.pk, after=after, limit=100_000)
    return [(event.sequence, event.reference) for event in found]


@pytest.mark.django_db(transaction=True)
def test_an_event_stands_in_the_feed_after_its_commit_and_not_before() -> None:
    trust = organisation()
    began, ended = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            write(trust, "began first")
            began.set()
            assert ended.wait(20)

    def others() -> None:
        assert began.wait(20)
        write(trust, "ended first")
        number_due(at=NOW)
        told.extend(read(trust))
        ended.set()

    told: list[tuple[int | None, str]] = []
    at_once(slow_writer, others)
    number_due(at=NOW)
    later = read(trust, after=1)
    assert [place for place, _ in told] == [1]
    assert [place for place, _ in later] == [2]
    assert list(Event.objects.order_by("sequence").values_list("watch", flat=True)) == ["ended first", "began first"]


@pytest.mark.django_db
def test_what_was_taken_back_is_never_told_and_leaves_no_gap() -> None:
    trust = organisation()
    write(trust)
    with transaction.atomic():
        write(trust)
        number_due(at=NOW)
        transaction.set_rollback(True)
    write(trust)
    assert number_due(at=NOW) == 2
    assert [place for place, _ in read(trust)] == [1, 2]


@pytest.mark.django_db
def test_each_organisation_counts_from_one_whatever_others_do() -> None:
    quiet, busy = organisation(), organisation()
    for of in (busy, quiet, busy, busy):
        write(of)
    assert number_due(at=NOW) == 4
    write(quiet)
    assert number_due(at=NOW) == 1
    assert number_due(at=NOW) == 0
    assert [place for place, _ in read(quiet)] == [1, 2]
    assert [place for place, _ in read(busy)] == [1, 2, 3]


class Reader:
    """Pages through the feeds until the writers are done, and once more."""

    def __init__(self, *trusts: Organisation) -> None:
        self.seen: dict[int, list[tuple[int | None, str]]] = {trust.pk: [] for trust in trusts}
        self.trusts, self.done = trusts, threading.Event()

    def look(self) -> None:
        for trust in self.trusts:
            last = self.seen[trust.pk][-1][0] if self.seen[trust.pk] else 0
            self.seen[trust.pk] += read(trust, after=last or 0)

    def until_done(self, deed: Callable[[], object]) -> Callable[[], None]:
        def again() -> None:
            while not self.done.is_set():
                deed()

        return again

    def write(self) -> None:
        try:
            at_once(*[self._write_some] * 4)
        finally:
            self.done.set()

    def _write_some(self) -> None:
        for _ in range(25):
            with transaction.atomic():
                for trust in random.sample(self.trusts, 2):
                    write(trust)
                transaction.set_rollback(random.random() < 0.2)


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_pages_while_many_write_and_two_number_misses_and_repeats_nothing() -> None:
    trusts = [organisation(), organisation()]
    reader = Reader(*trusts)
    numbering = reader.until_done(lambda: number_due(at=NOW))
    at_once(reader.write, numbering, numbering, reader.until_done(reader.look))
    number_due(at=NOW)
    reader.look()
    for trust in trusts:
        committed = set(Event.objects.filter(organisation=trust).values_list("reference", flat=True))
        places, references = zip(*reader.seen[trust.pk], strict=True)
        assert list(places) == list(range(1, len(committed) + 1))
        assert set(references) == committed


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_event SET sequence = 7 WHERE sequence = 1",  # given already
        "UPDATE kernel_event SET sequence = 3 WHERE sequence IS NULL",  # leaves a gap
        "UPDATE kernel_event SET type = 'check.corrected'",
        "UPDATE kernel_event SET watch = 'x'",
        "DELETE FROM kernel_event",
        "INSERT INTO kernel_event (reference, organisation_id, type, occurred_at, watch, check_reference, sequence)"
        " SELECT 'x', organisation_id, 'endpoint.ping', now(), '', '', 2 FROM kernel_event LIMIT 1",  # chosen
    ],
)
def test_postgresql_takes_no_other_change_of_an_event(statement: str) -> None:
    trust = organisation()
    write(trust)
    number_due(at=NOW)
    write(trust)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [place for place, _ in read(trust)] == [1]


@pytest.fixture(autouse=True)
def _for_everybody() -> Iterator[None]:
    with acting(tenant=ALL):
        yield
