"""One consultation in several languages: entered, approved, answered, and counted as one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.models import Answer, Question, Translation
from consultation.queries import asked_by, languages_of, told_by
from consultation.queries.translating import parts_of
from consultation.rules.languages import Language, words_of
from consultation.rules.questionnaire import NotFit
from consultation.web.presenters.results import results
from kernel.errors import ActionRefused
from kernel.history import acting
from tests.consultation.web.test_responding import RESPOND, Visitor
from tests.factories.consultation import Team, draft, question

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
INSERT = (
    "INSERT INTO consultation_translation (consultation_id, language, wording_id, words) "
    'SELECT id, %s, %s, \'{"text": "Arall"}\' FROM consultation_consultation'
)


def in_welsh(held: Any, *, leave_out: int, at: Any) -> dict[str, dict[str, str]]:
    """Every word with Welsh before it, but those of the question of a number."""
    parts = parts_of(consultation=held, language=Language.WELSH, at=at)
    left = question(held, leave_out).wording
    return {
        part.key: {name: f"Cymraeg {words}" for name, words in words_of(part.held).items()}
        for part in parts
        if part.wording != left
    }


def refused(constraint: str, sql: str, *values: Any) -> None:
    with pytest.raises(IntegrityError) as fault, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert fault.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def entered_in_welsh(team: Team) -> Any:
    """A consultation that staff put into Welsh on their page, but for its third question, approved and open."""
    now = timezone.now()
    held = draft(team, opens_at=now - DAY)
    staff = Client()
    staff.force_login(team.analyst)
    address = "/staff/consultations/leading/languages/cy/"
    assert staff.get(address.replace("cy", "fr")).status_code == 404
    given = in_welsh(held, leave_out=3, at=now - 9 * DAY)
    form = {f"{key}-{name}": text for key, words in given.items() for name, text in words.items()}
    assert "Should managers be regulated?" in staff.get(address).content.decode()
    assert staff.post(address, form).status_code == 302
    page = staff.get("/staff/consultations/leading/").content.decode()
    assert "Welsh: 7 of 8 parts" in page
    assert "Easy read: 0 of 8 parts" in page
    assert "Cymraeg By what?" in staff.get("/staff/consultations/leading/preview/?language=cy").content.decode()
    actions.submit(consultation=held, by=team.analyst, at=now - 2 * DAY)
    held = actions.approve(consultation=held, by=team.publisher, at=now - 2 * DAY)
    with pytest.raises(ActionRefused):
        actions.translate(consultation=held, language="cy", words=given, by=team.analyst, at=now - 1.5 * DAY)
    return held


def test_one_consultation_is_entered_in_welsh_answered_in_two_languages_and_counted_once(settings: Any) -> None:
    settings.PUBLIC_PER_MINUTE = 1_000_000
    team = Team()
    held = entered_in_welsh(team)
    one, two, three = (question(held, number) for number in (1, 2, 3))
    public = Client().get("/consultations/leading/?language=cy").content.decode()
    assert '<span lang="cy">Cymraeg Leading the NHS</span>' in public
    assert '<a class="nhsuk-link" href="/consultations/leading/?language=en" lang="en">English</a>' in public
    visitor = Visitor().open(f"{RESPOND}?language=cy")
    assert '<div lang="cy"><p>Cymraeg What we keep.</p></div>' in visitor.page
    visitor.begin()
    assert '<span lang="cy">1. Cymraeg Should managers be regulated?</span>' in visitor.page
    assert '<span lang="cy">Cymraeg Strongly agree</span>' in visitor.page
    visitor.send(**{f"q{one.pk}": "agree", f"q{one.pk}_text": "Achos", "language": "en"})
    assert "1. Should managers be regulated?" in visitor.page
    assert "Achos" in visitor.page  # what was typed goes along
    assert "&lt;span" not in visitor.response.content.decode()
    visitor.send(language="cy").send(**{f"q{one.pk}": "agree", f"q{one.pk}_text": "Achos"})
    assert '<span lang="cy">2. Cymraeg By what?</span>' in visitor.page
    assert "3. Anything else?" in visitor.page
    assert '<span lang="cy">Nid yw’r geiriau hyn ar gael yn Gymraeg eto' in visitor.page
    assert "&lt;span" not in visitor.response.content.decode()
    visitor.send(**{f"q{two.pk}": "c1", f"q{three.pk}": "Na"}).send()
    assert '<dt class="nhsuk-summary-list__key" lang="cy">2. Cymraeg By what?</dt>' in visitor.page
    visitor.send(address="")
    kept = {answer.wording_id: answer.language for answer in Answer.objects.all()}
    assert kept == {one.wording: "cy", two.wording: "cy", three.wording: ""}
    assert "Answered in Welsh" in read_by(team)
    other = Visitor().begin().send(**{f"q{one.pk}": "agree"}).send().send().send(address="")
    assert "Your response is sent" in other.page
    counted = results(held, Visitor().response.wsgi_request.GET)["questions"]
    assert next(each["base"] for each in counted).startswith("2 ")


def read_by(team: Team) -> str:
    from consultation.models import Response

    client = Client()
    client.force_login(team.analyst)
    number = Response.objects.latest("pk").public_number
    return client.get(f"/staff/consultations/leading/responses/{number}/").content.decode()


def test_a_correction_gets_its_welsh_once_and_postgresql_refuses_the_rest() -> None:
    team, now = Team(), timezone.now()
    held = draft(team, opens_at=now - DAY)
    given = in_welsh(held, leave_out=3, at=now - 9 * DAY)
    actions.translate(consultation=held, language="cy", words=given, by=team.analyst, at=now - 9 * DAY)
    with pytest.raises(NotFit, match="changed after you opened"):
        actions.translate(consultation=held, language="cy", words={"w0": {}}, by=team.analyst, at=now - 9 * DAY)
    actions.submit(consultation=held, by=team.analyst, at=now - 2 * DAY)
    held = actions.approve(consultation=held, by=team.publisher, at=now - 2 * DAY)
    assert languages_of(consultation=held) == [Language.WELSH]
    assert told_by(consultation=held, language="easy").title == "Leading the NHS"
    two, three = question(held, 2), question(held, 3)
    with acting(user=team.analyst):
        refused("consultation_translation_is_settled", INSERT, "cy", three.wording)
        refused("consultation_translation_is_settled", "UPDATE consultation_translation SET words = '{}'")
    row = Question.objects.get(pk=two.pk)
    lines = "A public register\nA list of those barred"
    how: dict[str, Any] = {"by": team.analyst, "at": now}
    actions.correct_question(question=row, text="By what means?", help_text="", choices=lines, reason="Plainer", **how)
    [part] = parts_of(consultation=held, language="cy", at=now)
    assert [each.missing for section in asked_by(consultation=held, language="cy") for each in section.questions] == [
        "",
        "cy",
        "cy",
        "",
    ]
    words = {name: f"Cymraeg {text}" for name, text in words_of(part.held).items()}
    actions.translate(consultation=held, language="cy", words={part.key: words}, **how)
    assert question_in_welsh(held, 2) == "Cymraeg By what means?"
    assert parts_of(consultation=held, language="cy", at=now) == []
    with acting(user=team.analyst):
        refused("consultation_translation_is_settled", INSERT, "cy", part.wording)
        refused("consultation_answer_in_its_language", answer_sql(held, team, three.wording), "cy")
    assert Translation.objects.filter(wording=part.wording).count() == 1


def question_in_welsh(held: Any, number: int) -> str:
    asked = asked_by(consultation=held, language="cy")
    return next(each.text for section in asked for each in section.questions if each.number == number)


def answer_sql(held: Any, team: Team, wording: int) -> str:
    from tests.factories.consultation import SOMEBODY, answer

    actions.send_response(
        consultation=held,
        code="A",
        sender=SOMEBODY,
        answers=answer(question(held, 1), "agree"),
        equality={},
        at=timezone.now(),
    )
    return (
        "INSERT INTO consultation_answer (version_id, wording_id, chosen, text, language) "
        f"SELECT id, {wording}, '{{}}', 'Na', %s FROM consultation_responseversion"
    )
