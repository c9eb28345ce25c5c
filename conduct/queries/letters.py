"""Letters of a case: templates, who may be written to, the facts filled in, and the document as it goes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet

from conduct.models import Case, DocumentDemand, Letter, LetterTemplate
from conduct.queries.cases import cases_for
from conduct.queries.employer_notices import employer_notices
from conduct.queries.own_side import acting_in
from conduct.queries.people import names_of
from conduct.queries.proof import witnesses_of
from conduct.rules.deadlines import until
from conduct.rules.demands import DEMAND, SERVICE
from conduct.rules.employer_notices import EmployerNoticeStatus
from conduct.rules.letters import WITH_ACCOUNTS, Fact, To, Way, is_of_a_demand
from kernel.clocks import format_date, start_of_day, today
from kernel.deadlines import deadline
from kernel.models import StoredFile, User
from kernel.pdf import pdf_of

PAGE = "conduct/letter.typ"


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Somebody who may be written to in a case: `target` is the row that makes them so, and none for the manager."""

    to: To
    name: str
    target: int | None = None
    account: User | None = None

    @property
    def key(self) -> str:
        """What a form names them by."""
        return f"{self.to}-{self.target or 0}"

    @property
    def way(self) -> Way:
        """How a letter goes to them, unless somebody says otherwise."""
        return Way.ACCOUNT if self.account else Way.POST


def letter_templates() -> QuerySet[LetterTemplate]:
    """The last version of each template, by title."""
    last = LetterTemplate.objects.order_by().values("key").annotate(last=Max("version"))
    current = Q(pk__in=[])
    for one in last:
        current |= Q(key=one["key"], version=one["last"])
    return LetterTemplate.objects.filter(current).select_related("by").order_by("title")


def templates_for(*, demand: bool) -> list[LetterTemplate]:
    """The templates that a letter about a demand, or any other, is written from."""
    return [one for one in letter_templates() if is_of_a_demand(one.body) == demand]


def versions_of_template(*, key: str) -> QuerySet[LetterTemplate]:
    """Every version of a template, the latest first."""
    return LetterTemplate.objects.filter(key=key).select_related("by").order_by("-version")


def addressees_of(*, case: Case, at: datetime) -> list[Addressee]:
    """Who may be written to: the manager's side once they were asked, employers that were told, witnesses."""
    found = []
    if case.response_asked_at is not None:
        name = names_of(person_ids=[case.person_id], at=at).get(case.person_id, "")
        found.append(Addressee(to=To.MANAGER, name=name, account=case.person.user))
        for one in acting_in(case=case):
            found.append(Addressee(to=To.REPRESENTATIVE, name=one.name, target=one.pk, account=one.user))
    told = employer_notices(case=case).filter(status=EmployerNoticeStatus.TOLD).order_by("organisation__name")
    employers = {one.organisation_id: one.organisation.name for one in told}
    found += [Addressee(to=To.EMPLOYER, name=name, target=pk) for pk, name in employers.items()]
    found += [Addressee(to=To.WITNESS, name=one.name, target=one.pk) for one in witnesses_of(case=case)]
    return found


def addressee_of_demand(demand: DocumentDemand) -> Addressee:
    """Of whom a demand demands."""
    return Addressee(to=To.DEMAND, name=demand.addressee, target=demand.pk)


def account_of(letter: Letter) -> User | None:
    """The account in which a letter is read, if its addressee has one."""
    if letter.representation:
        return letter.representation.user if letter.representation.ended_at is None else None
    return letter.case.person.user if letter.to in WITH_ACCOUNTS else None


def facts_of(*, case: Case, addressee: str, demand: DocumentDemand | None, at: datetime) -> dict[Fact, str]:
    """What each fact says in this case to this addressee; a fact that the case does not have is not there."""
    facts = {
        Fact.CASE_REFERENCE: case.reference,
        Fact.TODAY: format_date(today(at)),
        Fact.ADDRESSEE_NAME: addressee,
        Fact.MANAGER_NAME: names_of(person_ids=[case.person_id], at=at).get(case.person_id, ""),
        Fact.CONTACT_NAME: case.caseworker.name,
        Fact.CONTACT_EMAIL: case.caseworker.email,
    }
    if case.response_due_at is not None:
        facts[Fact.RESPONSE_DUE] = until(case.response_due_at)
    if demand is not None:
        counted = deadline(
            rule_set=demand.rule_set,
            parameter=DEMAND,
            beginning=SERVICE,
            begins_on=today(demand.served_at),
            ends_at=demand.due_at,
        )
        facts |= {
            Fact.DEMAND_NUMBER: str(demand.number),
            Fact.DEMAND_WHAT: demand.what,
            Fact.DEMAND_BASIS: demand.legal_basis,
            Fact.DEMAND_DUE: format_date(counted.last_day),
            Fact.DEMAND_COUNTED: counted.words,
        }
    return facts


def letters_of(*, case: Case) -> QuerySet[Letter]:
    """The letters of a case, drafts among them, the latest first."""
    found = Letter.objects.filter(case=case).select_related(
        "case__person__user", "case__caseworker", "template", "written_by", "sent_by", "posted_by", "file"
    )
    return found.select_related("representation__user", "demand").order_by("-number")


def own_letters(*, case: Case) -> QuerySet[Letter]:
    """The letters that were sent to the manager, or to who acts for them."""
    return letters_of(case=case).filter(to__in=WITH_ACCOUNTS, sent_at__isnull=False)


def own_letter_file(*, case: Case, key: UUID) -> StoredFile | None:
    """The document of one of them."""
    found = own_letters(case=case).filter(file=key).first()
    return found.file if found else None


def letters_to_post(*, user: User) -> QuerySet[Letter]:
    """The letters that were sent by post, and of which nobody has said that they were posted, in this user's cases."""
    mine = cases_for(user=user).filter(Q(caseworker=user) | Q(investigator=user))
    waiting = Letter.objects.filter(way=Way.POST, sent_at__isnull=False, posted_on=None, case__in=mine)
    return waiting.select_related("case").order_by(F("sent_at"))


def printed(letter: Letter, *, at: datetime) -> bytes:
    """The letter as it goes on the day of an instant: the same letter makes the same bytes all that day."""
    day = today(at)
    values = {
        "service": settings.SERVICE_NAME,
        "reference": letter.case.reference,
        "date": format_date(day),
        "name": letter.name,
        "address": [line.strip() for line in letter.address.splitlines() if line.strip()],
        "title": letter.title,
        "paragraphs": [part.strip().splitlines() for part in letter.body.split("\n\n") if part.strip()],
    }
    return pdf_of(template=PAGE, values=values, at=start_of_day(day))
