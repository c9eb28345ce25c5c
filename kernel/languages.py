"""Parts of a page that are in another language than the page (WCAG 3.1.2)."""

from typing import Final

from markupsafe import Markup

SPOKEN: Final = Markup('<span lang="{}">{}</span>{}')
"""Markup as the components take it: what they trim of it stays markup."""


def spoken(text: str, lang: str, *, after: str = "") -> str:
    """A text in its language, and after it one in the page's; as they are where `lang` is empty."""
    return SPOKEN.format(lang, text, after) if lang else f"{text}{after}"
