"""Who is invited to answer the open consultation: some answered, some declined, most to be reminded."""

from datetime import datetime
from typing import Any

from config.demo.cast import Cast
from consultation.actions.inviting import (
    add_consultee,
    add_list,
    answered_by_link,
    decline_by_link,
    invite,
    note_consultee,
    remind,
    stop_by_link,
)
from consultation.actions.reach import set_expectations
from consultation.models import Consultation
from consultation.rules.inviting import AnsweredBy, InviteAction, Invitee, Listed
from consultation.rules.questionnaire import OrganisationType, Region, RespondentType
from kernel.permissions import Role

HOPED: dict[tuple[str, str], int] = {
    ("respondent_type", RespondentType.PUBLIC): 60,
    ("respondent_type", RespondentType.PATIENT): 60,
    ("respondent_type", RespondentType.MANAGER): 20,
    ("respondent_type", RespondentType.ORGANISATION): 10,
    ("region", Region.NORTH_WEST): 10,
    ("region", Region.LONDON): 10,
    ("region", Region.SOUTH_WEST): 10,
    ("region", Region.NORTH_EAST): 8,
    ("organisation_type", OrganisationType.TRUST): 12,
    ("organisation_type", OrganisationType.PRIMARY): 8,
    ("organisation_type", OrganisationType.SOCIAL): 8,
}
NAMED: tuple[tuple[str, OrganisationType, Region], ...] = (
    ("Harbour Invented NHS Trust", OrganisationType.TRUST, Region.NORTH_WEST),
    ("Moorland Invented NHS Foundation Trust", OrganisationType.TRUST, Region.NORTH_EAST),
    ("Thameside Invented NHS Trust", OrganisationType.TRUST, Region.LONDON),
    ("Invented Integrated Care Board of the Coast", OrganisationType.BOARD, Region.SOUTH_WEST),
    ("Federation of Invented General Practices", OrganisationType.PRIMARY, Region.MIDLANDS),
    ("Invented Care Homes Association", OrganisationType.SOCIAL, Region.ENGLAND),
    ("Union of Invented Managers", OrganisationType.UNION, Region.ENGLAND),
    ("Invented College of Ward Leaders", OrganisationType.PROFESSION, Region.ENGLAND),
    ("Patients of the Invented Valley", OrganisationType.PATIENTS, Region.WALES),
    ("Invented University School of Management", OrganisationType.EDUCATION, Region.SOUTH_EAST),
)


def hope(held: Consultation, by: dict[str, Any]) -> None:
    """How many responses the draft hopes for."""
    set_expectations(consultation=held, expected=HOPED, **by)


def list_and_invite(held: Consultation, cast: Cast, *, at: datetime) -> None:
    """Ten organisations and one person; one has no address, one answers, one will not, one wants no more e-mail."""
    by: dict[str, Any] = {"by": cast.one(Role.CONSULTATION_ANALYST), "at": at}
    listed = [
        Invitee(
            name=name,
            respondent_type=RespondentType.ORGANISATION,
            organisation_type=kind,
            region=region,
            email=f"consultations{number}@invented.example",
        )
        for number, (name, kind, region) in enumerate(NAMED)
    ]
    add_list(consultation=held, listed=Listed(invitees=listed, faults=()), **by)
    commissioner = Invitee(name="Dr Ines Okafor-Lund, invented adviser", respondent_type=RespondentType.LEADER)
    add_consultee(consultation=held, invitee=commissioner, **by)
    invite(consultation=held, **by)
    one, two, three, four, *_rest = held.consultees.exclude(email="").order_by("pk")
    for each in (one, two):
        answered_by_link(consultation=held, key=str(each.key), at=at)
    decline_by_link(consultee=three, at=at)
    stop_by_link(consultee=four)


def chase(held: Consultation, cast: Cast, *, at: datetime) -> None:
    """Reminded once; who answered by letter is noted; and two who were found later are still to be invited."""
    by: dict[str, Any] = {"by": cast.one(Role.CONSULTATION_ANALYST), "at": at}
    remind(consultation=held, **by)
    wrote = held.consultees.get(name="Union of Invented Managers")
    note = "Letter of the general secretary, keyed from paper."
    note_consultee(consultee=wrote, action=InviteAction.ANSWER, answered_by=AnsweredBy.LETTER, note=note, **by)
    for name, region in (
        ("Carers of the Invented Hills", Region.NORTH_WEST),
        ("Invented Hospice Movement", Region.EAST),
    ):
        later = Invitee(
            name=name,
            respondent_type=RespondentType.ORGANISATION,
            organisation_type=OrganisationType.PATIENTS,
            region=region,
            email=f"{name.split()[0].lower()}{len(name)}@invented.example",
        )
        add_consultee(consultation=held, invitee=later, **by)
