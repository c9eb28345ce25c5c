"""The end of the consultation of 2024: responses prepared and checked, quotations, decisions, and the report.

What was decided is published. Whose words are quoted, and how the reasons are put, is invented.
"""

from datetime import timedelta
from typing import Any, Final

from config.demo.cast import Cast
from consultation import actions
from consultation.models import Consultation
from consultation.queries.deciding import themes_of
from consultation.queries.publishing import quotable_answers, quotable_text, texts_of, unchecked, unprepared
from consultation.rules.publishing import Because
from consultation.web.presenters.report import digest_of, report
from kernel.permissions import Role
from kernel.rulesets import row_in_force

FAMILY: Final = "My family was let down."
READ_ONE_BY_ONE: Final = 36
LEFT_TO_CHECK: Final = 4
DECISIONS: Final = (
    (
        "There will be a statutory barring system for board-level directors and those who report to them.",
        "Most people who answered wanted managers to answer to rules, and many had seen managers who failed move to "
        "another post. A bar stops that without a register of everybody.",
        ("The same rules as for clinicians", "The revolving door"),
    ),
    (
        "A full register of all managers is not proposed now.",
        "Some said that money and effort would do more elsewhere. It is kept under review.",
        ("Cost, training and support",),
    ),
    (
        "The standards are known before anybody is judged by them, in one national code of practice.",
        "People asked that the bar be high, and that whoever is judged knows by what.",
        ("A fair process",),
    ),
)
"""Each with its reasons, and the themes that it answers."""


def prepare(held: Consultation, cast: Cast, *, at: Any) -> None:
    """All without words at once; the first of the others one by one, and all but a few of them checked."""
    analyst: dict[str, Any] = {"by": cast.one(Role.CONSULTATION_ANALYST), "at": at}
    publisher: dict[str, Any] = {"by": cast.one(Role.PUBLISHER), "at": at + timedelta(days=2)}
    actions.prepare_wordless(consultation=held, **analyst)
    actions.check_wordless(consultation=held, **publisher)
    for version in list(unprepared(consultation=held)[:READ_ONE_BY_ONE]):
        if any(FAMILY in text for text in texts_of(version=version)):
            actions.remove_words(response=version.response, words=FAMILY, because=Because.PERSONAL, **analyst)
        else:
            actions.prepare_response(response=version.response, **analyst)
    for version in list(unchecked(consultation=held))[:-LEFT_TO_CHECK]:
        actions.check_response(response=version.response, **publisher)


def decide(held: Consultation, cast: Cast, *, at: Any) -> None:
    """One quotation for each theme, and what was decided on them."""
    by: dict[str, Any] = {"by": cast.one(Role.CONSULTATION_ANALYST), "at": at}
    themes = {theme.name: theme for theme in themes_of(consultation=held)}
    for theme in themes.values():
        answer = quotable_answers(theme=theme).first()
        if answer is not None:
            actions.collect_quotation(theme=theme, answer=answer, text=quotable_text(answer=answer), **by)
    for text, reasons, names in DECISIONS:
        given = [themes[name].pk for name in names]
        actions.add_decision(consultation=held, text=text, reasons=reasons, themes=given, **by)


def read(held: Consultation, cast: Cast, *, at: Any) -> None:
    """Whoever decides reads it all."""
    shown = report(held)
    digest = digest_of(shown, held)
    given: dict[str, Any] = {"counted": shown["counted"], "digest": digest, "seen": digest}
    actions.read_analysis(consultation=held, by=cast.one(Role.DECISION_MAKER), at=at, **given)


def note_changes(held: Consultation, cast: Cast, *, at: Any) -> None:
    """What the decisions led to, later."""
    by: dict[str, Any] = {"by": cast.one(Role.CONSULTATION_ANALYST), "at": at}
    first, _second, third = held.decisions.all()
    actions.note_change(decision=first, rule_set=row_in_force(at), **by)
    actions.note_change(decision=third, clause="Management and Leadership Code for Health and Social Care", **by)
