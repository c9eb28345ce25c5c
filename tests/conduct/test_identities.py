"""Sealed identities: two custodians, strangers to the concern, once, and never in clear."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from conduct import actions, queries
from conduct.actions import identities
from conduct.models import ConcernMessage, IdentityOpening, IdentityRequest, IdentityResealing, ReporterIdentity
from conduct.rules.identities import Ground, Identity, Mode
from conduct.rules.raising import Reporter
from conduct.web.forms.identities import AskForm
from conduct.workflow import IdentityAction, IdentityStatus
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import Box, UserRole
from kernel.permissions import Role
from kernel.sealed_boxes import CannotOpen, newest_key
from tests.factories.conduct import raised_concern
from tests.factories.identities import AT, WREN, approved, asked, custodian, sealed_concern
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db


def test_an_identity_is_opened_by_two_shown_once_and_the_reporter_is_told() -> None:
    concern, held = sealed_concern()
    first = custodian()
    request = approved(held, by=first)
    key = actions.call_for_identity(request=request, by=first, at=AT)
    assert actions.take_identity(request=request, key=key, by=first, at=AT) is None
    assert actions.open_called(at=AT) == 1
    assert actions.open_called(at=AT) == 0
    [told] = ConcernMessage.objects.filter(concern=concern)
    assert "somebody is in danger" in told.text
    with pytest.raises(identities.NotOpened):
        actions.take_identity(request=request, key="AAAA", by=first, at=AT)
    assert actions.take_identity(request=request, key=key, by=first, at=AT) == WREN
    opening = IdentityOpening.objects.get()
    assert (opening.sealed_answer, opening.shown_at) == ("", AT)
    with pytest.raises(identities.NotOpened):
        actions.take_identity(request=request, key=key, by=first, at=AT)


def test_nobody_opens_alone_or_is_shown_what_another_asked_for() -> None:
    _, held = sealed_concern()
    first, second = custodian(), custodian()
    request = asked(held, by=first)
    decide: dict[str, Any] = {"action": IdentityAction.APPROVE, "reason": "Needed.", "at": AT}
    with pytest.raises(identities.SecondCustodianNeeded):
        actions.decide_on_opening(request=request, by=first, **decide)
    with pytest.raises(ActionRefused):
        actions.call_for_identity(request=request, by=first, at=AT)
    with pytest.raises(identities.AlreadyAsked):
        asked(held, by=second)
    actions.decide_on_opening(request=request, by=second, **decide)
    with pytest.raises(identities.SecondCustodianNeeded):
        actions.call_for_identity(request=request, by=second, at=AT)


def test_whoever_has_a_part_in_the_concern_neither_asks_nor_decides_not_even_by_sql() -> None:
    concern, held = sealed_concern()
    both = user_with(Role.CASEWORKER, Role.IDENTITY_CUSTODIAN)
    request = asked(held, by=custodian())
    actions.triage_concern(concern=concern, by=both, at=AT)
    with pytest.raises(identities.HadAPart):
        actions.decide_on_opening(request=request, action=IdentityAction.APPROVE, reason="Needed.", by=both, at=AT)
    with pytest.raises(IntegrityError, match="never opens who raised it"), acting(user=both), transaction.atomic():
        IdentityRequest.objects.filter(pk=request.pk).update(
            status="approved", decided_by=both, decided_at=AT, decision_reason="Needed."
        )


def test_postgresql_takes_no_decision_of_one_no_second_call_and_no_opening_without_two_custodians() -> None:
    _, held = sealed_concern()
    first = custodian()
    request = asked(held, by=first)
    rows = IdentityRequest.objects.filter(pk=request.pk)
    decided = {"decided_by": first, "decided_at": AT, "decision_reason": "x"}
    for wrong in (
        {"status": "approved", **decided},
        {"status": "called", "called_at": AT, "viewer_key": "x"},
        {"reason": "Another reason"},
    ):
        with pytest.raises(IntegrityError), acting(user=first), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError, match="opened by two"), transaction.atomic():
        IdentityOpening.objects.create(request=request, at=AT, sealed_answer="x")
    with pytest.raises(IntegrityError, match="anonymously has no identity"), transaction.atomic():
        ReporterIdentity.objects.create(concern=raised_concern(), holds=["name"], sealed="x", at=AT)


def test_the_opener_opens_nothing_for_somebody_who_is_no_custodian_any_more_or_called_long_ago() -> None:
    _, held = sealed_concern()
    first = custodian()
    request = approved(held, by=first)
    actions.call_for_identity(request=request, by=first, at=AT)
    assert actions.open_called(at=AT + timedelta(minutes=11)) == 0
    with acting(user=custodian()), transaction.atomic():
        UserRole.objects.filter(user=first).delete()
    assert actions.open_called(at=AT) == 0
    assert not IdentityOpening.objects.exists()


def test_a_process_that_is_not_told_of_the_key_seals_and_cannot_open(settings: Any) -> None:
    _, held = sealed_concern()
    first = custodian()
    request = approved(held, by=first)
    actions.call_for_identity(request=request, by=first, at=AT)
    settings.BOX_KEYRINGS = dict.fromkeys(Box)
    with pytest.raises(CannotOpen), transaction.atomic():
        actions.open_called(at=AT)
    assert not IdentityOpening.objects.exists()
    assert raised_concern(reporter=Reporter(mode=Mode.NAMED), identity=WREN)


def test_what_is_sealed_does_not_tell_by_its_length_how_much_was_said() -> None:
    lengths = {len(one.as_text()) for one in (Identity(name="Al"), WREN, Identity(name="A" * 200, other="b" * 500))}
    assert lengths == {1024}


def test_a_refused_request_opens_nothing_and_another_may_be_asked() -> None:
    _, held = sealed_concern()
    first = custodian()
    request = asked(held, by=first)
    done = actions.decide_on_opening(
        request=request, action=IdentityAction.REFUSE, reason="Write to them first.", by=custodian(), at=AT
    )
    assert done.status == IdentityStatus.REFUSED
    with pytest.raises(ActionRefused):
        actions.call_for_identity(request=request, by=first, at=AT)
    assert asked(held, by=first).ground == Ground.DANGER


def test_that_the_case_needs_a_name_opens_only_what_was_raised_openly() -> None:
    _, openly = sealed_concern(Mode.NAMED)
    _, in_confidence = sealed_concern()
    by = custodian()
    needed: Any = {"ground": Ground.NEEDED, "reason": "A hearing.", "by": by, "at": AT}
    assert actions.ask_to_open(identity=openly, **needed).ground == Ground.NEEDED
    with pytest.raises(identities.NotAGround):
        actions.ask_to_open(identity=in_confidence, **needed)
    given = {"ground": Ground.NEEDED, "reason": "A hearing.", "asked_by": by, "asked_at": AT}
    with pytest.raises(IntegrityError, match="name may be used"), transaction.atomic():
        IdentityRequest.objects.create(identity=in_confidence, **given)
    offered = {mode: str(AskForm(mode=mode)["ground"]) for mode in (Mode.CONFIDENTIAL, Mode.NAMED)}
    assert ("needed" in offered[Mode.NAMED], "needed" in offered[Mode.CONFIDENTIAL]) == (True, False)


def test_an_approval_runs_out_by_the_clock_and_another_may_be_asked_for() -> None:
    _, held = sealed_concern()
    first = custodian()
    request = approved(held, by=first)
    over = AT + timedelta(hours=72)
    assert queries.request_status(request=request, at=over - timedelta(seconds=1)) == IdentityStatus.APPROVED
    assert queries.waiting_requests(user=first, at=over) == []
    with pytest.raises(identities.NotOpened, match="run out"):
        actions.call_for_identity(request=request, by=first, at=over)
    called = {"status": "called", "called_at": over, "viewer_key": "x"}
    with pytest.raises(IntegrityError, match="has run out"), acting(user=first), transaction.atomic():
        IdentityRequest.objects.filter(pk=request.pk).update(**called)
    again = actions.ask_to_open(identity=held, ground=Ground.DANGER, reason="Still.", by=first, at=over)
    request.refresh_from_db()
    assert (request.status, again.status) == (IdentityStatus.EXPIRED, IdentityStatus.ASKED)


def test_a_new_key_is_made_everything_is_sealed_to_it_and_opens_without_the_old_one(
    settings: Any, tmp_path: Path
) -> None:
    settings.BOX_KEYRINGS = {box: tmp_path / box for box in Box}
    _, held = sealed_concern()
    old = next((tmp_path / Box.IDENTITIES).iterdir())
    call_command("rotate_identities_key")
    assert len(list((tmp_path / Box.IDENTITIES).iterdir())) == 2
    sealed = IdentityResealing.objects.get(identity=held).sealed
    assert sealed.partition(".")[0] == newest_key(box=Box.IDENTITIES) not in old.name
    with pytest.raises(IntegrityError, match="to the newest key"), transaction.atomic():
        IdentityResealing.objects.create(identity=held, sealed=held.sealed, at=AT)
    old.unlink()
    first = custodian()
    request = approved(held, by=first)
    key = actions.call_for_identity(request=request, by=first, at=AT)
    assert actions.open_called(at=AT) == 1
    assert actions.take_identity(request=request, key=key, by=first, at=AT) == WREN
