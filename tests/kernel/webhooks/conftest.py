"""A receiver on this machine, an organisation, and the system's name to act in."""

from collections.abc import Iterator
from typing import Any

import pytest

from kernel.history import acting
from kernel.models import Organisation
from kernel.queries import system_user_id
from tests.factories.kernel import organisation
from tests.receivers import Receiver, receiver


@pytest.fixture(autouse=True)
def _in_the_systems_name(request: pytest.FixtureRequest) -> Iterator[None]:
    marked = request.node.get_closest_marker("django_db")
    if marked is None:
        yield
        return
    request.getfixturevalue("transactional_db" if marked.kwargs.get("transaction") else "db")
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    with receiver() as listening:
        settings.WEBHOOK_EGRESS_ALLOW = {listening.place}
        yield listening


@pytest.fixture
def trust() -> Organisation:
    return organisation()
