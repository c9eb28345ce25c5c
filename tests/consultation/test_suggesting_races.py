"""Two analysts take one change back, and share out the same answers, at the same moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consultation import actions
from consultation.actions.recoding import recode, undo_recoding
from consultation.actions.sharing import share_out
from consultation.models import Coding, Share, Undoing
from consultation.queries.coding import answers_to, worded_questions
from kernel.models import User
from kernel.permissions import Role
from tests.factories.consultation import SOMEBODY, Team, answer, approved, question
from tests.factories.kernel import user_with
from tests.races import Deed, refusals

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_at_once_one_is_refused_and_nothing_is_done_twice() -> None:
    team, now = Team(), timezone.now()
    other = user_with(Role.CONSULTATION_ANALYST)
    held = approved(team, opens_at=now - timedelta(days=20))
    by: dict[str, Any] = {"by": team.analyst, "at": now}
    for _ in range(3):
        said = answer(question(held, 1), "agree", text="It costs")
        given: dict[str, Any] = {"channel": "paper", "sender": SOMEBODY, "answers": said}
        actions.enter_response(consultation=held, received_at=now - timedelta(days=1), **given, **by)
    asked = worded_questions(consultation=held).exclude(comment="").get()

    def share(who: User) -> Deed:
        return lambda: share_out(question=asked, readers=[who.pk], count=None, is_second=False, by=who, at=now)

    assert len(refusals(share(team.analyst), share(other))) == 1
    assert Share.objects.count() == 3
    cost = actions.add_theme(question=asked, name="Cost", definition="Says so.", **by)
    for one in answers_to(question=asked).select_related("wording__question"):
        actions.code_answer(answer=one, themes=[], **by)
    how: dict[str, Any] = {"way": "add", "source": None, "target": cost.pk, "words": "costs"}
    added = recode(question=asked, reason="It says so", expected=3, **how, **by)

    def undo(who: User) -> Deed:
        return lambda: undo_recoding(question=asked, recoding=added, by=who, at=now)

    assert len(refusals(undo(team.analyst), undo(other))) == 1
    assert (Undoing.objects.count(), Coding.objects.filter(recoding=added).count()) == (1, 6)
