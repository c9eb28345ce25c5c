"""Responses as they are published: for staff who prepare them, and for everybody."""

from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from consultation.queries import publishing as queries
from consultation.rules.questionnaire import RespondentType
from consultation.rules.responding import Publish, personal_in
from consultation.web.presenters.reading import chosen_words
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from consultation.models import Answer, Consultation, Release, Response, ResponseVersion, Theme
    from kernel.models import User

PER_PAGE: Final = 25
EXCERPT: Final = 220


def overview(held: "Consultation", *, user: "User") -> dict[str, Any]:
    """How far the preparation is, and what this user can do next."""
    far = queries.how_far(consultation=held)
    mine = queries.unchecked(consultation=held, user=user)
    return {
        "consultation": held,
        "far": [
            ("May be published, as their senders consent", f"{far.may_be:,}"),
            ("– nobody has prepared yet", f"{far.unprepared:,}"),
            ("– prepared, and to be checked by somebody else", f"{far.unchecked:,}"),
            ("– checked", f"{far.checked:,}"),
        ],
        "to_prepare": far.unprepared,
        "to_prepare_wordless": far.unprepared_wordless,
        "to_check": mine.count(),
        "to_check_wordless": queries.wordless(mine).count(),
        "is_shown": held.status == "published",
    }


def publication(response: "Response", version: "ResponseVersion", *, user: "User") -> dict[str, Any]:
    """One response beside how it would be read, and what can be done with it."""
    release = queries.release_of(response=response)
    removals = list(release.removals.all()) if release else []
    had_part = release is not None and user.pk in {release.prepared_by_id, *(each.by_id for each in removals)}
    return {
        "consultation": response.consultation,
        "response": response,
        "version": version,
        "as_written": [_answer(each, each.text) for each in version.answers.all()],
        "sender": _sender(version, version.name, version.organisation),
        "as_read": read_by_everybody(version),
        "warnings": sorted({words for text in queries.texts_of(version=version) for words in personal_in(text)}),
        "facts": _facts(release) if release else [("State", {"text": "Not prepared", "tag": "grey"})],
        "seen": release.edition if release else 0,
        "is_checked": bool(release and release.checked_at),
        "is_prepared": release is not None,
        "may_check": release is not None and not had_part,
        "removed": [{"pk": each.pk, "words": each.words, "because": each.get_because_display()} for each in removals],
    }


def _facts(release: "Release") -> list[Any]:
    state = {"text": "Checked", "tag": "green"} if release.checked_at else {"text": "Not checked", "tag": "yellow"}
    facts: list[Any] = [
        {"key": "State", "value": state, "data_test": "release-state"},
        ("Prepared", f"{format_instant(release.prepared_at)} by {release.prepared_by.name}"),
    ]
    if release.checked_at and release.checked_by:
        facts.append(("Checked", f"{format_instant(release.checked_at)} by {release.checked_by.name}"))
    if release.taken_down_at:
        facts.append(("Taken down", f"{format_instant(release.taken_down_at)}: {release.taken_down_because}"))
    return facts


def _answer(answer: "Answer", text: str) -> dict[str, Any]:
    return {"question": answer.wording.text, "chosen": ", ".join(chosen_words(answer)), "text": text}


def _sender(version: "ResponseVersion", name: str, organisation: str) -> str:
    """Who answers, as far as they consent to have it published."""
    kind = RespondentType(version.respondent_type).label
    named = ", ".join(filter(None, (name, organisation))) if version.publish == Publish.NAMED else ""
    return f"{named} ({kind[0].lower()}{kind[1:]})" if named else str(kind)


def read_by_everybody(version: "ResponseVersion") -> dict[str, Any]:
    """A response without what is removed, and without a name unless its sender wants it there."""

    def read(text: str) -> str:
        return queries.text_of(text=text, version=version)

    return {
        "number": version.response.public_number,
        "sender": _sender(version, read(version.name), read(version.organisation)),
        "answers": [_answer(each, read(each.text)) for each in version.answers.all()],
    }


def public_list(held: "Consultation", query: QueryDict, *, theme: "Theme | None" = None) -> dict[str, Any]:
    """A page of what is published, or of that in which a theme was found."""
    page = Paginator(queries.published_responses(consultation=held, theme=theme), PER_PAGE).get_page(query.get("page"))
    counted = queries.how_far(consultation=held)
    return {
        "consultation": held,
        "theme": theme,
        "page": page,
        "query": query,
        "rows": [_row(held, read_by_everybody(version)) for version in page],
        "may_be": counted.may_be,
    }


def _row(held: "Consultation", read: dict[str, Any]) -> list[Any]:
    href = reverse("consultation:public_response", args=[held.slug, read["number"]])
    said = next((each["text"] for each in read["answers"] if each["text"]), "Nothing in their own words")
    return [
        {"text": read["number"], "href": href, "data_test": "response"},
        read["sender"],
        said if len(said) <= EXCERPT else f"{said[:EXCERPT].rstrip()}…",
    ]
