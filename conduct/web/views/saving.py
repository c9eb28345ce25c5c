"""The views of a list that a user saved, for its page."""

from typing import Any

from django.urls import reverse

from conduct import queries
from kernel.web import SignedInRequest

KEPT_OUT = ("page",)


def saved_views_shown(request: SignedInRequest, page: str, *, address: str) -> dict[str, Any]:
    """Links to the views that a user saved of a list, and what saving the present one would keep."""
    present = request.GET.copy()
    for name in KEPT_OUT:
        present.pop(name, None)
    return {
        "page": page,
        "query": present.urlencode(),
        "views": [
            {"pk": one.pk, "name": one.name, "href": f"{reverse(address)}?{one.query}"}
            for one in queries.saved_views(user=request.user, page=page)
        ],
    }
