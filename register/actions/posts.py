"""Writes about posts."""

from datetime import date, datetime

from kernel.clocks import end_of_day, start_of_day
from kernel.errors import ActionRefused
from kernel.models import Organisation, User
from register.actions.facts import SupersededMeanwhile, locked, replace_fact, require_past, writing
from register.models import Person, Post, period
from register.rules import Tier
from register.rules.names import title_key


class SamePostTwice(ActionRefused):
    """The person holds this post, by title and organisation, in some of the time."""


def add_post(
    *,
    person: Person,
    organisation: Organisation,
    title: str,
    tier: Tier,
    started_on: date,
    reports_to: Person | None = None,
    by: User,
    at: datetime,
) -> Post:
    """A post from the beginning of a London day, without an end.

    Refuses a day in the future, a closed organisation, the same post twice at a time, and reporting to oneself.
    """
    _require_possible(person, organisation, started_on, None, reports_to, at)
    with writing(by=by):
        person, during = locked(person=person), period(start_of_day(started_on))
        _require_free(person, organisation, title, during, other_than=None)
        post: Post = Post.objects.create(
            person=person,
            organisation=organisation,
            title=" ".join(title.split()),
            title_key=title_key(title),
            tier=tier,
            reports_to=reports_to,
            during=during,
        )
    return post


def end_post(*, post: Post, ended_on: date, by: User, at: datetime) -> Post:
    """The post ends with a London day, its last. Refuses a day before its first, and one in the future."""
    require_past(day=ended_on, at=at, what="The last day")
    with writing(by=by):
        post = _locked_post(post)
        if post.begins and end_of_day(ended_on) <= post.begins:
            raise ActionRefused("The last day must not be before the first.")
        ended: Post = replace_fact(fact=post, changes={"during": period(post.begins, end_of_day(ended_on))})
    return ended


def correct_post(
    *,
    post: Post,
    organisation: Organisation,
    title: str,
    tier: Tier,
    started_on: date,
    ended_on: date | None,
    reports_to: Person | None,
    reason: str,
    by: User,
    at: datetime,
) -> Post:
    """Supersede a post that was recorded wrongly. Refuses as `add_post`, and a correction that changes nothing."""
    _require_possible(post.person, organisation, started_on, ended_on, reports_to, at)
    during = period(start_of_day(started_on), end_of_day(ended_on) if ended_on else None)
    with writing(by=by, reason=reason):
        post = _locked_post(post)
        _require_free(post.person, organisation, title, during, other_than=post)
        changes = {
            "organisation_id": organisation.pk,
            "title": " ".join(title.split()),
            "title_key": title_key(title),
            "tier": tier,
            "reports_to_id": reports_to.pk if reports_to else None,
            "during": during,
        }
        corrected: Post = replace_fact(fact=post, changes=changes)
    return corrected


def _locked_post(post: Post) -> Post:
    person = locked(person=post.person)
    current: Post | None = Post.objects.current().filter(pk=post.pk, person=person).first()
    if current is None:
        raise SupersededMeanwhile("Somebody else has changed this post since you opened the page. Look at it again.")
    return current


def _require_possible(
    person: Person,
    organisation: Organisation,
    started_on: date,
    ended_on: date | None,
    reports_to: Person | None,
    at: datetime,
) -> None:
    require_past(day=started_on, at=at, what="The first day")
    if ended_on:
        require_past(day=ended_on, at=at, what="The last day")
        if ended_on < started_on:
            raise ActionRefused("The last day must not be before the first.")
    if not organisation.is_open_on(started_on):
        raise ActionRefused(f"{organisation.name} had closed by the first day of the post.")
    if reports_to and reports_to.pk == person.pk:
        raise ActionRefused("Nobody can report to themselves. Enter the number of the person they report to.")


def _require_free(
    person: Person, organisation: Organisation, title: str, during: object, *, other_than: Post | None
) -> None:
    same = Post.objects.current().filter(person=person, organisation=organisation, title_key=title_key(title))
    if other_than:
        same = same.exclude(pk=other_than.pk)
    if same.filter(during__overlap=during).exists():
        raise SamePostTwice("The person already holds this post, by title and organisation, in some of that time.")
