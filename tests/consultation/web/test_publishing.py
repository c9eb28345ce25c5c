"""From responses to the report: what two people made of them, and what everybody reads."""

import csv
import hashlib
import io
import json
import re
import runpy
import zipfile
from base64 import urlsafe_b64decode
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.models import Consultation, Quotation, Response, ResponseVersion, Theme
from consultation.queries.coding import answers_to, worded_questions
from consultation.rules.responding import Sender
from consultation.web.presenters.public import counted_in
from kernel.models import User
from kernel.permissions import Role
from tests.attacks.naughty import SCRIPTS, SHEETS
from tests.barring.test_receipts import VERIFIER
from tests.factories.consultation import SOMEBODY, WEEKS, Team, answer, approved, question, read_and_published
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OPENED = NOW - WEEKS - timedelta(days=9)
AT = "/staff/consultations/leading/"
PUBLIC = "/consultations/leading/"
CLAUSE = "Code of conduct, clause 3f"
ADA = Sender(respondent_type="leader", publish="named", name="Ada Byron", organisation="Engines")


@pytest.fixture
def team() -> Team:
    return Team()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def taken(held: Consultation, team: Team, sender: Sender, text: str) -> Response:
    said = answer(question(held, 1), "agree", text=text)
    given: dict[str, Any] = {"received_at": OPENED + timedelta(days=1), "by": team.analyst, "at": NOW}
    return actions.enter_response(consultation=held, channel="email", sender=sender, answers=said, **given)


def sent(client: Client, address: str, **given: Any) -> str:
    answered = client.post(address, given, follow=True)
    assert answered.status_code in (200, 422), answered.status_code
    return unescape(answered.content.decode())


def page(client: Client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200, (address, answered.status_code)
    return unescape(answered.content.decode())


def seen(text: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', text)
    assert found
    return found[1]


@dataclass
class Scene:
    """Three responses to a consultation that is over: one with a name, one without words, one that is nobody's."""

    team: Team
    held: Consultation
    ada: Response
    quiet: Response
    silent: Response

    @property
    def of_ada(self) -> str:
        return f"{AT}responses/{self.ada.public_number}/publication/"


def scene(team: Team) -> Scene:
    held = approved(team, opens_at=OPENED)
    ada = taken(held, team, ADA, "Dr Smith of ward 3 hid it. Rules must bind managers too. <b>So</b>")
    quiet, silent = (
        taken(held, team, replace(SOMEBODY, name="Grace Hopper"), ""),
        taken(held, team, replace(SOMEBODY, publish="not"), "Secret."),
    )
    return Scene(team, held, ada, quiet, silent)


def test_from_responses_to_the_report_that_everybody_reads(team: Team) -> None:
    it = scene(team)
    analyst, second = signed_in(team.analyst), signed_in(team.publisher)
    prepared_by_one_and_checked_by_another(it, analyst, second)
    theme, idle = quoted_and_decided(it, analyst, second)
    for path in ("responses/", f"responses/{it.ada.public_number}/", "you-said-we-did/", "report.pdf", "data/all.zip"):
        assert Client().get(f"{PUBLIC}{path}").status_code == 404  # not before it is published
    finished = actions.finish_analysis(consultation=it.held, outcome="We decided.", by=team.analyst, at=NOW)
    assert "until the analysis is finished" in sent(analyst, f"{AT}decisions/new/", text="So", reasons="So")
    read_and_published(team, finished, at=NOW)
    decision = finished.decisions.get()
    assert "not both" in sent(analyst, f"{AT}decisions/{decision.pk}/changed/")
    sent(analyst, f"{AT}decisions/{decision.pk}/changed/", clause=CLAUSE)
    everybody_reads(it, theme, idle)
    check_files(it.ada, it.silent)
    # Taken down: gone in the same moment, with its quotation; it still counts.
    assert "Enter why" in sent(analyst, f"{it.of_ada}take-down/")
    sent(analyst, f"{it.of_ada}take-down/", reason="It names a ward.")
    assert Client().get(f"{PUBLIC}responses/{it.ada.public_number}/").status_code == 404
    assert "Rules must bind managers too." not in page(Client(), PUBLIC)
    assert "3 responses are counted" in page(Client(), PUBLIC)


def prepared_by_one_and_checked_by_another(it: Scene, analyst: Client, second: Client) -> None:
    assert "may be published, as their senders consent" in page(analyst, f"{AT}publishing/").lower()
    assert "Done for 1 response." in sent(analyst, f"{AT}publishing/", do="prepare")
    led = analyst.get(f"{AT}publishing/next/prepare/", follow=True).content.decode()
    assert f"Publication of response {it.ada.public_number}" in led
    assert "nowhere in the response" in sent(analyst, it.of_ada, words="Dr Jones", because="others", seen="0")
    assert "Select why" in sent(analyst, it.of_ada, words="Dr Smith", seen="0")
    shown = sent(analyst, it.of_ada, words="Dr Smith of ward 3", because="others", seen="0")
    assert "[removed: identifies somebody else] hid it." in shown
    assert "<b>So" not in analyst.get(it.of_ada).content.decode()
    assert "you prepared this" in shown.lower()
    assert "somebody else must check it" in sent(analyst, f"{it.of_ada}step/", do="check", seen=seen(shown))
    assert "Somebody changed what is removed" in sent(second, f"{it.of_ada}step/", do="check", seen="9")
    sent(second, f"{it.of_ada}step/", do="check", seen=seen(page(second, it.of_ada)))
    assert "Done for 1 response." in sent(second, f"{AT}publishing/", do="check")
    assert analyst.get(f"{AT}responses/{it.silent.public_number}/publication/").status_code == 404


def quoted_and_decided(it: Scene, analyst: Client, second: Client) -> tuple[Theme, Theme]:
    """A theme with a quotation and a decision, and one without either."""
    asked = worded_questions(consultation=it.held).exclude(comment="").get()
    by: dict[str, Any] = {"by": it.team.analyst, "at": NOW}
    theme = actions.add_theme(question=asked, name="Fairness", definition="Says that rules bind all.", **by)
    idle = actions.add_theme(question=asked, name="Cost", definition="Speaks of money.", **by)
    for each in answers_to(question=asked):
        actions.code_answer(answer=each, themes=[theme.pk], **by)
    quotes = f"{AT}questions/{asked.pk}/themes/{theme.pk}/quotations/"
    offered = page(analyst, quotes)
    assert "Secret." not in offered
    address = re.search(rf'href="({re.escape(quotes)}new/\d+/)"', offered)
    assert address
    assert "nowhere in the answer as it is published" in sent(analyst, address[1], text="Dr Smith of ward 3")
    assert "Words are removed within" in sent(analyst, address[1], text="[removed: identifies somebody else] hid it.")
    assert "Rules must bind managers too." in sent(analyst, address[1], text="Rules must bind managers too.")
    assert second.get(address[1]).status_code == 403
    assert "Enter the reasons" in sent(analyst, f"{AT}decisions/new/", text="So", themes=[str(theme.pk)])
    decide = {"text": "Managers are regulated.", "reasons": "Most people wanted it.", "themes": [str(theme.pk)]}
    assert "It answers: Fairness." in sent(analyst, f"{AT}decisions/new/", **decide)
    assert "Rules must bind managers too." in page(analyst, f"{AT}report/")
    return theme, idle


def everybody_reads(it: Scene, theme: Theme, idle: Theme) -> None:
    """From responses to themes to decisions to clauses, and back."""
    outcome = page(Client(), PUBLIC)
    for words in ("Managers are regulated.", "Rules must bind managers too.", CLAUSE, "confirmed on"):
        assert words in outcome
    for mark in (f'href="#theme-{theme.pk}"', f'id="theme-{theme.pk}"', 'href="#decision-1"', 'id="decision-1"'):
        assert mark in outcome
    you_said = page(Client(), f"{PUBLIC}you-said-we-did/")
    assert ("We did:" in you_said, f"{idle.name}: 0 of 2" in you_said) == (True, True)
    assert CLAUSE in page(Client(), "/consultations/changes/")
    listed = page(Client(), f"{PUBLIC}responses/")
    assert "2 of 2 that may be published" in listed
    assert ("Ada Byron, Engines (a senior manager" in listed, "Grace Hopper" in listed) == (True, False)
    assert (it.quiet.public_number in listed, it.silent.public_number in listed) == (True, False)
    assert "1 of 2 that may be published, in which" in page(Client(), f"{PUBLIC}responses/?theme={theme.pk}")
    assert "2 of 2" in page(Client(), f"{PUBLIC}responses/?theme=99999999999999999999&page=x")
    one = page(Client(), f"{PUBLIC}responses/{it.ada.public_number}/")
    assert ("Dr Smith" in one, "hid it." in one, f"#theme-{theme.pk}" in one) == (False, True, True)
    assert Client().get(f"{PUBLIC}responses/{it.silent.public_number}/").status_code == 404
    told = [counted_in(ResponseVersion.objects.get(response=each)) for each in (it.ada, it.silent)]
    where = f"{PUBLIC}responses/{it.ada.public_number}/"  # as its sender sees it, with their code
    assert [each and (each["counted"], each["public_page"]) for each in told] == [("3", where), ("3", "")]


def check_files(ada: Response, silent: Response) -> None:
    """The document and the open data, whose signed list is good by the published keys alone."""
    document = Client().get(f"{PUBLIC}report.pdf")
    assert (document["Content-Type"], document.content[:5]) == ("application/pdf", b"%PDF-")
    archive = zipfile.ZipFile(io.BytesIO(Client().get(f"{PUBLIC}data/all.zip").content))
    keys = json.loads(Client().get("/.well-known/jwks.json").content)
    manifest = archive.read("manifest.jws").decode()
    said = runpy.run_path(str(VERIFIER))["claims_in"](manifest, keys)
    assert set(said["files"]) == set(archive.namelist()) - {"manifest.jws"}
    for name, told in said["files"].items():
        content = archive.read(name)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (told["sha256"], told["bytes"])
        assert content == Client().get(f"{PUBLIC}data/{name}").content
        assert b"Dr Smith" not in content
        assert b"Secret." not in content
    header = json.loads(urlsafe_b64decode(manifest.partition(".")[0] + "=="))
    assert header["typ"] == "consultation-files"
    assert "This is not a receipt" in sent(Client(), "/verify/", receipt=manifest)
    counted = [row["response"] for row in csv.DictReader(io.StringIO(archive.read("counted.csv").decode()))]
    assert len(counted) == 3
    assert {ada.public_number, silent.public_number} <= set(counted)
    assert Client().get(f"{PUBLIC}data/other.csv").status_code == 404
    assert said["files"]["counts.csv"]["sha256"] in page(Client(), f"{PUBLIC}data/")


def test_what_people_typed_runs_neither_on_a_page_nor_in_a_file_or_document(team: Team) -> None:
    held = approved(team, opens_at=OPENED)
    typed = "\n".join([*SCRIPTS, *SHEETS, "\u202eevil", '#import "x"', "王"])
    taken(held, team, Sender(respondent_type="organisation", publish="named", organisation=typed), typed)
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    response = Response.objects.get()
    actions.prepare_response(response=response, **by)
    actions.check_response(response=response, by=team.publisher, at=NOW)
    asked = worded_questions(consultation=held).exclude(comment="").get()
    theme: Theme = actions.add_theme(question=asked, name=SCRIPTS[0], definition=typed, **by)
    one = answers_to(question=asked).get()
    actions.code_answer(answer=one, themes=[theme.pk], **by)
    actions.collect_quotation(theme=theme, answer=one, text=one.text, **by)
    actions.add_decision(consultation=held, text=SCRIPTS[0], reasons=typed, themes=[theme.pk], **by)
    read_and_published(team, actions.finish_analysis(consultation=held, outcome=typed, **by), at=NOW)
    for path in ("", "responses/", f"responses/{response.public_number}/", "you-said-we-did/"):
        raw = Client().get(f"{PUBLIC}{path}").content.decode()
        assert [script for script in SCRIPTS if "<" in script and script in raw] == []
    assert Client().get(f"{PUBLIC}report.pdf").content[:5] == b"%PDF-"
    for name in ("responses.csv", "themes.csv"):
        rows = csv.reader(io.StringIO(Client().get(f"{PUBLIC}data/{name}").content.decode()))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert Quotation.objects.count() == 1
    assert signed_in(user_with(Role.AUDITOR)).get(f"{AT}publishing/").status_code == 403


def test_only_what_has_neither_words_nor_a_name_is_prepared_without_being_read(team: Team) -> None:
    held = approved(team, opens_at=OPENED)
    for sender, text in ((ADA, ""), (SOMEBODY, ""), (SOMEBODY, "Words.")):
        taken(held, team, sender, text)
    assert actions.prepare_wordless(consultation=held, by=team.analyst, at=NOW) == 1
    checked = [actions.check_wordless(consultation=held, by=by, at=NOW) for by in (team.analyst, team.publisher)]
    assert checked == [0, 1]
