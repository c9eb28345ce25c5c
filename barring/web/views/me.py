"""A manager's own bars."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from barring.actions.representations import make_representations
from barring.permissions import Permission
from barring.queries import bars as queries
from barring.web.forms.bars import MakeRepresentations
from barring.web.presenters import own_bars as present
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render


@requires(
    Permission.OWN_BAR_ANSWER, methods=("GET", "POST"), opens=("barring.bar", "reference"), object_rule="own_bars"
)
def own_bar(request: SignedInRequest, reference: str) -> HttpResponse:
    """The notice and its reasons, the time to answer it, what was answered, and what was decided."""
    now = timezone.now()
    bar = get_object_or_404(queries.own_bars(user=request.user, at=now), reference=reference)
    form = MakeRepresentations(request.POST or None)
    if form.is_valid():
        try:
            make_representations(bar=bar, **form.cleaned_data, by=request.user, at=now)
        except ActionRefused as refusal:
            bar.refresh_from_db()
            add_refusal(form, refusal)
        else:
            messages.success(request, "We have received your representations.")
            return redirect("barring:own_bar", reference=reference)
    context = present.page(bar, representations=queries.representations_to(bar), at=now)
    return render(request, "barring/me/bar.jinja", context | {"form": form})
