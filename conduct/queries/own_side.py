"""The manager's side of a case: who is on it, what they have written, said and asked for."""

from datetime import datetime

from django.db.models import Q, QuerySet

from conduct.models import (
    AdjustmentRequest,
    AllegationAnswer,
    Case,
    Representation,
    ReprisalClaim,
    ResponseDraft,
    ResponseExtension,
)
from conduct.rules.answering import Draft, unpacked
from kernel.keys import unseal
from kernel.models import User

SEALED_FOR = "drafts"
ACTING = Q(accepted_at__isnull=False, ended_at=None)


def represented_by(*, user: User) -> QuerySet[Representation]:
    """The cases in which somebody acts for a manager now."""
    return Representation.objects.filter(ACTING, user=user)


def acting_in(*, case: Case) -> QuerySet[Representation]:
    """Who acts for the manager of a case now."""
    return case.representations.filter(ACTING).select_related("user")


def named_for(*, user: User) -> QuerySet[Representation]:
    """Where a manager has named somebody who has not answered yet; by the address of their account."""
    return Representation.objects.filter(email=user.email, user=None, ended_at=None).select_related("named_by", "case")


def own_cases(*, user: User) -> QuerySet[Case]:
    """The cases that a manager, and whom they let act for them, may know of: from when they were asked to respond."""
    mine = Q(person__user=user) | Q(pk__in=represented_by(user=user).values("case"))
    return (
        Case.objects.filter(mine, response_asked_at__isnull=False)
        .select_related("caseworker", "person", "determination__rule_set", "rule_set")
        .order_by("-reference")
    )


def cases_to_answer(*, user: User) -> QuerySet[Case]:
    """Those of them in which the user may act: the manager, and whoever may answer for them."""
    answering = represented_by(user=user).filter(may_respond=True)
    return own_cases(user=user).filter(Q(person__user=user) | Q(pk__in=answering.values("case")))


def may_act_for(*, case: Case, user: User) -> bool:
    """Whether somebody is the manager of a case, or may answer for them."""
    if user.pk == case.person.user_id:
        return True
    return case.representations.filter(ACTING, user=user, may_respond=True).exists()


def side_of(*, case: Case) -> set[int]:
    """The accounts of the manager of a case and of everybody who may now or once could answer for them."""
    answering = case.representations.filter(accepted_at__isnull=False, may_respond=True).values_list("user", flat=True)
    return {one for one in (case.person.user_id, *answering) if one is not None}


def representations_of(*, case: Case) -> QuerySet[Representation]:
    """Everybody whom the manager named in a case."""
    return case.representations.select_related("user", "ended_by")


def draft_of(*, case: Case, user: User) -> Draft:
    """What this user has written of a response and not sent. There is no other way to a draft."""
    found = ResponseDraft.objects.filter(case=case, author=user).first()
    if found is None:
        return Draft()
    return unpacked(unseal(purpose=SEALED_FOR, sealed=found.sealed, about=about_draft(found)))


def draft_saved_at(*, case: Case, user: User) -> datetime | None:
    """When they saved it last."""
    return ResponseDraft.objects.filter(case=case, author=user).values_list("saved_at", flat=True).first()


def about_draft(draft: ResponseDraft) -> str:
    """What a draft is sealed about: its case and its author."""
    return f"{draft.case_id}:{draft.author_id}"


def answers_to(*, case: Case) -> QuerySet[AllegationAnswer]:
    """What the manager's side says to each allegation."""
    return AllegationAnswer.objects.filter(response__case=case).select_related("allegation", "response")


def reprisal_claim(*, case: Case) -> ReprisalClaim | None:
    """That the manager calls the referral a reprisal for speaking up, where they do."""
    return ReprisalClaim.objects.filter(case=case).select_related("made_by").first()


def adjustments_of(*, case: Case) -> QuerySet[AdjustmentRequest]:
    """What was asked to be done differently, oldest first."""
    return case.adjustments.select_related("asked_by", "decided_by")


def own_extensions(*, case: Case) -> QuerySet[ResponseExtension]:
    """The requests for more time to respond that the manager's side made."""
    return case.extensions.filter(asked_by__in=side_of(case=case)).order_by("pk")
