"""A hundred thousand responses to a consultation: its campaigns, its topics, and a page of what is found by words."""

import time
import warnings
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from django.utils import timezone

from consultation.models import Answer, Consultation, Response, ResponseVersion, Wording
from consultation.queries.coding import worded_questions
from consultation.queries.counting import texts_of
from consultation.queries.finding import Sought, sought_in, with_excerpts
from consultation.queries.suggesting import texts_to
from consultation.rules.campaigns import campaigns
from consultation.rules.suggesting import topics
from kernel.history import ALL, acting
from tests import database
from tests.bench.figures import Figure, stopwatch
from tests.factories.consultation import Team, approved

RESPONSES, ASKED, PAGE = 100_000, 300, 25
CAMPAIGNS, OF_CAMPAIGNS = 40, 0.4
KNOWN_WORDS, LONGEST = 6_000, 120
GROUPS = 12
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "ya")


def figures() -> Iterator[Figure]:
    """`responses_campaigns_s`, `responses_topics_s` and `responses_search_p99_ms`."""
    dice = Random(17)
    words = sorted({"".join(dice.choice(SYLLABLES) for _ in range(dice.randrange(2, 5))) for _ in range(KNOWN_WORDS)})
    with acting(tenant=ALL):
        held = _answered(_texts(words, dice))
        texts = texts_of(consultation=held)
        with stopwatch() as watch:
            found = campaigns(texts)
        seconds = round(watch.seconds, 1)
        yield Figure("responses_campaigns_s", seconds, 10, "s", seconds, seconds, f"{len(found)} found of {CAMPAIGNS}")
        yield _topics(held)
        times = sorted(_page(held, " ".join(dice.sample(words, dice.randrange(1, 3)))) for _ in range(ASKED))
        slow = round(1000 * times[int(ASKED * 0.99)], 1)
        yield Figure("responses_search_p99_ms", slow, 5, "ms", 1000 * times[0], 1000 * times[-1])


def _topics(held: Consultation) -> Figure:
    """The seconds that reading the answers and grouping them takes, beside the library alone over the same texts."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    question = worded_questions(consultation=held).exclude(comment="").get()
    with stopwatch() as watch:
        texts = texts_to(question=question)
        found = topics(texts, groups=GROUPS, tell=lambda _doing, _percent: None)
    with stopwatch() as alone, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # random words have no groups to come to an end with
        weights = TfidfVectorizer(min_df=2, max_df=0.5, max_features=KNOWN_WORDS).fit_transform(texts.values())
        NMF(n_components=GROUPS, init="nndsvd", tol=1e-3, random_state=0).fit_transform(weights)
    seconds, note = round(watch.seconds, 1), f"{len(found)} groups; the library alone {alone.seconds:.1f} s"
    return Figure("responses_topics_s", seconds, 10, "s", seconds, seconds, note)


def _page(held: Consultation, words: str) -> float:
    """The seconds that the first page of what is found takes."""
    begin = time.perf_counter()
    found = sought_in(consultation=held, sought=Sought(words=words)).order_by("-received_at", "-pk")
    list(with_excerpts(found, words=words)[:PAGE])
    return time.perf_counter() - begin


def _texts(words: list[str], dice: Random) -> Iterator[str]:
    """Texts of people's own, with words that are rarer the later they stand, and copies that their senders changed."""

    def word() -> str:
        return words[int(len(words) * dice.random() ** 3)]

    templates = [[word() for _ in range(80)] for _ in range(CAMPAIGNS)]
    for _ in range(RESPONSES):
        if dice.random() < OF_CAMPAIGNS:
            yield " ".join(word() if dice.random() < 0.04 else one for one in dice.choice(templates))
        else:
            yield " ".join(word() for _ in range(dice.randrange(5, LONGEST)))


def _answered(texts: Iterator[str]) -> Consultation:
    team, now = Team(), timezone.now()
    held = approved(team, opens_at=now - timedelta(days=200))
    question = worded_questions(consultation=held).exclude(comment="").get()
    wording = Wording.objects.filter(question=question).latest("number")
    responses = Response.objects.bulk_create(
        [Response(consultation=held, public_number=f"B{place:09}", channel="email") for place in range(RESPONSES)],
        batch_size=5_000,
    )
    versions = ResponseVersion.objects.bulk_create(
        [
            ResponseVersion(
                response=one,
                number=1,
                received_at=held.opens_at + timedelta(minutes=place),
                respondent_type="public",
                publish="unnamed",
                entered_by=team.analyst,
            )
            for place, one in enumerate(responses)
        ],
        batch_size=5_000,
    )
    answers = (
        Answer(version=version, wording=wording, chosen=["agree"], text=text)
        for version, text in zip(versions, texts, strict=True)
    )
    Answer.objects.bulk_create(answers, batch_size=5_000)
    with database.as_owner() as cursor:
        cursor.execute(
            "ANALYZE consultation_response, consultation_responseversion, consultation_answer, consultation_wording"
        )
    return held
