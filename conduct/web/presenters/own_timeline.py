"""What was sent to a manager in their case, and what came from them: of the staff's steps nothing."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from conduct import queries
from conduct.rules.deadlines import until

if TYPE_CHECKING:
    from conduct.models import Case, Determination

Event = dict[str, Any]


def own_timeline(case: "Case", *, served: "Determination | None", at: datetime) -> list[Event]:
    """Everything between the regulator and the manager, oldest first."""
    events = [*_asked(case), *_answered(case), *_files(case), *_more_time(case), *_delays(case), *_ends(case, served)]
    return sorted((each for each in events if each["at"] <= at), key=lambda each: each["at"])


def _asked(case: "Case") -> list[Event]:
    sent = queries.asked_at(case=case)
    return [_event("We sent you the allegations, and asked you to respond", sent)] if sent else []


def _answered(case: "Case") -> list[Event]:
    return [
        _event(
            "Your answer on paper was entered by our staff" if one.on_paper else "You sent your response", one.made_at
        )
        for one in queries.responses_to(case=case)
    ]


def _files(case: "Case") -> list[Event]:
    return [
        _event(f"You sent a file: {each.description}", each.file.uploaded_at) for each in queries.own_files(case=case)
    ]


def _more_time(case: "Case") -> list[Event]:
    return [
        _event(f"You have more time to {deed}, until {until(one.until_at)}", one.decided_at)
        for one, deed in queries.more_time_given(case=case)
        if one.decided_at
    ]


def _delays(case: "Case") -> list[Event]:
    said = case.delay_notices.filter(at__gte=case.response_asked_at)
    return [_event("We told you why it takes longer", one.at, one.text) for one in said]


def _ends(case: "Case", served: "Determination | None") -> list[Event]:
    events = [_event("We sent you the decision", served.sent_at)] if served and served.sent_at else []
    if ended := queries.ended_at(case=case):
        events.append(_event("The case ended", ended))
    return events


def _event(heading: str, at: datetime, text: str = "") -> Event:
    return {"heading": heading, "at": at, "text": text}
