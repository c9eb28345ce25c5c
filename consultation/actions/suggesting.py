"""Having a machine suggest themes, and themes of unread answers; and deciding on what it proposes.

The work itself takes seconds to minutes, outside any transaction. Who works on a run holds it for a while, tells how
far it is, and writes down all that came of it in one transaction.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from consultation.actions.coding import add_theme, lock_codebook
from consultation.models import (
    CodeSuggestion,
    Consultation,
    ProposalDecision,
    Question,
    SuggestionRun,
    Theme,
    ThemeProposal,
    TypicalAnswer,
)
from consultation.queries.coding import codebook
from consultation.queries.consultations import stage
from consultation.queries.suggesting import known_of, texts_to, unread_texts
from consultation.rules.suggesting import Likely, NotSuggested, Topic, Wanted, library, likely, topics
from consultation.rules.themes import NotCodable, require_codable
from kernel.history import acting, recorded
from kernel.models import User

HELD_FOR: Final = timedelta(minutes=10)
MOST_TRIES: Final = 3
GIVEN_UP: Final = "The machine did not come to an end. Ask whoever runs the system."


@recorded()
def want_suggestions(
    *, question: Question, wanted: Wanted, by: User, at: datetime, groups: int | None = None
) -> SuggestionRun:
    """Have the machine look. While one look of the kind goes on, there is no second."""
    lock_codebook(question=question, at=at)
    going_on = SuggestionRun.objects.filter(question=question, wanted=wanted, ended_at=None).first()
    if going_on is not None:
        return going_on
    if wanted == Wanted.CODES and not codebook(question=question):
        raise NotSuggested("The codebook has no theme yet. Add themes, or have some proposed and accept them.")
    return SuggestionRun.objects.create(question=question, wanted=wanted, groups=groups, by=by, at=at)


@recorded()
def accept_proposal(
    *, question: Question, proposal: ThemeProposal, name: str, definition: str, by: User, at: datetime
) -> Theme:
    """Make a theme of a proposal, in the words of whoever accepts it. The proposal stays as it was."""
    _require_undecided(question, proposal, at)
    theme = add_theme(question=question, name=name, definition=definition, by=by, at=at)
    ProposalDecision.objects.create(proposal=proposal, theme=theme, by=by, at=at)
    return theme


@recorded()
def refuse_proposal(
    *, question: Question, proposal: ThemeProposal, reason: str, by: User, at: datetime
) -> ProposalDecision:
    """Make no theme of a proposal, with the reason."""
    _require_undecided(question, proposal, at)
    return ProposalDecision.objects.create(proposal=proposal, reason=reason, by=by, at=at)


def _require_undecided(question: Question, proposal: ThemeProposal, at: datetime) -> None:
    lock_codebook(question=question, at=at)
    if ProposalDecision.objects.filter(proposal=proposal).exists():
        raise NotSuggested("Somebody has decided on this proposal already. Go back to the proposals.")


def work_on_suggestions(*, at: datetime) -> int:
    """Make the suggestions that somebody waits for; how many looks were ended. Safe side by side."""
    done = 0
    while (run := _taken_up(at=at)) is not None:
        with acting(user=run.by):
            _work_on(run, at=at)
        done += 1
    return done


@transaction.atomic
def _taken_up(*, at: datetime) -> SuggestionRun | None:
    """A run that nobody holds, held from now on. One that was tried often enough is given up."""
    free = SuggestionRun.objects.select_for_update(of=("self",), skip_locked=True).filter(
        Q(held_until=None) | Q(held_until__lt=at), ended_at=None
    )
    for run in free.select_related("by", "question__section__consultation").order_by("pk"):
        run.held_until, run.tries = at + HELD_FOR, run.tries + 1
        if run.tries <= MOST_TRIES:
            run.save(update_fields=["held_until", "tries"])
            return run
        run.ended_at, run.told = at, GIVEN_UP
        run.save(update_fields=["ended_at", "told"])
    return None


def _work_on(run: SuggestionRun, *, at: datetime) -> None:
    def tell(doing: str, percent: int) -> None:
        SuggestionRun.objects.filter(pk=run.pk, tries=run.tries, ended_at=None).update(doing=doing, percent=percent)

    tell("Reading answers", 5)
    run.library = library()
    found: list[Topic] | list[Likely] = []
    try:
        if run.wanted == Wanted.THEMES:
            texts = texts_to(question=run.question)
            found = topics(texts, groups=run.groups or 1, tell=tell)
        else:
            texts = unread_texts(question=run.question)
            found = likely(known_of(question=run.question), texts, tell=tell)
        run.texts, run.made = len(texts), len(found)
    except NotSuggested as refusal:
        run.told = str(refusal)
    tell("Writing down", 95)
    _end(run, found, at=at)


@transaction.atomic
def _end(run: SuggestionRun, found: list[Topic] | list[Likely], *, at: datetime) -> None:
    """Keep all that was found, unless another has taken the run up meanwhile or the analysis is finished."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=run.question.section.consultation_id)
    if not SuggestionRun.objects.select_for_update().filter(pk=run.pk, tries=run.tries, ended_at=None).exists():
        return
    try:
        require_codable(stage(consultation=held, at=at))
    except NotCodable as refusal:
        run.told, run.made, found = str(refusal), 0, []
    _keep_topics(run, [each for each in found if isinstance(each, Topic)])
    in_use = {theme.pk for theme in codebook(question=run.question)}
    kept = [each for each in found if isinstance(each, Likely) and each.theme in in_use]
    CodeSuggestion.objects.bulk_create(
        (CodeSuggestion(run=run, answer_id=each.answer, theme_id=each.theme, percent=each.percent) for each in kept),
        batch_size=5_000,
    )
    run.ended_at, run.percent = at, 100
    run.save(update_fields=["ended_at", "percent", "library", "texts", "made", "told"])


def _keep_topics(run: SuggestionRun, found: list[Topic]) -> None:
    proposals = ThemeProposal.objects.bulk_create(
        ThemeProposal(run=run, place=place, title=each.title, words=", ".join(each.words), size=each.size)
        for place, each in enumerate(found, 1)
    )
    TypicalAnswer.objects.bulk_create(
        TypicalAnswer(proposal=proposal, place=place, answer_id=answer)
        for proposal, each in zip(proposals, found, strict=True)
        for place, answer in enumerate(each.typical, 1)
    )
