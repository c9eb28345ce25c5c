"""Tables that leave the system for somebody's spreadsheet."""

from typing import Any

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet program runs as a formula."""


def inert(value: Any) -> Any:
    """A cell that stays what it says: before a text that would be run stands an apostrophe, and None is empty."""
    if isinstance(value, str) and value.startswith(FORMULAS):
        return f"'{value}"
    return "" if value is None else value
