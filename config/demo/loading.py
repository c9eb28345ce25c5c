"""Loads the demonstration data into an empty database, and says what it made."""

import json
import os
import random
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from conduct import actions as conduct
from conduct import queries as conduct_queries
from conduct.models import Case
from conduct.rules.determining import Outcome
from conduct.rules.identities import Ground, Identity, Mode
from conduct.rules.interim_orders import InterimKind
from conduct.rules.notes import Visibility
from conduct.rules.summaries import Reading
from conduct.workflow import Status
from config.demo import casework, hearings, interim, letters, own_sides, stories
from config.demo.cast import TRUSTS, Cast, gather
from config.demo.consultations import consult
from config.demo.names import TITLES, Invented, invented_people
from config.demo.outcomes import Afterwards
from config.demo.proof import prove
from kernel.actions import add_organisation, import_organisations
from kernel.clocks import Channel, start_of_day, today
from kernel.history import acting
from kernel.models import Box, Organisation, User
from kernel.permissions import Role
from kernel.queries import organisation_by_code, users
from kernel.sealed_boxes import establish
from register import actions as register
from register.models import Person, Post
from register.rules import Grade, LeadKind, Tier

SEED = 20241126
ODS_FILE = Path(settings.ROOT) / "kernel" / "reference" / "ods_nhs_trusts_2025-07.csv"
BY_HAND = (
    ("X24", "NHS England", "nhs_england"),
    ("QMJ", "NHS North Central London Integrated Care Board", "integrated_care_board"),
    ("QOP", "NHS Greater Manchester Integrated Care Board", "integrated_care_board"),
)
ORDINARY = 200
# What a panel decided: the entry in demo.json, the outcome, its months, the days since receipt, what a check answers.
DETERMINED = (
    ("restricted", Outcome.CONDITIONS, 12, 150, "restricted"),
    ("suspended", Outcome.SUSPENSION, 12, 150, "suspended"),
    ("removed", Outcome.REMOVAL, None, 150, "removed"),
    ("decision_not_in_effect", Outcome.SUSPENSION, 6, 60, "decision_not_in_effect"),
    ("no_bar_recorded", Outcome.WARNING, None, 150, "no_bar_recorded"),
    ("no_bar_recorded", Outcome.ADVICE, None, 150, "no_bar_recorded"),
)
# For each stage the days since receipt, so that some cases are in time and others late.
DUE = {
    Status.RECEIVED: 1,
    Status.ACKNOWLEDGED: 12,
    Status.TRIAGE: 4,
    Status.INITIAL_ENQUIRY: 9,
    Status.THRESHOLD: 50,
    Status.INVESTIGATION: 60,
    Status.CASE_EXAMINERS: 41,
    Status.HEARING: 60,
    Status.DETERMINATION: 60,
}


class Loader:
    """Makes the people one after the other, and keeps what demo.json has to say of them."""

    def __init__(self, *, at: datetime, system: User) -> None:
        self.at, self.system = at, system
        self.dice = random.Random(SEED)  # noqa: S311  invented people, not secrets
        self.names = invented_people(self.dice)
        self.trusts = [body for code in TRUSTS if (body := organisation_by_code(code))]
        self.cast: Cast = gather(at=at)
        self.people: list[dict[str, Any]] = []

    def days_ago(self, days: int) -> datetime:
        """At ten in the morning, so many days ago."""
        return start_of_day(today(self.at) - timedelta(days=days)) + timedelta(hours=10)

    def person(
        self, invented: Invented | None = None, *, registered: bool = True, body: Organisation | None = None
    ) -> Person:
        """A new person in a post, at one of the two trusts and on the register unless said otherwise."""
        invented = invented or next(self.names)
        person = register.add_person(
            family_name=invented.family_name,
            given_names=invented.given_names,
            date_of_birth=invented.date_of_birth,
            previous_family_names=invented.previous_family_names,
            by=self.system,
            at=self.days_ago(1000),
        )
        if registered:
            register.register_person(
                person=person, grade=Grade.FULL, registered_on=today(self.days_ago(900)), by=self.system, at=self.at
            )
        self.post(person, body or self.dice.choice(self.trusts))
        person.refresh_from_db()
        return person

    def post(self, person: Person, body: Organisation) -> None:
        tier = self.dice.choice(list(Tier))
        register.add_post(
            person=person,
            organisation=body,
            title=self.dice.choice(TITLES[tier]),
            tier=tier,
            started_on=today(self.days_ago(self.dice.randrange(200, 850))),
            by=self.system,
            at=self.at,
        )

    def tell(self, case: str, person: Person, outcome: str, tier: Tier = Tier.BOARD_DIRECTOR) -> Person:
        """Note in demo.json what a check on this person must answer."""
        name = person.names.current().filter(kind="legal").get()
        born = person.birth_dates.current().get()
        self.people.append(
            {
                "case": case,
                "tier": tier.value,
                "outcome": outcome,
                "registration_number": person.registration_number,
                "family_name": name.family_name,
                "given_names": name.given_names,
                "date_of_birth": born.date_of_birth.isoformat(),
            }
        )
        return person

    def ordinary(self) -> None:
        """Managers of whom there is nothing to tell."""
        bodies = list(Organisation.objects.filter(closed_on=None).order_by("code"))
        for invented in islice(self.names, ORDINARY):
            person = self.person(invented, body=self.dice.choice(bodies))
            if self.dice.random() < 0.2:
                self.post(person, self.dice.choice(self.trusts))
        for _ in range(3):
            self.tell("no_bar_recorded", self.person(), "no_bar_recorded")
        self.speaking_up()
        lapsed = self.tell("not_registered", self.person(), "not_registered")
        register.lapse_registration(
            person=lapsed, lapsed_on=today(self.days_ago(100)), reason="Not renewed", by=self.system, at=self.at
        )
        twins = Invented("Ashgrove", "Alex", date(1971, 5, 4))
        for _ in range(2):
            self.tell("namesakes", self.person(twins, registered=False), "needs_review")

    def speaking_up(self) -> None:
        """Some boards have leads on speaking up; most have only one of the two, or none on record."""
        posts = Post.objects.current().filter(tier=Tier.BOARD_DIRECTOR.value, person__registration_number__isnull=False)
        vacant = {organisation.pk: list(LeadKind) for organisation in Organisation.objects.all()}
        for post in posts.select_related("organisation", "person").order_by("pk"):
            if kinds := vacant[post.organisation_id]:
                first = today(self.days_ago(150))
                register.name_lead(post=post, kind=kinds.pop(0), started_on=first, by=self.system, at=self.at)

    def determined(self) -> None:
        """Decisions of panels: in force, not in force yet, and private."""
        for place, (case, outcome, months, days, answer) in enumerate(DETERMINED):
            person = self.tell(case, self.person(), answer)
            found = stories.findings(outcome, months=months)
            began = self.days_ago(days)
            made = casework.case(self.cast, person, began=began, until=Status.DECISION_ISSUED, decision=found)
            stories.recommendation(self.cast, made, at=self.days_ago(days - 55), place=place)

    def barred(self) -> None:
        """Bars in force, over, narrower than the post, lifted, and at each stage before that."""
        day = today(self.days_ago(30))
        referred = self.person()
        found = stories.findings(Outcome.REFERRAL_FOR_BARRING)
        began = self.days_ago(160)
        case = casework.case(self.cast, referred, began=began, until=Status.DECISION_ISSUED, decision=found)
        stories.panels_bar(self.cast, case, at=self.days_ago(60))
        self.tell("barred", referred, "barred")
        wanted = stories.terms(starts_on=day)
        never = self.person(registered=False)
        stories.bar(self.cast, never, wanted=wanted, began=self.days_ago(90))
        self.tell("barred_never_registered", never, "barred")
        narrow = self.person()
        wanted = stories.terms(starts_on=day, tiers=(Tier.BOARD_DIRECTOR,))
        stories.bar(self.cast, narrow, wanted=wanted, began=self.days_ago(80))
        self.tell("not_barred_from_role", narrow, "not_barred_from_role", tier=Tier.OTHER_MANAGER)
        over = self.person()
        wanted = stories.terms(starts_on=today(self.days_ago(700)), ends_on=today(self.days_ago(40)))
        stories.bar(self.cast, over, wanted=wanted, began=self.days_ago(760))
        self.tell("expired_bar", over, "no_bar_recorded")

    def under_way(self) -> None:
        """Work for each of the staff, and for the managers who have accounts."""
        waiting, noticed = self.person(), self.person()
        for user, person in zip(self.cast.by_role[Role.MANAGER], (waiting, noticed), strict=True):
            register.link_account(person=person, user=user, by=self.system, at=self.at)
            self.cast.link(user, person.registration_number)
            self.tell("case_or_bar_under_way", person, "no_bar_recorded")
        began = self.days_ago(40)
        asked = casework.case(self.cast, waiting, began=began, until=Status.REPRESENTATIONS)
        prove(self.cast, asked, began=began, bound=False)
        letters.write(self.cast, asked, at=self.days_ago(1))
        own_sides.beside_a_response(self.cast, asked, at=self.days_ago(3))
        own_sides.managers(self.cast, person=self.person, system=self.system, days_ago=self.days_ago)
        offered = stories.proposal(
            self.cast, noticed, wanted=stories.terms(starts_on=today(self.at)), at=self.days_ago(9)
        )
        stories.notice(self.cast, offered, at=self.days_ago(8), channel=Channel.HAND)
        cases = []
        for until, days in DUE.items():
            made = casework.case(self.cast, self.person(), began=self.days_ago(days), until=until)
            if until == Status.HEARING:
                prove(self.cast, made, began=self.days_ago(days), bound=True)
            cases.append(made)
        self.noted(cases)
        referral = stories.findings(Outcome.REFERRAL_FOR_BARRING)
        began = self.days_ago(70)
        casework.case(self.cast, self.person(), began=began, until=Status.DECISION_ISSUED, decision=referral)
        self.concerns()
        self.sealed()
        self.interim_orders()
        self.hearings()

    def concerns(self) -> None:
        """Three that wait; the first was triaged, and others read a summary of it."""
        worker = self.cast.one(Role.CASEWORKER)
        for place, name in enumerate(("A director of nursing", "The divisional director", "Someone in finance")):
            told = stories.concern(self.cast, about=name, code=TRUSTS[place % 2], at=self.days_ago(6 - place))
            if place == 0:
                conduct.triage_concern(concern=told, by=worker, at=self.days_ago(5))
                conduct.say_who_reads(
                    concern=told,
                    reading=Reading.SUMMARY,
                    summary="Staff who raised a risk were moved soon after.",
                    shown=(0, 0),
                    by=worker,
                    at=self.days_ago(5),
                )

    def interim_orders(self) -> None:
        """Made at once: one with its review fixed and due soon, conditions, and one whose review is late."""
        for kind, days, answer, review in (
            (InterimKind.SUSPENSION, 165, "suspended", self.days_ago(-5)),
            (InterimKind.CONDITIONS, 20, "restricted", None),
            (InterimKind.SUSPENSION, 200, "suspended", None),
        ):
            person, made = self.tell(kind.value, self.person(), answer), self.days_ago(days)
            ends = interim.in_a_year(made)
            interim.order(self.cast, person, made=made, kind=kind, until_on=ends, review=review)
        heard_from = self.at - timedelta(hours=1)
        asked = self.tell("interim_application", self.person(), "no_bar_recorded")
        interim.to_be_heard(self.cast, asked, heard_from=heard_from, kind=InterimKind.SUSPENSION)

    def hearings(self) -> None:
        """Listed in a room, by video and in private; adjourned; and concluded with the panel in agreement."""
        for days, how in (
            (12, {}),
            (19, {"place_kind": "video", "where": "https://video.example/leeds-2"}),
            (26, {"private_because": "The case rests on the manager’s health."}),
        ):
            case = casework.case(self.cast, self.person(), began=self.days_ago(70), until=Status.HEARING)
            hearings.noticed(self.cast, case, on=today(self.days_ago(-days)), at=self.days_ago(30), **how)
        for stage in (hearings.adjourned, hearings.agreed):
            case = casework.case(self.cast, self.person(), began=self.days_ago(70), until=Status.HEARING)
            stage(self.cast, case, at=self.days_ago(3))

    def noted(self, cases: list[Case]) -> None:
        """What a team writes down for itself: a note and a task in one case, and two cases that are linked."""
        worker, (first, second) = self.cast.one(Role.CASEWORKER), cases[:2]
        said: dict[str, Any] = {"case": first, "by": worker, "at": self.days_ago(1)}
        conduct.add_note(**said, visibility=Visibility.TEAM, text="The trust’s new chair asks to be kept informed.")
        conduct.add_task(**said, text="Ask the trust for its risk register.", owner=worker, due_on=today(self.at))
        conduct.link_cases(**said, other=second, reason="Both were on the board that read the guardian’s reports.")
        conflict = "I worked beside the manager’s deputy until last year."
        conduct.declare_conflict(case=second, conflict=conflict, by=self.cast.one(Role.CASEWORKER, 1), at=said["at"])
        subject = "The board has no member who reads what its guardian of speaking up reports."
        del said["case"]
        dug = next(case for case in cases if case.status == Status.INVESTIGATION)
        other, why = self.cast.one(Role.INVESTIGATOR, 1), "The first investigator is away for a month."
        conduct.reassign_investigation(**said, case=dug, investigator=other, reason=why)  # who has not declared yet
        kept = conduct.open_matter(**said, organisation=self.trusts[0], subject=subject, case=first)
        conduct.link_to_matter(**said, matter=kept, case=second)
        conduct.note_on_matter(**said, matter=kept, text="The chair answers us by the end of the month.")

    def sealed(self) -> None:
        """Two concerns of people who said who they are: one request to open waits, of the other nobody asked."""
        establish(box=Box.IDENTITIES)
        asker = self.cast.one(Role.IDENTITY_CUSTODIAN)
        told = [
            stories.concern(
                self.cast,
                about="The medical director",
                code=TRUSTS[place],
                at=self.days_ago(4),
                mode=mode,
                identity=Identity(name=next(self.names).family_name, email=f"reporter{place}@example.test"),
            )
            for place, mode in enumerate((Mode.CONFIDENTIAL, Mode.NAMED))
        ]
        held = conduct_queries.identity_of(concern=told[0])
        assert held is not None
        why = "They wrote that they fear for a colleague’s safety, and have not come back since."
        conduct.ask_to_open(identity=held, ground=Ground.DANGER, reason=why, by=asker, at=self.days_ago(1))


@transaction.atomic
def load(*, at: datetime) -> dict[str, Any] | None:
    """Load everything, or nothing where there are accounts already (None). Returns what demo.json says."""
    system = User.objects.select_for_update().get(is_system=True)
    if users().exists():
        return None
    with acting(user=system, reason="Demonstration data"):
        with ODS_FILE.open(encoding="utf-8", newline="") as lines:
            import_organisations(lines=lines, organisation_class="nhs_trust")
        for code, name, kind in BY_HAND:
            add_organisation(code=code, name=name, organisation_class=kind, opened_on=None)
        loader = Loader(at=at, system=system)
        loader.ordinary()
        loader.determined()
        loader.barred()
        loader.under_way()
        consult(loader.cast, at=at, responses=2 * ORDINARY)
        Afterwards(cast=loader.cast, person=loader.person, days_ago=loader.days_ago).load()
    return {
        "base_url": settings.BASE_URL,
        "users": loader.cast.users,
        "api_clients": loader.cast.api_clients,
        "people": loader.people,
    }


def write_sheet(sheet: dict[str, Any]) -> Path:
    """Write demo.json, readable by its owner only."""
    path = Path(settings.STATE_DIR) / "demo.json"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(sheet, file, indent=1, ensure_ascii=False)
    return path
