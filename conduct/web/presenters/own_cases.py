"""A manager's own case in words: what was served on them, and nothing of what the regulator does in between."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conduct import queries
from conduct.rules.deadlines import until
from conduct.rules.gates import days_late
from conduct.rules.telling import NEXT, progress
from conduct.web.presenters import decisions
from conduct.web.presenters.allegations import allegations_of
from conduct.web.presenters.evidence import own_evidence
from conduct.web.presenters.examinations import no_case_to_answer
from conduct.web.presenters.files import own_files_shown
from conduct.web.presenters.hearings import own_hearing
from conduct.web.presenters.letters import own_letters
from conduct.web.presenters.likeness import like_disclosed
from conduct.web.presenters.outcomes import (
    appeal_shown,
    offer_shown,
    reconsideration_shown,
    restoration_from,
    review_due,
)
from conduct.web.presenters.own_side import responses_shown
from conduct.web.presenters.own_timeline import own_timeline
from conduct.web.presenters.proof import own_bundles
from conduct.workflow import FINISHED, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conduct.models import Case, Determination
    from conduct.queries import Clock
    from kernel.models import User

WAITING = "We are waiting for your response"
GOING_ON = "We are considering the case"
SERVED = "A decision has been made"
WITHDRAWN = "We have withdrawn the case"
ENDED = "The case has ended: there is no case to answer"
COLOURS = {"over": "green", "now": "blue", "comes": "grey", "not reached": "white"}


def own_case_list(cases: "Iterable[Case]", *, at: datetime) -> list[list[Any]]:
    """One line a case: which, how it stands, and the next day to keep."""
    rows = []
    for case in cases:
        served, dates = _served(case, at), _dates(case, at)
        state = _state(case.status, is_served=served is not None)
        link = {"text": case.reference, "href": reverse("conduct:own_case", args=[case.reference]), "data_test": "case"}
        rows.append([link, state, f"{dates[0]['key']} {dates[0]['value']}" if dates else "None"])
    return rows


def own_case_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """What a manager sees. Whether a decision was made shows only once it is served."""
    served = _served(case, at)
    counted = decisions.response_deadline(case)
    told = queries.told_stage(case=case, at=at)
    last = queries.last_stage(case=case) if told in FINISHED else told
    return {
        "case": case,
        "state": _state(case.status, is_served=served is not None),
        "stages": [
            {"name": stage.label, "key": stage.lower().replace("_", "-"), "state": state, "colour": COLOURS[state]}
            for stage, state in progress(told=told, last=last)
        ],
        "next": NEXT[told],
        "expected": _expected(case, told, at=at),
        "days": _dates(case, at),
        "contact": {"name": case.caseworker.name, "email": case.caseworker.email},
        "may_consent": queries.may_consent(case=case, at=at),
        "may_act": (may_act := queries.may_act_for(case=case, user=user)),
        "may_respond": may_act and queries.may_respond(case=case, at=at),
        "is_manager": user.pk == case.person.user_id,
        **_beside(case, user, at),
        "claim": queries.reprisal_claim(case=case),
        "allegations": allegations_of(case),
        "responses": responses_shown(case),
        "files": own_files_shown(queries.own_files(case=case), page="conduct:own_case_file"),
        **_given(case),
        "decision": decisions.decision(served) if served else [],
        "dates": decisions.dates(served) if served else [],
        "like": like_disclosed(served) if served else [],
        "appeal_until": decisions.appeal_until(served) if served else "",
        "respond_until": until(case.response_due_at) if case.response_due_at else "",
        "respond_counted": counted.words if counted else "",
        "no_case": no_case_to_answer(case),
        "periods": decisions.periods(served) if served else [],
        "timeline_of": own_timeline(case, served=served, at=at),
        **_afterwards(case, is_served=served is not None, at=at),
    }


def _given(case: "Case") -> dict[str, Any]:
    """The documents that the manager was given."""
    return {"evidence": own_evidence(case), "bundles": own_bundles(case), "letters": own_letters(case)}


def _beside(case: "Case", user: "User", at: datetime) -> dict[str, Any]:
    """The notice of hearing and the interim orders, which have pages of their own."""
    mine = queries.own_interim_orders(user=user, at=at)
    return {
        "hearing": own_hearing(case, at=at),
        "is_called_off": queries.is_called_off(case=case),
        "is_put_off": queries.is_put_off(case=case),
        "has_interim": mine.filter(case=case).exists(),
    }


def _served(case: "Case", at: datetime) -> "Determination | None":
    found = getattr(case, "determination", None)
    return found if found and found.served_at and found.served_at <= at else None


def _state(status: str, *, is_served: bool) -> str:
    if is_served:
        return SERVED
    if status == Status.WITHDRAWN:
        return WITHDRAWN
    if status == Status.NOT_TAKEN_FURTHER:
        return ENDED
    return WAITING if status == Status.REPRESENTATIONS else GOING_ON


def _dates(case: "Case", at: datetime) -> list[dict[str, Any]]:
    """The days that the manager has to keep, with how each was counted."""
    found: list[dict[str, Any]] = []
    counted = decisions.response_deadline(case)
    if queries.may_respond(case=case, at=at) and case.response_due_at and counted:
        found.append({"key": "Respond by", "value": until(case.response_due_at), "sub": counted.words})
    served = _served(case, at)
    if served and served.appeal_until_at and at < served.appeal_until_at:
        words = next(row["value"]["sub"] for row in decisions.periods(served) if row["key"] == "Appeal")
        found.append({"key": "Appeal by", "value": decisions.appeal_until(served), "sub": words})
    return found


def _expected(case: "Case", told: Status, *, at: datetime) -> dict[str, str]:
    """When the present stage should be over, by what rule, whether it is late, and why as it was put to the manager."""
    clock = queries.told_clock(case=case, told=told)
    if clock is None:
        return {}
    said = queries.delay_told(case=case, since=clock.began_at)
    late = 0 if clock.is_stopped else days_late(ends_at=clock.ends_at, at=at)
    return {
        "when": _when(clock, late),
        "counted": clock.deadline.words,
        "why": said.text if said else "",
        "late": "late" if late else "",
    }


def _when(clock: "Clock", late: int) -> str:
    if clock.is_stopped:
        return (
            "This stage stands still, because we wait for something outside the case. No time of yours runs out by it."
        )
    if late:
        return (
            f"This stage should have been over by {until(clock.ends_at)}. It is late by {late} day{'s' * (late > 1)}."
        )
    return f"We expect this stage to be over by {until(clock.ends_at)}."


def _afterwards(case: "Case", *, is_served: bool, at: datetime) -> dict[str, Any]:
    """Offers, and what becomes of the decision."""
    return {
        "offers": [offer_shown(one) for one in case.offers.select_related("offered_by")],
        "reconsiderations": [
            reconsideration_shown(one, for_manager=True)
            for one in case.reconsiderations.select_related("asked_by", "decided_by")
        ],
        "review_due": review_due(case, at=at) if is_served else "",
        "restoration": restoration_from(case, at=at) if is_served else "",
        "appeals": [appeal_shown(one, for_manager=True) for one in queries.appeals_of(case=case)],
    }
