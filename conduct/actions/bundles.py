"""Bundles: asked for, made by due work, and given by a second person."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from conduct.actions.binding import Document, bind
from conduct.actions.files import open_to_evidence
from conduct.actions.notices import tell_manager
from conduct.actions.steps import locked
from conduct.models import Bundle, BundleDocument, BundleGift, Case, SpecialMeasure
from conduct.queries import disclosed_to_manager
from conduct.rules.bundles import (
    BundleNotMade,
    BundleStatus,
    BundleWaits,
    NothingToBind,
    Recipient,
    require_current,
    require_second_giver,
)
from conduct.rules.witnesses import Measure
from kernel.actions import store_file
from kernel.errors import ActionRefused
from kernel.files.examining import ExaminedFile
from kernel.files.kinds import Kind
from kernel.history import recorded
from kernel.models import User
from kernel.queries import system_user

log = logging.getLogger("house.bundles")


@recorded()
def ask_for_bundle(*, case: Case, by: User, at: datetime) -> Bundle:
    """Have a bundle made of all that was disclosed. Refuses while one is being made, and while there is nothing."""
    held = open_to_evidence(case=case, by=by, at=at)
    if not disclosed_to_manager(case=held).exists():
        raise NothingToBind("Disclose evidence to the manager first: a bundle holds nothing that they have not had.")
    if held.bundles.filter(status=BundleStatus.ASKED).exists():
        raise BundleWaits("A bundle is being made already. Reload the page in a minute.")
    last = held.bundles.aggregate(last=Max("number"))["last"] or 0
    return held.bundles.create(number=last + 1, asked_by=by, asked_at=at)


def make_bundles(*, at: datetime) -> int:
    """Make one bundle that was asked for; how many were made. Of two at once the second finds nothing to do."""
    with transaction.atomic():
        waiting = Bundle.objects.select_for_update(of=("self",), skip_locked=True).filter(status=BundleStatus.ASKED)
        bundle = waiting.select_related("case__person").order_by("pk").first()
        if bundle is None:
            return 0
        try:
            with transaction.atomic():
                _make(bundle, at=at)
        except ActionRefused as refusal:
            bundle.status, bundle.made_at, bundle.failure = BundleStatus.FAILED, at, refusal.text
            bundle.file, bundle.pages = None, None
            log.warning("a bundle could not be made")
        bundle.save(update_fields=["status", "made_at", "file", "pages", "failure"])
    return 1


def _make(bundle: Bundle, *, at: datetime) -> None:
    whole, documents = bind(bundle=bundle, at=at)
    name = f"{bundle.case.reference}-bundle-{bundle.number}.pdf"
    file = ExaminedFile(name=name, kind=Kind.PDF, original=whole.content, served=whole.content)
    bundle.file = store_file(file=file, by=system_user(), at=at)
    bundle.status, bundle.made_at, bundle.pages = BundleStatus.MADE, at, whole.pages
    BundleDocument.objects.bulk_create(_row(bundle, one) for one in documents)


def _row(bundle: Bundle, one: Document) -> BundleDocument:
    return BundleDocument(
        bundle=bundle,
        exhibit=one.exhibit,
        version=one.version,
        first_page=one.first_page,
        last_page=one.last_page,
        digest=one.digest,
    )


@recorded()
def give_bundle(*, bundle: Bundle, recipient: Recipient, words: str, by: User, at: datetime) -> BundleGift:
    """Give somebody a bundle, after looking through it. Refuses who had it made, one that is not there, and one that
    may name a witness whom a panel has granted anonymity, or has yet to rule on."""
    held = locked(case=bundle.case, action=None, at=at, seen=None)
    found = Bundle.objects.select_for_update().get(pk=bundle.pk)
    require_second_giver(user_id=by.pk, asked_by=found.asked_by_id)
    if found.status != BundleStatus.MADE:
        raise BundleNotMade("This bundle is not made yet, or could not be made.")
    anonymity = SpecialMeasure.objects.filter(witness__case=held, measure=Measure.ANONYMITY)
    require_current(
        is_asked=anonymity.filter(granted=None).exists(),
        is_outdated=anonymity.filter(granted=True, ruled_at__gt=found.made_at).exists(),
    )
    if found.gifts.filter(recipient=recipient).exists():
        raise BundleNotMade("They were given this bundle already.")
    if recipient == Recipient.MANAGER:
        tell_manager(case=held, template="conduct_evidence_disclosed", subject="There is evidence for you to read")
    return BundleGift.objects.create(bundle=found, recipient=recipient, words=words, by=by, at=at)
