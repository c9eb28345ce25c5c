"""What pages that act have in common: their words, and the form as it was sent."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict


@dataclass(frozen=True)
class StepPage:
    """The words of a page that acts."""

    heading: str
    button: str
    text: str = ""
    variant: str = "primary"
    done: str = ""
    asked: str = ""
    """What is decided on, in words."""


def sent(request: HttpRequest) -> QueryDict | None:
    """The form's data when it was sent."""
    return request.POST if request.method == "POST" else None
