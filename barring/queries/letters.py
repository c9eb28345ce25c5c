"""What letters to the person say. They are printed: an e-mail only says that there is something to read."""

from barring.models import Bar
from barring.queries.bars import CLASS_WORDS, legal_name
from barring.rules.bars import Ground, appeal_until
from kernel import rulesets
from kernel.clocks import last_day_before, today
from register.rules import Tier


def letter_context(bar: Bar) -> dict[str, object]:
    """The values that the texts `letters/barring_<kind>.txt.jinja` need; dates that are not set yet are None."""
    rule_set = rulesets.by_key(bar.rule_set_id)
    return {
        "name": legal_name(person=bar.person),
        "reference": bar.reference,
        "ground": Ground(bar.ground).words,
        "ground_detail": bar.determination.of_case.reference if bar.determination else bar.ground_detail,
        "case": bar.determination.of_case.reference if bar.determination else "",
        "reasons": bar.reasons,
        "tiers": [Tier(tier).words for tier in bar.tiers],
        "classes": [CLASS_WORDS[one] for one in bar.organisation_classes],
        "starts_on": bar.starts_on,
        "ends_on": bar.ends_on,
        "review_years": rule_set.bar_review_years,
        "representations_days": rule_set.representations_days,
        "appeal_days": rule_set.appeal_days,
        "served_on": today(bar.notice_served_at) if bar.notice_served_at else None,
        "answer_until": last_day_before(bar.representations_due_at) if bar.representations_due_at else None,
        "published_at": bar.published_at,
        "in_effect_at": bar.in_effect_at,
        "appeal_until": last_day_before(appeal_until(served=bar.served_at, rules=rule_set)) if bar.served_at else None,
        "appeal_extended_until": last_day_before(bar.appeal_until_at) if bar.appeal_until_at else None,
        "review_from_on": bar.review_from_on,
        "lifted_at": bar.lifted_at,
    }
