"""The numbers that a search by name goes by, made again as the register grows."""

from collections.abc import Collection
from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import connection, transaction

from kernel.errors import ActionRefused
from register.models import Matcher
from register.rules.weights import Compared, estimated

ONE_AT_A_TIME = 7_012_027
GROWTH = 2
"""How many times as many names, or as few, make the counts that a matcher was made with too old."""
FEW = 512
"""With fewer names than these, how often each is on record says little of how common it is."""


@dataclass(frozen=True)
class Compare:
    """One record as it is compared: normalised names, the first given name alone, the date of birth as YYYYMMDD."""

    family: str
    given: str
    first: str
    born: str


Pair = tuple[Compare, Compare]


def estimate_matcher(*, name: str, same: Collection[Pair], different: Collection[Pair], source: str) -> Matcher:
    """Make a matcher whose weights are those of labelled pairs; searches go by it from now on.

    `same` are pairs of records of one person, `different` of two people. Thresholds stay as they are. Refuses a name
    that a matcher has, and labels of one kind only.
    """
    if not same or not different:
        raise ActionRefused("Label pairs of one person and pairs of two people. One kind alone says nothing.")
    if Matcher.objects.filter(version=f"{name}.0").exists():
        raise ActionRefused("There are weights of this name already. Choose another.")
    newest = Matcher.objects.latest("pk")
    return Matcher.objects.create(
        version=f"{name}.0",
        weights=estimated(same=_compared(same), different=_compared(different)),
        certain=newest.certain,
        review=newest.review,
        report={"source": source, "pairs_of_one": len(same), "pairs_of_two": len(different)},
    )


def _compared(pairs: Collection[Pair]) -> list[Compared]:
    columns = list(zip(*((*astuple(one), *astuple(other)) for one, other in pairs), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT register_levels(a, b, c, d, e, f, g, h) FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[],"
            " %s::text[], %s::text[], %s::text[], %s::text[]) AS pair (a, b, c, d, e, f, g, h)",
            [list(column) for column in columns],
        )
        return [tuple(levels) for (levels,) in cursor.fetchall()]


def renew_matcher(*, at: datetime) -> int:
    """Make a matcher with the newest one's weights for the register as it now stands, if that is another size.

    Returns 1 if it did. The database counts the people and their names when the matcher is stored.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT count(*) FROM register_matchentry")
        (names,) = cursor.fetchone()
        newest = Matcher.objects.latest("pk")
        fewer, more = sorted((max(names, FEW), max(newest.counted, FEW)))
        if more < fewer * GROWTH:
            return 0
        weights, _, renewal = newest.version.rpartition(".")
        Matcher.objects.create(
            version=f"{weights}.{int(renewal) + 1}",
            weights=newest.weights,
            certain=newest.certain,
            review=newest.review,
            report=newest.report,
        )
    return 1
