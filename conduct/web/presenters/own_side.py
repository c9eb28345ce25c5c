"""The manager's side of a case in words: a response as it is written, as it was sent, and what was asked beside it."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conduct import queries
from conduct.rules.answering import Stance
from conduct.rules.deadlines import until
from conduct.web.presenters.allegations import allegations_of
from conduct.web.presenters.files import own_files_shown
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conduct.models import AdjustmentRequest, Case, Representation, Response
    from conduct.rules.answering import Draft
    from kernel.models import User

PARTS = (
    ("text", "Say something to all of it together", "What belongs to no single allegation"),
    ("reprisal", "Say that the referral is a reprisal", "If you believe that you were referred because you spoke up"),
    ("development", "Say what would help you", "Training, support or changes. To say it admits nothing"),
)


def response_tasks(case: "Case", *, user: "User") -> dict[str, Any]:
    """A response being written: each part, with whether there is something in it."""
    draft, reference = queries.draft_of(case=case, user=user), case.reference
    tasks = [
        _task(
            f"Answer allegation {one['number']}",
            reverse("conduct:own_case_answer", args=[reference, one["number"]]),
            Stance(draft.answers[one["number"]].stance).label if one["number"] in draft.answers else "",
            one["text"][:120],
        )
        for one in allegations_of(case)
    ]
    said = queries.reprisal_claim(case=case) is not None
    tasks += [
        _task(name, reverse("conduct:own_case_part", args=[reference, part]), _filled(getattr(draft, part)), hint)
        for part, name, hint in PARTS
        if not (part == "reprisal" and said)
    ]
    files = queries.own_files(case=case).count()
    sent = f"{files} sent" if files else ""
    tasks.append(_task("Send files", reverse("conduct:own_case_file_new", args=[reference]), sent, "Each goes at once"))
    saved = queries.draft_saved_at(case=case, user=user)
    return {
        "case": case,
        "tasks": tasks,
        "saved": format_instant(saved) if saved else "",
        "respond_until": until(case.response_due_at) if case.response_due_at else "",
    }


def _task(text: str, href: str, status: str, hint: str) -> dict[str, Any]:
    done = {"status": status, "colour": "green"} if status else {"status": "Nothing yet", "colour": "grey"}
    return {"text": text, "href": href, "hint": hint, **done}


def _filled(text: str) -> str:
    return "Written" if text else ""


def draft_shown(case: "Case", *, user: "User") -> dict[str, Any]:
    """All that will be sent, to check."""
    draft = queries.draft_of(case=case, user=user)
    rows = [
        {
            "key": f"Allegation {one['number']}",
            "value": _answered(draft, one["number"]),
            "actions": [_change(case, one)],
        }
        for one in allegations_of(case)
    ]
    for part, name, _hint in PARTS:
        if text := getattr(draft, part):
            href = reverse("conduct:own_case_part", args=[case.reference, part])
            rows.append({"key": name, "value": text, "actions": [{"text": "Change", "href": href, "hidden": name}]})
    files = own_files_shown(queries.own_files(case=case), page="conduct:own_case_file")
    return {"case": case, "rows": rows, "files": files, "is_empty": not (draft.answers or draft.text)}


def _answered(draft: "Draft", number: int) -> list[str]:
    found = draft.answers.get(number)
    if found is None:
        return ["Not answered"]
    return [str(Stance(found.stance).label), *filter(None, [found.text])]


def _change(case: "Case", one: dict[str, Any]) -> dict[str, str]:
    href = reverse("conduct:own_case_answer", args=[case.reference, one["number"]])
    return {"text": "Change", "href": href, "hidden": f"allegation {one['number']}"}


def responses_shown(case: "Case") -> list[dict[str, Any]]:
    """Each response as it was sent: by whom, allegation by allegation, and in general."""
    found: dict[int, list[dict[str, Any]]] = {}
    for answer in queries.answers_to(case=case):
        found.setdefault(answer.response_id, []).append(
            {
                "number": answer.allegation.number,
                "stance": answer.get_stance_display().replace("I ", "", 1).capitalize(),
                "text": answer.text,
            }
        )
    return [_response(one, found.get(one.pk, []), case) for one in queries.responses_to(case=case)]


def _response(one: "Response", answers: list[dict[str, Any]], case: "Case") -> dict[str, Any]:
    return {
        "on_paper": one.on_paper,
        "at": one.made_at,
        "by": one.made_by.name,
        "for_them": not one.on_paper and one.made_by_id != case.person.user_id,
        "answers": answers,
        "text": one.text,
        "development": one.development,
    }


def asked_for(case: "Case") -> list[dict[str, Any]]:
    """What the manager's side asked for, more time and adjustments, with what came of it."""
    times = [
        (one.asked_at, f"More time, until {until(one.until_at)}", one.reason, _time_answer(one), one.decided_at)
        for one in queries.own_extensions(case=case)
    ]
    others = [
        (one.asked_at, one.what, one.why, _adjustment_answer(one), one.decided_at)
        for one in queries.adjustments_of(case=case)
    ]
    return [
        {"heading": what, "at": at, "text": f"Why: {why}\n\n{answer}", "data_test": "asked-for"}
        for at, what, why, answer, _ in sorted(times + others, key=lambda each: each[0])
    ]


def _time_answer(one: Any) -> str:
    if one.decided_at is None:
        return "We have not decided yet."
    given = "You have the time" if one.status == "granted" else "We did not give the time"
    return f"{given}, decided on {format_instant(one.decided_at)}: {one.decision_reason}"


def _adjustment_answer(one: "AdjustmentRequest") -> str:
    if one.decided_at is None:
        return "We have not answered yet."
    said = "We will do it" if one.is_agreed else "We will not do it"
    return f"{said}, answered on {format_instant(one.decided_at)}: {one.reasons}"


def representation_rows(found: "Iterable[Representation]", *, end: str) -> list[list[Any]]:
    """Who was named, what they may do, how it stands, and where it is ended. `end` is the page that ends it."""
    rows = []
    for one in found:
        state = _state(one)
        link: Any = {
            "text": "End it",
            "href": reverse(end, args=[one.case.reference, one.key]),
            "hidden": f"for {one.name}",
        }
        rows.append(
            [
                {"text": one.name, "sub": one.get_kind_display()},
                "Read and respond" if one.may_respond else "Read",
                state,
                "" if one.ended_at else link,
            ]
        )
    return rows


def _state(one: "Representation") -> str:
    if one.ended_at and one.ended_by:
        return f"Ended on {format_instant(one.ended_at)} by {one.ended_by.name}: {one.end_reason}"
    if one.accepted_at:
        return f"Acts for the manager since {format_instant(one.accepted_at)}"
    return f"Asked on {format_instant(one.named_at)}, has not accepted yet"


def manager_section(case: "Case") -> dict[str, Any]:
    """For staff: what the manager said and asked beside the response, and who acts for them."""
    waiting = [one for one in queries.adjustments_of(case=case) if one.decided_at is None]
    return {
        "case": case,
        "claim": queries.reprisal_claim(case=case),
        "asked_for": asked_for(case),
        "waiting": [
            {"text": f"Answer: {one.what}", "href": reverse("conduct:case_adjustment", args=[case.reference, one.key])}
            for one in waiting
        ],
        "representatives": representation_rows(
            queries.representations_of(case=case), end="conduct:case_representative_end"
        ),
        "notices": list(case.delay_notices.select_related("by")),
    }
