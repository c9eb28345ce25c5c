"""Responses that tell of wrongdoing."""

from dataclasses import dataclass

from consultation.models import DisclosureStep, Response


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """What was done about one response, and whether its sender lets it be passed on."""

    steps: list[DisclosureStep]
    may_pass_on: bool


def disclosure_of(*, response: Response) -> Disclosure:
    """What was done about a response so far; of a withdrawn one nothing is passed on."""
    last = response.versions.order_by("number").last()
    return Disclosure(
        steps=list(response.disclosure_steps.select_related("by").order_by("pk")),
        may_pass_on=last is not None and last.may_pass_on,
    )
