"""Being told of consultations by e-mail: asked for, confirmed, stopped, and told."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from consultation.models import Consultation, Subscription, Telling
from consultation.queries.subscribing import untold
from consultation.rules.subscribing import ASKED_AGAIN_AFTER, Event
from kernel.keys import keyed_hash, seal, unseal
from kernel.outbox import send_mail
from kernel.rulesets import current

PURPOSE: Final = "consultation-subscription"
CONFIRM: Final = "Confirm that you want news of consultations"
NEWS: Final = "News of a consultation"


@transaction.atomic
def subscribe(*, address: str, at: datetime) -> None:
    """Write to an address whether its owner wants to be told. Who asks learns nothing of who is told already."""
    wanted = address.strip().lower()
    digest = keyed_hash(purpose=PURPOSE, value=wanted)
    made, is_new = Subscription.objects.select_for_update().get_or_create(
        address_hash=digest, defaults={"sealed": seal(purpose=PURPOSE, value=wanted, about=digest), "asked_at": at}
    )
    if made.confirmed_at is not None or (not is_new and at < made.asked_at + ASKED_AGAIN_AFTER):
        return
    made.asked_at = at
    made.save(update_fields=["asked_at"])
    days = current(at).subscription_confirm_days
    send_mail(
        to=wanted, subject=CONFIRM, template="consultation_subscribe", context={"key": str(made.key), "days": days}
    )


@transaction.atomic
def confirm_subscription(*, key: UUID, at: datetime) -> bool:
    """From now on its owner is told. Says whether there is such a subscription."""
    return bool(Subscription.objects.filter(key=key).update(confirmed_at=at))


@transaction.atomic
def stop_subscription(*, key: UUID) -> None:
    """Forget an address wholly. Done twice it is done."""
    Subscription.objects.filter(key=key).delete()


def tell_subscribers(*, at: datetime) -> int:
    """Write to everybody who wants to be told, of each thing once; returns of how many things."""
    return sum(_told(held, event, at=at) for held, event in untold(at=at))


@transaction.atomic
def _told(held: Consultation, event: Event, *, at: datetime) -> bool:
    Consultation.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if Telling.objects.filter(consultation=held, event=event).exists():
        return False
    wanted = list(Subscription.objects.filter(confirmed_at__lte=at))
    for each in wanted:
        send_mail(
            to=unseal(purpose=PURPOSE, sealed=each.sealed, about=each.address_hash),
            subject=NEWS,
            template="consultation_news",
            context={
                "title": held.title,
                "slug": held.slug,
                "event": event.value,
                "closes_at": held.closes_at,
                "key": str(each.key),
            },
            unsubscribe=reverse("consultation:subscription", args=[each.key, "stop"]),
        )
    Telling.objects.create(consultation=held, event=event, at=at, count=len(wanted))
    return True


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Delete addresses whose owners have not confirmed them in time."""
    within = timedelta(days=current(at).subscription_confirm_days)
    gone, _ = Subscription.objects.filter(confirmed_at=None, asked_at__lt=at - within).delete()
    return int(gone)
