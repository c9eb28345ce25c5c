"""Bars for staff and for the person barred."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat

from barring.models import AppealExtension, Bar, BarStep, Representation, RepresentationsExtension
from barring.permissions import Permission
from barring.rules.bars import Terms, as_decided
from barring.workflow import UNFINISHED, Action, Status
from conduct import queries as conduct_queries
from conduct.models import Determination
from conduct.rules.determining import Sanction
from kernel import rulesets
from kernel.models import ExtensionStatus, OrganisationClass, User
from kernel.permissions import can
from register.models import Name, NameKind, Person
from register.rules import ALL_CLASSES
from register.rules.names import words
from register.rules.numbers import InvalidNumber, parse

CLASS_WORDS = {ALL_CLASSES: "Every class of organisation", **dict(OrganisationClass.choices)}


def bars_for(*, user: User) -> QuerySet[Bar]:
    """The bars that a member of staff may see: all but those about themselves, newest first, named."""
    return named(Bar.objects.select_related("person", "proposed_by")).exclude(person__user=user).order_by("-pk")


def bar_for(*, user: User, reference: str) -> QuerySet[Bar]:
    """One bar among those, with the people and the case that its page names; empty if the user may not see it."""
    return (
        bars_for(user=user)
        .filter(reference=reference)
        .select_related(
            "determination__case",
            "determination__remitted_case",
            "approved_by",
            "lift_proposed_by",
            "lifted_by",
            "rule_set",
        )
    )


def find_bars(*, user: User, status: str = "", text: str = "") -> QuerySet[Bar]:
    """Staff search: a status, and a reference, a registration number or parts of a name."""
    found = bars_for(user=user)
    if status:
        found = found.filter(status=status)
    if text.strip():
        found = found.filter(Q(reference__iexact=text.strip()) | about(text))
    return found


def own_bars(*, user: User, at: datetime) -> QuerySet[Bar]:
    """The bars that a manager has had notice of, or that a panel decided on and were served, at any time. Before that
    nothing of them shows."""
    noticed = BarStep.objects.filter(bar=OuterRef("pk"), action=Action.SERVE_NOTICE)
    found = Bar.objects.filter(Exists(noticed) | Q(determination__isnull=False, served_at__lte=at), person__user=user)
    return found.select_related("person", "rule_set")


def open_extension(bar: Bar) -> RepresentationsExtension | None:
    """The request for more time that waits for a second person, if there is one to the present deadline."""
    if bar.representations_due_at is None:
        return None
    asked = RepresentationsExtension.objects.filter(bar=bar, status=ExtensionStatus.ASKED)
    return asked.filter(due_at=bar.representations_due_at).first()


def open_appeal_extension(bar: Bar) -> AppealExtension | None:
    """The request for more time to appeal that waits for a second person, if there is one."""
    return AppealExtension.objects.filter(bar=bar, status=ExtensionStatus.ASKED).first()


def steps_of(bar: Bar) -> QuerySet[BarStep]:
    """What was done to a bar and by whom, in order."""
    return bar.steps.select_related("by").order_by("pk")


def was_noticed(bar: Bar) -> bool:
    """Whether the person ever had notice of the bar."""
    return bar.steps.filter(action=Action.SERVE_NOTICE).exists()


def representations_to(bar: Bar) -> QuerySet[Representation]:
    """What the person answered, in order."""
    return bar.representations.select_related("made_by").order_by("pk")


def answered_themselves(bar: Bar) -> bool:
    """Whether the person has answered here; what staff key in is what they say of it."""
    return bar.person.user_id is not None and bar.representations.filter(made_by=bar.person.user_id).exists()


def proposers_of(bar: Bar) -> frozenset[int]:
    """Everybody who wrote the proposal: none of them may approve it."""
    written = bar.steps.filter(action__in=[Action.PROPOSE, Action.REVISE])
    return frozenset({bar.proposed_by_id, *written.values_list("by_id", flat=True)})


def involved_in(bar: Bar) -> frozenset[int]:
    """Everybody who took part in the case behind a bar: none of them may decide on it."""
    if bar.determination is None:
        return frozenset()
    return frozenset(conduct_queries.people_involved(case=bar.determination.of_case))


def review_years(bar: Bar) -> int:
    """After how many years a review of the bar may first be asked for, by the rule set it is dealt with under."""
    return rulesets.rules_of(bar.rule_set).bar_review_years


def address_of(person: Person) -> str:
    """The e-mail address of the account in which a person reads what is served on them; empty where they have none."""
    return person.user.email if person.user else ""


def legal_name(*, person: Person) -> str:
    """How letters address a person."""
    current = Name.objects.current().filter(person=person, kind=NameKind.LEGAL).order_by("-during").first()
    return str(current or "")


def named(bars: QuerySet[Bar]) -> QuerySet[Bar]:
    """Bars with their person's latest legal name as `person_name`."""
    values = {"person_name": legal_names("person")}  # named in a dict, since the model says what type it has
    return bars.annotate(**values)


def legal_names(person: str) -> Subquery:
    """The latest legal name of the person in a column of the outer query, written out."""
    legal = Name.objects.current().filter(person=OuterRef(person), kind=NameKind.LEGAL).order_by("-during")
    whole = Concat("given_names", Value(" "), "family_name", output_field=TextField())
    return Subquery(legal.annotate(whole=whole).values("whole")[:1])


def about(text: str) -> Q:
    """Bars on somebody any of whose names has all these words in it, whole or in part; or with this number."""
    names = Name.objects.current()
    for word in words(text):
        names = names.filter(search_text__contains=word)
    by_name = Q(person__in=names.values("person")) if words(text) else Q(pk__in=[])
    return by_name | numbered(text)


def numbered(text: str) -> Q:
    """Bars on the holder of a registration number, however it is written; none where it is no number."""
    try:
        return Q(person__registration_number=parse(text))
    except InvalidNumber:
        return Q(pk__in=[])


def works_on_bar(*, user: User, reference: str) -> bool:
    """Whether a bar is a user's work: they did something with it, or it waits for somebody who may propose or decide.

    True too for a bar that the user may not see: there is nothing to ask about.
    """
    bar = bars_for(user=user).filter(reference=reference).first()
    return bar is None or _works_on(bar, user)


def works_on_person_to_bar(*, user: User, key: str) -> bool:
    """Whether there is a bar on the person of a key that is the user's work."""
    return any(_works_on(bar, user) for bar in bars_for(user=user).filter(person__key=UUID(key)))


def _works_on(bar: Bar, user: User) -> bool:
    deals = can(user, Permission.BAR_PROPOSE) or can(user, Permission.BAR_APPROVE)
    waits = bar.status in UNFINISHED or bar.status == Status.LIFTING_PROPOSED
    return (deals and waits) or bar.steps.filter(by=user).exists()


def terms_decided(determination: Determination, *, starts_on: date) -> Terms:
    """The bar that a panel decided on, or a court that varied its decision, if it starts on a day."""
    sanction = conduct_queries.sanction_in_force(case=determination.of_case)
    assert sanction is not None  # a decision that refers somebody stands
    return terms_of(sanction, reasons=determination.outcome_reasons, starts_on=starts_on)


def terms_of(sanction: Sanction, *, reasons: str, starts_on: date) -> Terms:
    """The bar that is ordered, if it starts on a day."""
    return as_decided(
        tiers=sanction.tiers,
        organisation_classes=sanction.organisation_classes,
        months=sanction.duration_months,
        reasons=reasons,
        starts_on=starts_on,
    )
