"""JSON that can be read in one way only: no duplicate keys, no NUL or lone surrogates, UTF-8, shallow. Pure."""

import json
from typing import Any, NoReturn

DEEPEST = 32


class NotStrictJson(ValueError):
    """Not JSON, or JSON that two readers might read differently. The text says which, without the content."""


def loads(body: bytes) -> Any:
    """The value of a JSON text, or NotStrictJson."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise NotStrictJson("The body is not valid UTF-8.") from None
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except NotStrictJson:
        raise
    except (ValueError, RecursionError):
        raise NotStrictJson("The body is not valid JSON.") from None
    if "\\u" in text or text.count("{") + text.count("[") > DEEPEST:  # else there is nothing to find
        _examine(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotStrictJson("An object has the same key twice.")
    return value


def _constant(name: str) -> NoReturn:
    raise NotStrictJson("NaN and Infinity are not JSON.")


def _examine(value: Any) -> None:
    """Walks without recursion, so that depth cannot exhaust the stack."""
    waiting = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            _examine_text(item)
        elif isinstance(item, dict | list):
            if depth > DEEPEST:
                raise NotStrictJson(f"The body is nested more than {DEEPEST} levels deep.")
            inside = [*item.keys(), *item.values()] if isinstance(item, dict) else item
            waiting.extend((one, depth + 1) for one in inside)


def _examine_text(text: str) -> None:
    if text.isascii():
        if "\0" in text:
            raise NotStrictJson("A text holds a NUL character.")
        return
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise NotStrictJson("A text holds a NUL character or half of a surrogate pair.")
