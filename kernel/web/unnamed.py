"""Pages that know nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def without_identity(view: View) -> View:
    """Forget who is signed in before anything can use it; the log of requests does (`is_unnamed`), refused or not.

    They write no session and set no cookie, not even the one that guards other forms: nothing is done here in the name
    of whoever is signed in, so a form that another site sent does no more than that site could have sent by itself.
    """

    @wraps(view)
    def unnamed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.user = AnonymousUser()
        return view(request, *args, **kwargs)

    unnamed.is_unnamed = True  # type: ignore[attr-defined]
    unnamed.csrf_exempt = True  # type: ignore[attr-defined]
    return unnamed
