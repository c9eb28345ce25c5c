"""Nothing that was acknowledged is lost, and no message lost or invented, whatever is killed. `make faults` is longer.

The last test makes the system worse and sees that the reckoning notices: a trial that cannot fail shows nothing. The
same for mail sent without the outbox is part of `make faults`.
"""

from collections.abc import Iterator

import pytest

from tests.faults.reckoning import reckon
from tests.faults.trial import Trial, trial

# Each starts a system of its own, so one worker of a parallel run takes them all.
pytestmark = pytest.mark.xdist_group("kills")
SEED = 20261122


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with trial(tmp_path_factory.mktemp("kills"), SEED) as started:
        yield started


def test_killing_every_process_under_load_loses_invents_and_changes_nothing(tried: Trial) -> None:
    tried.round_of_kills()
    found = reckon(tried.system, tried.callers, tried.box, kills=tried.kills)
    assert found.faults() == {}
    assert tried.kills >= 10
    assert found.acknowledged > 20
    assert found.by_short_way > 5
    assert found.messages > 2


def test_commits_acknowledged_before_they_are_on_the_disk_would_be_found_missing(tried: Trial) -> None:
    for more in (1, 2, 3):  # a disk may be quicker than a kill
        tried.lose_the_last_commits()
        if reckon(tried.system, tried.callers, tried.box, kills=tried.kills + more).lost:
            return
    raise AssertionError("Three times nothing was found missing.")
