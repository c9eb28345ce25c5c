"""The page between: why does somebody need to see what is not their own work?"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kernel.web.forms.access import NOUNS, GiveReasonForm
from kernel.web.pages import render

TEMPLATE = "kernel/access/reason.jinja"


def ask(request: HttpRequest, *, noun: str, reference: str, reads: bool) -> HttpResponse:
    """Ask, and come back to the page that was asked for, where it can be read at all."""
    back = request.get_full_path() if reads else reverse("home:staff")
    form = GiveReasonForm(initial={"noun": noun, "reference": reference, "next": back})
    return render(request, TEMPLATE, shown(form, noun))


def shown(form: GiveReasonForm, noun: str) -> dict[str, object]:
    """The values of the page. It names the kind of thing and nothing of it."""
    return {"form": form, "what": NOUNS.get(noun, "Record").lower()}
