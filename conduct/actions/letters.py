"""Letters: written from a template, looked at, sent by the outbox or by post, and kept as they went."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.text import slugify

from conduct.actions.participants import require_part_declared
from conduct.actions.steps import locked
from conduct.models import Case, DocumentDemand, Letter, LetterTemplate
from conduct.queries.employer_notices import employer_was_told
from conduct.queries.letters import Addressee, account_of, facts_of, printed
from conduct.rules import letters as rules
from conduct.rules.demands import require_waiting
from conduct.rules.independence import require_stranger
from conduct.rules.letters import LetterUnfit, To, Way
from kernel.actions import store_file
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.files.examining import ExaminedFile
from kernel.files.kinds import Kind
from kernel.history import recorded
from kernel.models import User
from kernel.outbox import send_mail

SUBJECT = "There is a letter for you to read"
MAIL = "conduct_letter"
TARGETS = {To.REPRESENTATIVE: "representation", To.EMPLOYER: "organisation", To.WITNESS: "witness", To.DEMAND: "demand"}


class TemplateUnchanged(ActionRefused):
    """A version that says what the last one says, or a second template of one name."""


@recorded()
def save_letter_template(*, key: str, title: str, body: str, by: User, at: datetime) -> LetterTemplate:
    """Write the next version of a template, or where `key` is empty a new one. Refuses a fact that there is not."""
    rules.facts_named(body)
    last = LetterTemplate.objects.filter(key=key).last() if key else None
    if last and (last.title, last.body) == (title, body):
        raise TemplateUnchanged("Nothing is changed in this template.")
    new = last.key if last else slugify(title)[:60] or "letter"
    if last is None and LetterTemplate.objects.filter(key=new).exists():
        raise TemplateUnchanged("There is a template of this name already. Choose another name, or change that one.")
    version = last.version + 1 if last else 1
    return LetterTemplate.objects.create(key=new, version=version, title=title, body=body, by=by, at=at)


@recorded()
def write_letter(
    *,
    case: Case,
    template: LetterTemplate,
    addressee: Addressee,
    demand: DocumentDemand | None = None,
    by: User,
    at: datetime,
) -> Letter:
    """Begin a letter: the template with its facts filled in. Refuses a fact that this case does not have."""
    held = _held(case, by=by, at=at)
    target: dict[str, Any] = {}
    if addressee.target is not None:
        target = {f"{TARGETS[addressee.to]}_id": addressee.target}
    facts = facts_of(case=held, addressee=addressee.name, demand=demand, at=at)
    last = held.letters.aggregate(last=Max("number"))["last"] or 0
    return held.letters.create(
        number=last + 1,
        template=template,
        to=addressee.to,
        way=addressee.way,
        name=addressee.name,
        title=template.title,
        body=rules.filled(template.body, facts=facts),
        written_by=by,
        written_at=at,
        **target,
    )


@recorded()
def change_letter(
    *, letter: Letter, way: str, name: str, address: str, title: str, body: str, by: User, at: datetime
) -> Letter:
    """Write a draft anew. Refuses one that was sent, and a way by which it would not arrive."""
    found = _draft(letter, by=by, at=at)
    rules.require_way(to=found.to, way=way, has_account=account_of(found) is not None, address=address)
    found.way, found.name, found.address, found.title, found.body = Way(way), name, address, title, body
    found.save(update_fields=["way", "name", "address", "title", "body"])
    return found


@recorded()
def discard_letter(*, letter: Letter, by: User, at: datetime) -> None:
    """Throw a draft away."""
    _draft(letter, by=by, at=at).delete()


@recorded()
def send_letter(*, letter: Letter, shown: str, by: User, at: datetime) -> Letter:
    """Send exactly what was looked at, `shown` being its SHA-256, and keep it. Who has an account is told by e-mail
    that a letter waits; anything else is printed and posted, and its posting recorded."""
    found = _draft(letter, by=by, at=at)
    account = account_of(found)
    rules.require_manager_asked(to=found.to, is_asked=found.case.response_asked_at is not None)
    rules.require_way(to=found.to, way=found.way, has_account=account is not None, address=found.address)
    told = found.organisation is not None and employer_was_told(case=found.case, organisation=found.organisation)
    rules.require_employer_told(to=found.to, is_told=told)
    rules.require_written(body=found.body)
    if found.demand:
        require_waiting(status=found.demand.status)
        rules.require_clock_of_demand(begins_on=today(found.demand.sent_at), day=today(at))
    content = printed(found, at=at)
    rules.require_same(shown=shown, made=hashlib.sha256(content).hexdigest())
    name = f"{found.case.reference}-letter-{found.number}.pdf"
    file = ExaminedFile(name=name, kind=Kind.PDF, original=content, served=content)
    found.file, found.sent_by, found.sent_at = store_file(file=file, by=by, at=at), by, at
    found.save(update_fields=["file", "sent_by", "sent_at"])
    _tell(found, account)
    return found


@recorded()
def record_posting(*, letter: Letter, posted_on: date, by: User, at: datetime) -> Letter:
    """Write down that a letter was posted, once: not before it was sent, and not on a day to come."""
    _held(letter.case, by=by, at=at)
    found = Letter.objects.select_for_update().get(pk=letter.pk)
    if found.sent_at is None or found.way != Way.POST or found.posted_on is not None:
        raise LetterUnfit("This letter does not wait to be posted.")
    if not today(found.sent_at) <= posted_on <= today(at):
        raise LetterUnfit(
            "The day of posting must be the day on which the letter was sent here, or later, up to today."
        )
    found.posted_on, found.posted_by = posted_on, by
    found.save(update_fields=["posted_on", "posted_by"])
    return found


def _held(case: Case, *, by: User, at: datetime) -> Case:
    held = locked(case=case, action=None, at=at, seen=None)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_part_declared(case=held, by=by)
    return held


def _draft(letter: Letter, *, by: User, at: datetime) -> Letter:
    """A draft and its case, both locked. Refuses one that was sent."""
    held = _held(letter.case, by=by, at=at)
    found = Letter.objects.select_for_update(of=("self",)).select_related("demand", "representation", "organisation")
    draft = found.get(pk=letter.pk)
    draft.case = held
    rules.require_unsent(is_sent=draft.sent_at is not None)
    return draft


def _tell(letter: Letter, account: User | None) -> None:
    if letter.way == Way.ACCOUNT and account:
        reference = letter.case.reference
        context, about = {"reference": reference}, ("conduct.case", reference)
        send_mail(to=account.email, subject=SUBJECT, template=MAIL, context=context, about=about)
