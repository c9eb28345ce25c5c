"""Whose part it is to read which answers, and how far each reader is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from consultation.models import Coding, Question, ResponseVersion, Share, Wording
from consultation.permissions import Permission
from consultation.queries.coding import answers_to
from consultation.rules.themes import is_sampled
from consultation.workflow import Status
from kernel.models import User
from kernel.permissions import can, roles_with
from kernel.queries import WorkItem, users


@dataclass(frozen=True, kw_only=True)
class Part:
    """How many answers are one reader's to read, first or as the second, and how many of them are left."""

    reader: User
    is_second: bool
    given: int
    left: int


def readers() -> QuerySet[User]:
    """Everybody who may read answers for themes."""
    return users().filter(is_active=True, granted__role__in=roles_with(Permission.RESPONSE_CODE)).distinct()


def unshared(*, question: Question, is_second: bool) -> dict[int, set[int]]:
    """The answers that are nobody's yet, each with who may not have it: whoever has or made its other reading.

    A first reading is of what nobody has read; a second one of the sample, where one person has read it.
    """
    said = answers_to(question=question).filter(~Exists(_of(is_second)))
    read = Coding.objects.filter(answer=OuterRef("pk"), recoding=None)
    said = said.filter(Exists(read)) if is_second else said.filter(~Exists(read))
    keys = said.order_by("pk").values_list("pk", flat=True)
    found: dict[int, set[int]] = {key: set() for key in keys if not is_second or is_sampled(key)}
    for answer, reader in Coding.objects.filter(answer__in=found, recoding=None).values_list("answer", "by"):
        found[answer].add(reader)
    found = {key: others for key, others in found.items() if len(others) < 2}
    for answer, reader in Share.objects.filter(answer__in=found).values_list("answer", "reader"):
        found[answer].add(reader)
    return found


def _of(is_second: bool) -> QuerySet[Share]:
    return Share.objects.filter(answer=OuterRef("pk"), is_second=is_second)


def unread_shares(*, question: Question) -> QuerySet[Share]:
    """What was given to somebody to read and is not read yet."""
    return _shares(question).filter(_left())


def _shares(question: Question) -> QuerySet[Share]:
    return Share.objects.filter(answer__in=answers_to(question=question).values("pk"))


def _left() -> Q:
    """A first reading is done when anybody has read the answer, a second one when two people have."""
    read = Coding.objects.filter(answer=OuterRef("answer"), recoding=None)
    return Q(~Exists(read), is_second=False) | Q(~Exists(read.filter(by=OuterRef("reader"))), is_second=True)


def parts_of(*, question: Question) -> list[Part]:
    """Every reader's part, by name."""
    counted = _shares(question).values_list("reader", "is_second").annotate(given=Count("pk")).order_by()
    left = unread_shares(question=question).values_list("reader", "is_second").annotate(left=Count("pk")).order_by()
    still = {(reader, second): count for reader, second, count in left}
    people = {each.pk: each for each in User.objects.filter(pk__in={reader for reader, _, _ in counted})}
    listed = [
        Part(reader=people[reader], is_second=second, given=given, left=still.get((reader, second), 0))
        for reader, second, given in counted
    ]
    return sorted(listed, key=lambda each: (each.is_second, each.reader.name, each.reader.pk))


def sharing_work_for(*, user: User) -> Iterable[WorkItem]:
    """The answers that are somebody's to read, a line for each question and kind of reading."""
    if not can(user, Permission.RESPONSE_CODE):
        return
    consultation = "answer__version__response__consultation"
    of_version = {"response": OuterRef("answer__version__response"), "number__gt": OuterRef("answer__version__number")}
    mine = Share.objects.filter(_left(), ~Exists(ResponseVersion.objects.filter(**of_version)), reader=user)
    mine = mine.filter(**{f"{consultation}__status": Status.APPROVED})
    by_question = ("answer__wording__question", "is_second")
    counts = list(mine.order_by(*by_question).values_list(*by_question).annotate(left=Count("pk")))
    latest = Wording.objects.filter(question=OuterRef("pk")).order_by("-number").values("text")[:1]
    asked = Question.objects.select_related("section__consultation").annotate(text=Subquery(latest))
    questions = asked.in_bulk([question for question, _, _ in counts])
    for key, is_second, left in counts:
        held, text = questions[key].section.consultation, questions[key].text
        how = " as the second reader" if is_second else ""
        words = f"Read {left:,} {'answer' if left == 1 else 'answers'} to “{text}”{how}: {held.title}"
        route = "consultation:code_second" if is_second else "consultation:code"
        yield WorkItem(words, route, {"slug": held.slug, "question": key})
