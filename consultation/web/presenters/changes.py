"""What a published decision changed, for the pages of what it changed."""

from typing import TYPE_CHECKING

from django.urls import reverse

from consultation.queries.deciding import changes_by_consultations

if TYPE_CHECKING:
    from kernel.models import RuleSet


def led_to_rules(rules: "RuleSet") -> list[dict[str, str]]:
    """The decisions that led to a version of the rules, each with the consultation after which it was taken."""
    return [
        {
            "text": f"A decision after a consultation: {each.decision.text}",
            "title": each.decision.consultation.title,
            "href": reverse("consultation:public", args=[each.decision.consultation.slug]),
        }
        for each in changes_by_consultations().filter(rule_set=rules)
    ]
