"""What a machine suggests, in words: how far it is, what it proposes, and how often readers follow it."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.urls import reverse

from consultation.queries import stage
from consultation.queries import suggesting as queries
from consultation.rules.counting import percent
from consultation.rules.suggesting import Wanted
from consultation.rules.themes import CODABLE
from consultation.web.presenters.coding import beside
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from datetime import datetime

    from consultation.models import Answer, Question, SuggestionRun, ThemeProposal

TYPICAL: Final = 3
LOOKS: Final = 20
NEVER: Final = {
    Wanted.THEMES: "Nobody has had themes proposed yet.",
    Wanted.CODES: "Nobody has had themes of unread answers suggested yet.",
}


def suggestions(question: "Question", *, look: str, at: "datetime") -> dict[str, Any]:
    """What was proposed for a question: by the look that is named, or else by the last that has ended."""
    held = question.section.consultation
    looks = list(queries.runs_of(question=question, wanted=Wanted.THEMES)[:LOOKS])
    ended = [each for each in looks if each.ended_at is not None]
    chosen = next((each for each in ended if str(each.pk) == look), ended[0] if ended else None)
    codes = queries.runs_of(question=question, wanted=Wanted.CODES).first()
    may_decide = stage(consultation=held, at=at) in CODABLE
    return {
        **beside(question),
        "may_decide": may_decide,
        "themes_run": _run_words(looks[0] if looks else None, Wanted.THEMES),
        "codes_run": _run_words(codes, Wanted.CODES),
        "looking": bool(looks) and looks[0].ended_at is None,
        "suggesting": codes is not None and codes.ended_at is None,
        "chosen": f"Proposed on {format_instant(chosen.at)}" if chosen else "",
        "proposals": [_proposal(each, may_decide) for each in queries.proposals_of(run=chosen)] if chosen else [],
        "followed": [
            [each.theme.name, str(each.shown), str(each.followed), f"{percent(each.followed, each.shown)}%"]
            for each in queries.followed_in(question=question)
        ],
        "looks": [_look(each, held.slug) for each in ended] if len(ended) > 1 else [],
    }


def _run_words(run: "SuggestionRun | None", wanted: Wanted) -> str:
    if run is None:
        return NEVER[wanted]
    since = f"{run.by.name} asked for it on {format_instant(run.at)}."
    if run.ended_at is None:
        return f"{since} {run.doing or 'It begins in a moment'}: {run.percent}% done. Load this page again to see more."
    if run.told:
        return f"{since} Nothing came of it. {run.told}"
    if wanted == Wanted.THEMES:
        return (
            f"{since} From {run.texts:,} answers {run.library} made {run.made:,} groups of the {run.groups} asked for."
        )
    return f"{since} For {run.texts:,} unread answers {run.library} made {run.made:,} suggestions."


def _look(run: "SuggestionRun", slug: str) -> list[Any]:
    href = f"{reverse('consultation:suggestions', args=[slug, run.question_id])}?look={run.pk}"
    made = run.told or f"{run.made} of {run.groups} groups, from {run.texts:,} answers"
    return [{"text": format_instant(run.at), "href": href, "data_test": "look"}, run.by.name, run.library, made]


def _proposal(one: "ThemeProposal", may_decide: bool) -> dict[str, Any]:
    decision = getattr(one, "decision", None)
    told, state = "", "Waiting"
    if decision is not None:
        who = f"by {decision.by.name} on {format_instant(decision.at)}"
        state = "Accepted" if decision.theme else "Refused"
        told = f"Accepted {who}, as “{decision.theme.name}”." if decision.theme else f"Refused {who}: {decision.reason}"
    return {
        "pk": one.pk,
        "title": one.title,
        "state": state,
        "told": told,
        "may_decide": may_decide and decision is None,
        **typical(one),
    }


def typical(one: "ThemeProposal") -> dict[str, Any]:
    """Of how many answers it is, of what words, and the answers that are most of it."""
    return {
        "size": f"{one.size:,} {'answer' if one.size == 1 else 'answers'}",
        "words": one.words,
        "answers": [
            {"number": each.answer.version.response.public_number, "text": each.answer.text}
            for each in queries.typical_of(proposal=one, count=TYPICAL)
        ],
    }


def suggested(answer: "Answer | None", form: "forms.Form") -> dict[str, Any]:
    """What the machine sees in an answer that is read first: shown beside the form, and written into it."""
    found = queries.suggested_for(answer=answer) if answer else []
    if answer is None or not found:
        return {"suggested": []}
    run = found[0].run_id
    form.initial["suggested_by"] = run
    themes = [("themes", each.theme_id) for each in found]
    return {
        "suggested": [f"{each.theme.name} ({each.percent}% sure)" for each in found],
        "accepting": forms.Form(),
        "accepted": [("answer", answer.pk), ("suggested_by", run), *themes],
    }
