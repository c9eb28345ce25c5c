"""One question's answers, counted by the database, by something else that is known of the same responses."""

from collections import Counter, defaultdict
from typing import Final

from django.db import connection

from consultation.models import Consultation
from consultation.queries.finding import Sought, sought_in
from consultation.rules.crossing import BY_CHANNEL, BY_TYPE, BY_WEEK, Group
from consultation.rules.questionnaire import AGREED

IN_COMMON: Final = {
    BY_TYPE: "found.respondent_type",
    BY_CHANNEL: "found.channel",
    BY_WEEK: "to_char(date_trunc('week', found.received_at AT TIME ZONE 'Europe/London'), 'YYYY-MM-DD')",
}
OF_A_QUESTION: Final = "coalesce(other.key, '')"
CHOSEN: Final = (
    "(SELECT a.version_id, a.chosen FROM consultation_answer a JOIN consultation_wording w ON w.id = a.wording_id "
    "WHERE w.question_id = %s AND a.chosen <> '{}')"
)
WITH_OTHER: Final = (
    f"LEFT JOIN (SELECT version_id, unnest(chosen) AS key FROM {CHOSEN} o) other ON other.version_id = found.id"  # noqa: S608
)


def groups_of(*, consultation: Consultation, sought: Sought, question: int, by: str) -> list[Group]:
    """What those who are sought answered to a question with choices, by what else is known of them.

    `by` is one of `rules.crossing`, or the number of another question with choices: who chose several things there is
    in several groups, and who did not answer it is in that of no answer. In no order.
    """
    found = sought_in(consultation=consultation, sought=sought).order_by()
    sql, given = found.values_list("pk", "respondent_type", "response__channel", "received_at").query.sql_with_params()
    in_common = IN_COMMON.get(by, OF_A_QUESTION)
    other, others = ("", []) if by in IN_COMMON else (WITH_OTHER, [int(by)])
    counted = f"""
        WITH found (id, respondent_type, channel, received_at) AS MATERIALIZED ({sql})
        SELECT {in_common}, answer.chosen, count(*)
        FROM found LEFT JOIN {CHOSEN} answer ON answer.version_id = found.id {other} GROUP BY 1, 2
    """  # noqa: S608  # of our own words; what comes from outside is a parameter
    with connection.cursor() as cursor:
        cursor.execute(counted, [*given, question, *others])
        rows = cursor.fetchall()
    chosen: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for key, together, count in rows:
        chosen[key][tuple(together or ())] += count
    return [_group(key, counts) for key, counts in chosen.items()]


def _group(key: str, chosen: Counter[tuple[str, ...]]) -> Group:
    """Of what was chosen together, and by how many."""
    counts = Counter[str]()
    for together, count in chosen.items():
        counts.update(dict.fromkeys(together, count))
    return Group(
        key=key,
        all=chosen.total(),
        base=chosen.total() - chosen[()],
        agreed=sum(count for together, count in chosen.items() if AGREED & set(together)),
        counts=dict(counts),
    )
