"""Preparing responses for publication: words removed by one person, checked by another, taken down by either."""

from collections.abc import Sequence
from datetime import datetime

from consultation.models import Consultation, Release, Response, ResponseVersion
from consultation.queries.consultations import stage
from consultation.queries.publishing import publishable, texts_of, unchecked, unprepared, wordless
from consultation.rules.publishing import NotPublishable, require_over, require_second_reader, require_words
from kernel.errors import ChangedMeanwhile
from kernel.history import recorded
from kernel.models import User


@recorded()
def prepare_response(*, response: Response, by: User, at: datetime, seen: int = 0) -> Release:
    """Say that a response can be published as it stands, with the words removed that are removed so far."""
    version = _held(response, at)
    return _changed(version, by=by, at=at, seen=seen)


@recorded()
def remove_words(*, response: Response, words: str, because: str, by: User, at: datetime, seen: int = 0) -> Release:
    """Remove words from a response wherever they stand in it. Refuses words that it does not have."""
    version = _held(response, at)
    wanted = require_words(passage=words, texts=texts_of(version=version))
    release = _changed(version, by=by, at=at, seen=seen)
    if release.removals.filter(words=wanted).exists():
        raise NotPublishable("These words are removed already.")
    release.removals.create(words=wanted, because=because, by=by)
    return release


@recorded()
def restore_words(*, response: Response, removal: int, by: User, at: datetime, seen: int = 0) -> Release:
    """Publish words after all that were removed before."""
    version = _held(response, at)
    release = _changed(version, by=by, at=at, seen=seen)
    if not release.removals.filter(pk=removal).delete()[0]:
        raise NotPublishable("These words are not removed any more. Open the page again.")
    return release


@recorded()
def check_response(*, response: Response, by: User, at: datetime, seen: int = 0) -> Release:
    """Settle what is published of a response, as it was read. Refuses whoever had a part in preparing it."""
    version = _held(response, at)
    release = _release(version)
    if release is None:
        raise NotPublishable("Nobody has prepared this response yet.")
    _require_to_change(release, seen)
    _require_stranger(release, by)
    release.checked_by, release.checked_at = by, at
    release.taken_down_at, release.taken_down_because = None, ""
    release.save(update_fields=["checked_by", "checked_at", "taken_down_at", "taken_down_because"])
    return release


@recorded()
def take_response_down(*, response: Response, reason: str, by: User, at: datetime) -> Release:
    """Take a response out of what is published, at once. It can be changed then, and checked again."""
    release = _release(_held(response, at))
    if release is None or release.checked_at is None:
        raise NotPublishable("This response is not published.")
    release.checked_by, release.checked_at = None, None
    release.taken_down_at, release.taken_down_because = at, reason
    release.save(update_fields=["checked_by", "checked_at", "taken_down_at", "taken_down_because"])
    return release


@recorded()
def prepare_wordless(*, consultation: Consultation, by: User, at: datetime) -> int:
    """Prepare at once all that have no words of their own: there is nothing in them to remove. Says how many."""
    _locked(consultation, at)
    waiting = wordless(unprepared(consultation=consultation))
    made = [Release(version=each, prepared_by=by, prepared_at=at) for each in waiting]
    Release.objects.bulk_create(made)
    return len(made)


@recorded()
def check_wordless(*, consultation: Consultation, by: User, at: datetime) -> int:
    """Check at once all of those that somebody else prepared. Says how many."""
    _locked(consultation, at)
    waiting = wordless(unchecked(consultation=consultation, user=by)).filter(release__taken_down_at=None)
    keys: Sequence[int] = list(waiting.values_list("release__pk", flat=True))
    return Release.objects.filter(pk__in=keys, checked_at=None).update(checked_by=by, checked_at=at)


def _locked(consultation: Consultation, at: datetime) -> None:
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    require_over(stage(consultation=held, at=at))


def _held(response: Response, at: datetime) -> ResponseVersion:
    """The version that counts, one at a time."""
    _locked(response.consultation, at)
    version = publishable(consultation=response.consultation).filter(response=response).first()
    if version is None:
        raise NotPublishable("Its sender does not let us publish this response.")
    return version


def _release(version: ResponseVersion) -> Release | None:
    return Release.objects.select_for_update(of=("self",)).filter(version=version).first()


def _require_to_change(release: Release, seen: int) -> None:
    if release.checked_at is not None:
        raise NotPublishable("This response is checked. Take it down first, then change what is removed.")
    if seen and seen != release.edition:
        raise ChangedMeanwhile("Somebody changed what is removed after you opened this page. Read it again.")


def _require_stranger(release: Release, by: User) -> None:
    had_part = {release.prepared_by_id, *release.removals.values_list("by", flat=True)}
    require_second_reader(user=by.pk, had_part=had_part)


def _changed(version: ResponseVersion, *, by: User, at: datetime, seen: int) -> Release:
    release = _release(version)
    if release is None:
        return Release.objects.create(version=version, prepared_by=by, prepared_at=at)
    _require_to_change(release, seen)
    release.edition += 1
    release.prepared_by, release.prepared_at = by, at
    release.save(update_fields=["edition", "prepared_by", "prepared_at"])
    return release
