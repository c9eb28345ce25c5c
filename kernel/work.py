"""What a kind of work is. An app lists its own in `KINDS`, or has one `work_for`; `config.home.work` has them all."""

from collections.abc import Callable, Iterable
from datetime import datetime

from kernel.models import User
from kernel.queries import WorkItem

Kind = Callable[[User, datetime], Iterable[WorkItem]]
"""What of one kind waits for a user at an instant."""
