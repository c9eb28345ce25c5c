"""A hearing from its listing to its determination: what the actions refuse, and PostgreSQL whoever asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from conduct import actions, queries
from conduct.hearing_workflow import HEARING, HearingAction, HearingStatus
from conduct.models import Case, Hearing, HearingDay, HearingSeat, PanelAnswer
from conduct.rules.hearing import NoHearing, NoNotice, NoReasons, WrongDay
from conduct.rules.independence import NotIndependent
from conduct.rules.panels import NotAgreed, NotAPanel, NotOnThePanel
from conduct.workflow import Status
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import OutboxMessage
from kernel.permissions import Role
from kernel.queries import system_user
from kernel.workflow import NotAllowedNow
from tests.builders import Cast, agreed, case_in, findings_for, heard, listed, may_sit
from tests.conduct.test_cases import raw_determination
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import user_with
from tests.races import refusals

AT = OPENED_AT + timedelta(days=20)
LATER = AT + timedelta(days=40)


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def case(db: None, cast: Cast) -> Case:
    return case_in(Status.HEARING, cast=cast)


@contextmanager
def raw(refusal: str) -> Iterator[None]:
    """What is done here in SQL is refused by the end of its transaction."""
    with acting(user=system_user()), pytest.raises(IntegrityError, match=refusal), at_its_end():
        yield


@contextmanager
def at_its_end() -> Iterator[None]:
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def seat(hearing: Hearing, place: int = 1) -> HearingSeat:
    return list(queries.seats_of(hearing=hearing))[place]


def test_a_listing_without_a_whole_panel_is_refused_and_by_postgresql_too(case: Case, cast: Cast) -> None:
    may_sit(cast, today(LATER))
    lay, registrant = cast.members
    for members in ([registrant], [lay], [lay, cast.panel_chair]):
        with pytest.raises(NotAPanel):
            listed(case, cast, at=AT, on=today(LATER), members=members)
    with pytest.raises(NotAPanel, match="legally qualified"):
        listed(case, cast, at=AT, on=today(LATER), chair=lay, members=[cast.panel_chair, registrant])
    hearing = listed(case, cast, at=AT, on=today(LATER))
    columns = {name: getattr(hearing, name) for name in ("rule_set_id", "place_kind", "place", "starts", "listed_at")}
    actions.cancel_hearing(case=case, reason="So", by=cast.caseworker, at=AT)
    with raw("a whole panel"):
        Hearing.objects.create(case=case, number=2, **columns)


def test_nobody_sits_twice_on_a_day_or_outside_their_term(case: Case, cast: Cast) -> None:
    listed(case, cast, at=AT, on=today(LATER))
    other = Cast(panel_chair=cast.panel_chair)
    other.__dict__["members"] = cast.members
    second = case_in(Status.HEARING, cast=other)
    with pytest.raises(NotAPanel, match="sits in another hearing"):
        listed(second, other, at=AT, on=today(LATER))
    with pytest.raises(NotAPanel, match="not appointed"):
        listed(second, other, at=AT, on=date(2041, 1, 2))
    hearing = listed(second, other, at=AT, on=today(LATER) + timedelta(days=1))
    with raw("two hearings on one day"):
        HearingDay.objects.create(hearing=hearing, day=today(LATER))
    with raw("appointed on every day"):
        HearingDay.objects.create(hearing=hearing, day=date(2041, 1, 2))
    with pytest.raises(NotAPanel, match="Step down from it first"):
        actions.offer_days(days=[], by=cast.panel_chair, at=AT)


def test_whoever_sat_has_no_seat_in_the_case_again(case: Case, cast: Cast) -> None:
    listed(case, cast, at=AT, on=today(LATER))
    with pytest.raises(NoHearing):
        listed(case, cast, at=AT, on=today(LATER))
    actions.cancel_hearing(case=case, reason="The room burnt down.", by=cast.caseworker, at=AT)
    assert case not in queries.cases_for(user=cast.members[0])
    with pytest.raises(NotIndependent):
        listed(case, cast, at=AT, on=today(LATER))
    with raw("never decides"):
        case.participants.create(user=cast.members[0], part="adjudicator", place=9, joined_at=AT)


def test_a_member_who_steps_down_is_replaced_before_the_hearing_begins(case: Case, cast: Cast) -> None:
    hearing = listed(case, cast, at=AT, on=today(LATER))
    actions.consent_to_short_notice(case=case, consent="Yes.", by=cast.caseworker, at=AT)
    gone = seat(hearing, 2)
    actions.step_down(case=case, reason="She was my neighbour.", by=gone.user, at=AT)
    begin = partial(actions.begin_hearing, case=case, attendance="present", by=cast.panel_chair, at=LATER)
    with pytest.raises(NotAPanel, match="at least 3"):
        begin()
    other = Cast()
    may_sit(other, today(LATER))
    given: dict[str, Any] = {"case": case, "seat": gone.pk, "reason": "Stepped down", "by": cast.caseworker, "at": AT}
    for wrong in (gone.user, cast.panel_chair, cast.investigator):
        with pytest.raises(NotIndependent):
            actions.replace_member(**given, user=wrong)
    actions.replace_member(**given, user=other.members[1])
    assert case in queries.cases_for(user=other.members[1])
    with pytest.raises(NotAPanel, match="Nobody waits"):
        actions.replace_member(**given, user=other.members[0])
    assert begin().status == HearingStatus.IN_PROGRESS
    with raw("given up, once"):
        HearingSeat.objects.filter(pk=gone.pk).update(left_at=None, reason="")


def test_a_hearing_begins_on_its_day_after_notice_or_consent(case: Case, cast: Cast) -> None:
    hearing = listed(case, cast, at=AT, on=today(LATER))
    begin = partial(actions.begin_hearing, case=case, by=cast.panel_chair, attendance="present")
    with pytest.raises(WrongDay):
        begin(at=AT)
    with pytest.raises(NoNotice, match="no notice"):
        begin(at=LATER)
    actions.give_notice_of_hearing(case=case, channel="email", by=cast.caseworker, at=LATER - timedelta(days=27))
    with pytest.raises(NoNotice, match="28 days"):
        begin(at=LATER)
    with pytest.raises(NotOnThePanel):
        actions.begin_hearing(case=case, attendance="present", by=cast.members[0], at=LATER)
    held = Hearing.objects.filter(pk=hearing.pk)
    with raw("after its notice"):
        held.update(status="IN_PROGRESS", began_at=LATER, attendance="present")
    with raw("absence_has_reasons"):
        held.update(attendance="absent")
    actions.reply_to_notice(case=case, attends=False, agrees=True, by=cast.manager, at=LATER)
    with pytest.raises(NoReasons, match="in their absence"):
        begin(attendance="absent", at=LATER)
    assert begin(attendance="absent", absence_because="They wrote so.", at=LATER).absence_because == "They wrote so."


@pytest.mark.parametrize("days", [0, 20], ids=["a notice on its way", "a notice served"])
def test_a_hearing_that_is_put_off_needs_a_notice_of_its_new_day(case: Case, cast: Cast, days: int) -> None:
    hearing, on = listed(case, cast, at=AT, on=today(LATER)), LATER + timedelta(days=3)
    held: dict[str, Any] = {"case": case, "by": cast.caseworker}
    actions.give_notice_of_hearing(**held, channel="email", at=AT)
    actions.reply_to_notice(case=case, attends=True, agrees=True, by=cast.manager, at=AT)
    may_sit(cast, today(LATER), today(on))
    assert not queries.is_put_off(case=case)
    actions.postpone_hearing(**held, days=[today(on)], reason="The room burnt down.", at=AT + timedelta(days=days))
    mail = OutboxMessage.objects.get(template="conduct_hearing_put_off", to=cast.manager.email)
    assert "burnt" not in mail.subject + mail.body
    hearing.refresh_from_db()
    assert (queries.is_put_off(case=case), queries.last_reply(hearing=hearing)) == (True, None)
    begin = partial(actions.begin_hearing, case=case, by=cast.panel_chair, attendance="present")
    with pytest.raises(NoNotice, match="no notice"):
        begin(at=on)
    actions.give_notice_of_hearing(**held, channel="email", at=AT + timedelta(days=21))
    assert not queries.is_put_off(case=case)
    with pytest.raises(NoNotice, match="28 days"):
        begin(at=on)
    actions.consent_to_short_notice(**held, consent="By telephone.", at=on)
    assert begin(at=on).status == HearingStatus.IN_PROGRESS


def test_who_had_notice_is_told_of_a_cancelled_hearing_and_who_acts_for_them_too(case: Case, cast: Cast) -> None:
    friend = user_with(Role.REPRESENTATIVE)
    given: dict[str, Any] = {"name": "Friend", "email": friend.email, "kind": "friend", "may_respond": False}
    named = actions.name_representative(case=case, by=cast.manager, at=AT, **given)
    actions.take_up_representation(representation=named, by=friend, at=AT)
    told = OutboxMessage.objects.filter(noun="conduct.case", template__in=["conduct_hearing_cancelled", "conduct_copy"])
    listed(case, cast, at=AT, on=today(LATER))
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": AT}
    actions.cancel_hearing(**held, reason="Listed by mistake.")
    assert not told.exists()
    again = Cast(caseworker=cast.caseworker)
    listed(case, again, at=AT, on=today(LATER))
    actions.give_notice_of_hearing(**held, channel="email")
    assert list(told.values_list("to", flat=True)) == [friend.email]
    actions.postpone_hearing(**held, days=[today(LATER)], reason="The room burnt down.")
    actions.end_representation(representation=named, reason="We parted.", by=cast.manager, at=AT)
    actions.cancel_hearing(**held, reason="The room burnt down.")
    assert sorted(told.values_list("to", flat=True)) == sorted([friend.email, friend.email, cast.manager.email])
    assert not any("burnt" in mail.subject + mail.body for mail in told)
    assert queries.is_called_off(case=case)


def test_an_adjourned_hearing_goes_on_before_the_same_panel(case: Case, cast: Cast) -> None:
    listed(case, cast, at=AT, on=today(LATER))
    given: dict[str, Any] = {"case": case, "by": cast.panel_chair}
    actions.consent_to_short_notice(case=case, consent="Yes.", by=cast.caseworker, at=AT)
    actions.begin_hearing(**given, attendance="present", at=LATER)
    on = LATER + timedelta(days=7)
    put_off = partial(actions.adjourn_hearing, **given, days=[today(on)], reason="A witness is ill.", at=LATER)
    with pytest.raises(NotAPanel, match="has not said"):
        put_off()
    for user in (cast.panel_chair, *cast.members):
        actions.offer_days(days=[today(LATER), today(on)], by=user, at=LATER)
    assert put_off().status == HearingStatus.PART_HEARD
    mail = OutboxMessage.objects.get(template="conduct_hearing_adjourned", to=cast.manager.email)
    assert "witness" not in mail.subject + mail.body
    with pytest.raises(WrongDay):
        actions.resume_hearing(**given, at=LATER + timedelta(days=1))
    actions.sit_in_private(**given, part="Her health.", reason="It concerns nobody else.", at=on)
    actions.resume_hearing(**given, at=on)
    assert actions.conclude_hearing(**given, at=on).status == HearingStatus.CONCLUDED


def test_only_what_most_of_the_panel_agreed_to_is_recorded(case: Case, cast: Cast) -> None:
    heard(case, cast, at=AT)
    given: dict[str, Any] = {"case": case, "at": AT}
    record = partial(actions.determine, **given, by=cast.panel_chair)
    with pytest.raises(NotAgreed):
        record()
    for user in (cast.panel_chair, *cast.members):
        actions.declare_no_conflict(**given, by=user)
    put = partial(actions.propose_determination, **given, by=cast.panel_chair)
    put(findings=findings_for("no_action"))
    with pytest.raises(NoReasons):
        actions.answer_proposal(**given, agree=False, by=cast.members[0])
    for member in cast.members:
        with pytest.raises(NotAgreed):
            record()
        actions.answer_proposal(**given, agree=False, reasons="It is proved.", by=member)
    with pytest.raises(NotAgreed, match="Most of the panel"):
        record()
    proposal = put(findings=findings_for("warning"))
    with pytest.raises(NotOnThePanel):
        actions.answer_proposal(**given, agree=True, by=cast.panel_chair)
    with raw("only the panel answers"):
        PanelAnswer.objects.create(proposal=proposal, by=cast.investigator, agrees=True, at=AT)
    for member, agree in zip(cast.members, (True, False), strict=True):
        actions.answer_proposal(**given, agree=agree, reasons="Not proved.", by=member)
    with pytest.raises(NotOnThePanel):
        actions.determine(**given, by=cast.members[0])
    assert record().outcome == "warning"


def test_postgresql_takes_no_determination_that_the_panel_did_not_agree_to(case: Case, cast: Cast) -> None:
    listed(case, cast, at=AT, on=today(LATER))
    with raw("from a concluded hearing"):
        raw_determination(case, by=cast.panel_chair.pk)
    actions.cancel_hearing(case=case, reason="So", by=cast.caseworker, at=AT)
    with raw("a panel hears a case before it is decided"):
        raw_determination(case, by=cast.panel_chair.pk)
    cast = Cast(caseworker=cast.caseworker)
    heard(case, cast, at=AT)
    agreed(case, cast, findings_for("warning"), at=AT)
    with raw("what the panel has agreed to"):
        raw_determination(case, by=cast.panel_chair.pk)
    with raw("from a concluded hearing"):
        raw_determination(case, by=cast.members[0].pk)


def test_a_panel_that_somebody_has_left_decides_nothing_whatever_they_had_voted(
    case: Case, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.members = (*cast.members, user_with(Role.PANEL_MEMBER))
    heard(case, cast, at=AT)
    agreed(case, cast, findings_for("warning"), at=AT)
    actions.step_down(case=case, reason="I know her.", by=cast.members[2], at=AT)
    record = partial(actions.determine, case=case, by=cast.panel_chair, at=AT)
    with pytest.raises(NotAgreed, match="left this panel"):
        record()
    monkeypatch.setattr("conduct.actions.deliberations.require_majority", lambda **_: None)
    with raw("what the panel has agreed to"):
        record()


def attempts(case: Case, cast: Cast, at: Any) -> dict[str, Callable[[], Any]]:
    """Every action on a hearing, by somebody who may do it elsewhere."""
    staff: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": at}
    chair: dict[str, Any] = {"case": case, "by": cast.panel_chair, "at": at}
    put_off: dict[str, Any] = {"days": [today(at)], "reason": "So"}
    return {
        HearingAction.GIVE_NOTICE: lambda: actions.give_notice_of_hearing(**staff, channel="email"),
        HearingAction.CONSENT: lambda: actions.consent_to_short_notice(**staff, consent="Yes."),
        HearingAction.REPLY: lambda: actions.reply_to_notice(**staff, attends=True),
        HearingAction.REPLACE: lambda: actions.replace_member(**staff, seat=0, user=cast.caseworker, reason="So"),
        HearingAction.POSTPONE: lambda: actions.postpone_hearing(**staff, **put_off),
        HearingAction.BEGIN: lambda: actions.begin_hearing(**chair, attendance="present"),
        HearingAction.ADJOURN: lambda: actions.adjourn_hearing(**chair, **put_off),
        HearingAction.RESUME: lambda: actions.resume_hearing(**chair),
        HearingAction.SIT_IN_PRIVATE: lambda: actions.sit_in_private(**chair, part="So", reason="So"),
        HearingAction.CONCLUDE: lambda: actions.conclude_hearing(**chair),
        HearingAction.PROPOSE: lambda: actions.propose_determination(**chair, findings=findings_for("no_action")),
        HearingAction.ANSWER: lambda: actions.answer_proposal(**{**chair, "by": cast.members[0]}, agree=True),
        HearingAction.DETERMINE: lambda: actions.determine(**chair),
        HearingAction.CANCEL: lambda: actions.cancel_hearing(**staff, reason="So"),
    }


WALK = (
    HearingAction.POSTPONE,
    HearingAction.CONSENT,
    HearingAction.BEGIN,
    HearingAction.ADJOURN,
    HearingAction.RESUME,
    HearingAction.CONCLUDE,
    HearingAction.CANCEL,
)


def test_what_the_table_does_not_have_is_refused_in_every_status(case: Case, cast: Cast) -> None:
    hearing = listed(case, cast, at=AT)
    tried = attempts(case, cast, AT)
    assert tried.keys() == HEARING.moves.keys() - {HearingAction.REOPEN}, "which the return of a referral does"
    for step in WALK:
        hearing.refresh_from_db()
        for action in tried.keys() - HEARING.allowed(hearing.status):
            with pytest.raises(NotAllowedNow):
                tried[action]()
        before = hearing.status
        tried[step]()
        hearing.refresh_from_db()
        assert hearing.status == HEARING.target(step, status=before)
    for attempt in (tried[action] for action in tried.keys() - {HearingAction.DETERMINE}):
        with pytest.raises(NoHearing):
            attempt()
    with pytest.raises(NotIndependent):
        tried[HearingAction.DETERMINE]()
    assert list(hearing.steps.values_list("action", flat=True)) == ["LIST", *WALK]


def test_a_case_that_ends_cancels_its_hearing(case: Case, cast: Cast) -> None:
    hearing = listed(case, cast, at=AT)
    actions.withdraw_case(case=case, reason="Wrong person", by=cast.caseworker, at=AT)
    hearing.refresh_from_db()
    assert hearing.status == HearingStatus.CANCELLED
    assert not queries.cases_for(user=cast.panel_chair).exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_beginning_and_a_cancellation_at_once_exactly_one_is() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    hearing = listed(case, cast, at=AT)
    actions.consent_to_short_notice(case=case, consent="Yes.", by=cast.caseworker, at=AT)
    given: dict[str, Any] = {"case": case, "at": AT, "seen": queries.last_hearing_step(case=case)}
    refused = refusals(
        partial(actions.begin_hearing, **given, attendance="present", by=cast.panel_chair),
        partial(actions.cancel_hearing, **given, reason="So", by=cast.caseworker),
    )
    assert len(refused) == 1
    assert "changed after you opened this page" in refused[0].text
    assert hearing.steps.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_listings_at_once_for_one_panel_and_day_exactly_one_is() -> None:
    cast = Cast()
    may_sit(cast, today(LATER))
    cases = [case_in(Status.HEARING, cast=Cast(caseworker=cast.caseworker)) for _ in range(2)]

    def list_one(case: Case) -> None:
        try:
            listed(case, cast, at=AT, on=today(LATER))
        except IntegrityError as refused:
            raise ActionRefused("Refused") from refused

    assert len(refusals(*(partial(list_one, case) for case in cases))) == 1
    assert Hearing.objects.count() == 1
