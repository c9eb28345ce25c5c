"""What of an answer is compared with how it would be given now. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def said(*, answer: Mapping[str, Any], person_id: int | None, as_of: datetime) -> str:
    """A digest of what an answer said of the instant that it was about.

    What it said of later is left out, an end, a beginning or a change still to come: each new decision alters that, and
    makes no answer wrong. So is what only names a person or a page: a number given later, the address of a decision.
    """
    match = answer["match"]
    parts = [
        [answer["outcome"], answer["employable_in_role"]],
        [match["certainty"], match["basis"], person_id],
        answer["registration"],
        sorted(_order(one, as_of) for one in answer["restrictions"]),
        sorted([one["kind"], one["source"], one["text"], one["in_force_from"]] for one in answer["annotations"]),
        sorted([one["tier"], one["organisation"], one["in_force_from"]] for one in answer["permissions_to_act"]),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _order(one: Mapping[str, Any], as_of: datetime) -> list[Any]:
    if one["kind"] == "quashed":
        return [one["kind"]]
    has_begun = datetime.fromisoformat(one["in_force_from"]) <= as_of
    scope = [one["tiers"], one["organisation_classes"]]
    return [one["kind"], *scope, one["in_force_from"] if has_begun else "", one["stayed"], one["under_appeal"]]
