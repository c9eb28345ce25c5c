"""Several people at the same moment: each in a thread and a connection of their own."""

import contextvars
import threading
from collections.abc import Callable

from django.db import connection

from kernel.errors import ActionRefused

Deed = Callable[[], object]


def at_once(*deeds: Deed) -> list[ActionRefused | None]:
    """Start them together; each came to None, or to its refusal. Any other fault is raised here."""
    ready = threading.Barrier(len(deeds))
    ended: list[ActionRefused | None] = [None] * len(deeds)
    faults: list[BaseException] = []

    def run(place: int) -> None:
        try:
            ready.wait(timeout=20)
            deeds[place]()
        except ActionRefused as refusal:
            ended[place] = refusal
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    contexts = [contextvars.copy_context() for _ in deeds]  # a thread begins without an actor
    threads = [threading.Thread(target=one.run, args=[run, place]) for place, one in enumerate(contexts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if faults:
        raise faults[0]
    return ended


def refusals(*deeds: Deed) -> list[ActionRefused]:
    """The refusals of those who came too late."""
    return [refusal for refusal in at_once(*deeds) if refusal]
