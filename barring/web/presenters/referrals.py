"""A referral for barring as its page shows it: what the panel decided, and what the law asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from barring.queries.bars import address_of, terms_decided
from barring.web.presenters.bars import terms_rows
from conduct.queries import pending_appeal
from kernel.clocks import format_date, format_instant, last_day_before, today
from kernel.rulesets import rules_of

Row = dict[str, Any]


def referral_rows(determinations: Iterable[Any]) -> list[list[Any]]:
    """Rows of the referrals that wait for a check."""
    return [
        [
            {
                "text": one.of_case.reference,
                "href": reverse("barring:bar_referral", args=[one.of_case.reference]),
                "data_test": "referral",
            },
            one.person_name,
            one.of_case.person.registration_number or "Not registered",
            format_date(today(one.served_at)),
        ]
        for one in determinations
    ]


def referral_page(decision: Any, *, at: datetime) -> Row:
    """The page on which a referral is checked."""
    terms = terms_decided(decision, starts_on=today(at))
    pending = pending_appeal(case=decision.of_case)
    rows = [
        {"key": "Case", "value": {"text": decision.of_case.reference, "href": _case(decision)}},
        {"key": "Person", "value": [decision.person_name, decision.of_case.person.registration_number or "Never"]},
        {"key": "Decided", "value": f"{format_instant(decision.decided_at)} by {decision.decided_by.name}"},
        {"key": "Served", "value": format_instant(decision.served_at)},
        {"key": "Appeal", "value": f"Until the end of {format_date(last_day_before(decision.appeal_until_at))}"},
        *({"key": "Pending", "value": one.get_status_display()} for one in [pending] if one),
        *terms_rows(terms, review_years=rules_of(decision.rule_set).bar_review_years),
    ]
    return {
        "reference": decision.of_case.reference,
        "rows": rows,
        "reasons": terms.reasons,
        "address": address_of(decision.of_case.person),
    }


def _case(decision: Any) -> str:
    return reverse("conduct:case", args=[decision.of_case.reference])
