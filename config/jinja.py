"""The template environment of the pages, and the one that renders the NHS.UK components behind it.

Ours refuses a missing value (StrictUndefined): a misspelt name is a fault that a test sees, not a gap on the page.
The NHS.UK components expect missing values, so they live in an environment of their own and are reached only
through the macros in `templates/components/`, by the global `nhsuk`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.urls import reverse
from markupsafe import Markup, escape

from kernel import clocks, permissions
from kernel.fields import error_links
from kernel.languages import spoken

PLAIN_TEXT = (".txt", ".txt.jinja")
LONG_WORD = 24
BACKTICKS = re.compile(r"`([^`]+)`")


def environment(**options: Any) -> jinja2.Environment:
    """The environment that Django's Jinja2 backend uses for every page, letter and e-mail."""
    options |= {
        "undefined": jinja2.StrictUndefined,
        "autoescape": lambda name: not (name or "").endswith(PLAIN_TEXT),
        "finalize": lambda value: "" if value is None else value,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.do"],
    }
    ours = jinja2.Environment(**options)  # noqa: S701 - see autoescape above
    ours.globals |= {
        "url": url,
        "static": static,
        "can": can,
        "nhsuk": nhsuk,
        "has_errors": has_errors,
        "error_links": error_links,
        "numbered_pages": numbered_pages,
        "address_with": address_with,
        "SERVICE_NAME": settings.SERVICE_NAME,
        "PROVIDERS": [{"id": one["id"], "name": one["name"]} for one in settings.OIDC_PROVIDERS],
    }
    ours.filters |= {
        "instant": clocks.format_instant,
        "day": clocks.format_date,
        "paragraphs": paragraphs,
        "has_long_word": has_long_word,
        "in_code": in_code,
        "spoken": spoken,
    }
    return ours


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every layout shows: the messages of the last action, who is signed in (or None), and for how long."""
    from kernel import sessions  # it has a model, and models are loaded after the templates' settings

    user = getattr(request, "user", None)  # absent where a request was refused before sign-in was looked at
    account = user if user and user.is_authenticated else None
    seconds = sessions.seconds_left(request) if account else 0
    return {"messages": get_messages(request), "account": account, "session_seconds": seconds}


@cache
def nhsuk_environment() -> jinja2.Environment:
    """The NHS.UK components' own environment: a missing value is simply absent there."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("nhsuk_frontend_jinja"),
        undefined=jinja2.ChainableUndefined,
        autoescape=True,
        auto_reload=False,  # they never change while we run, and each use would ask the disk
    )


@cache
def nhsuk_macro(component: str) -> Any:
    first, *rest = component.split("-")
    module = nhsuk_environment().get_template(f"nhsuk/components/{component}/macro.jinja").module
    return getattr(module, first + "".join(word.capitalize() for word in rest))


def nhsuk(component: str, parameters: Mapping[str, Any]) -> Markup:
    """Render an NHS.UK component by its folder name. A None among the parameters counts as not given."""
    return Markup(nhsuk_macro(component)(without_none(parameters)))  # noqa: S704 - rendered with autoescape


def without_none(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: without_none(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [without_none(part) for part in value]
    return value


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


@jinja2.pass_context
def can(context: jinja2.runtime.Context, permission: str) -> bool:
    """Whether the signed-in user has a permission: for showing a button or leaving it out."""
    return permissions.can(context["request"].user, permission)


@jinja2.pass_context
def has_errors(context: jinja2.runtime.Context) -> bool:
    """Whether a form on this page was sent and refused, so that the page's title must say so."""
    return any(
        value.is_bound and not value.is_valid() for value in context.get_all().values() if isinstance(value, BaseForm)
    )


def paragraphs(text: str) -> Markup:
    """Text as typed, as paragraphs: a blank line parts two of them, a single line end stays a line end."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n")]
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(block.split("\n"))) for block in blocks if block
    )


def in_code(text: str) -> Markup:
    """Text of the API's description, with what stands between backticks set as code."""
    return Markup(BACKTICKS.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped first


def has_long_word(value: object) -> bool:
    """Whether a table must be allowed to break a word, which it does anywhere once it may."""
    return any(len(word) > LONG_WORD for word in str(value).split())


def address_with(query: QueryDict | None, name: str, value: object) -> str:
    """The page's own address with one parameter of its query set and the others kept."""
    changed = query.copy() if query is not None else QueryDict(mutable=True)
    changed[name] = str(value)
    return f"?{changed.urlencode()}"


def numbered_pages(page: Page[Any], query: QueryDict | None) -> list[dict[str, Any]]:
    """The items of the pagination component: page numbers near the current one, gaps, and both ends."""
    numbers: Iterable[int | str] = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [
        {"number": number, "href": address_with(query, "page", number), "current": number == page.number}
        if isinstance(number, int)
        else {"ellipsis": True}
        for number in numbers
    ]
