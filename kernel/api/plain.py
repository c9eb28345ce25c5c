"""Reading bodies that are plainly right: the values that a serializer would give, in a tenth of its time, or nothing.

It is made from the serializer's own fields, so that a shape is written once. Whatever is not plainly right is read by
the serializer, which alone finds words for what is wrong with it.
"""

import re
from collections.abc import Callable
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from kernel.api.serializers import (
    BooleanField,
    ChoiceField,
    DayField,
    InstantField,
    NotPlain,
    StrictSerializer,
    TextField,
)
from kernel.clocks import read_day, read_instant

Reader = Callable[[Any], Any]
HALF_A_PAIR = re.compile("[\x00\ud800-\udfff]")


def reader_of(kind: type[serializers.BaseSerializer[Any]]) -> Reader | None:
    """What reads the plain bodies of a serializer; None where it has rules or fields that are not known here."""
    try:
        return _object(kind())
    except NotImplementedError:
        return None


def _object(serializer: Any) -> Reader:
    if not isinstance(serializer, StrictSerializer) or _has_rules_of_its_own(serializer):
        raise NotImplementedError
    readers = {name: _field(field) for name, field in serializer.fields.items()}
    if any(field.default is not empty or field.source != name for name, field in serializer.fields.items()):
        raise NotImplementedError
    required = {name for name, field in serializer.fields.items() if field.required}
    nullable = {name for name, field in serializer.fields.items() if field.allow_null}

    def read(value: Any) -> dict[str, Any]:
        if type(value) is not dict or not required <= value.keys() <= readers.keys():
            raise NotPlain
        return {name: None if one is None and name in nullable else readers[name](one) for name, one in value.items()}

    return read


def _has_rules_of_its_own(serializer: Any) -> bool:
    kind = type(serializer)
    own = {name for name in dir(kind) if name.startswith("validate_")} - set(dir(serializers.Serializer))
    return bool(own or serializer.validators or kind.validate is not serializers.Serializer.validate)


def _field(field: Any) -> Reader:
    match field:
        case StrictSerializer():
            return _object(field)
        case TextField() if field.trim_whitespace and field.min_length is None:
            return _text(longest=field.max_length, is_blank_good=field.allow_blank)
        case ChoiceField():
            return _choice(frozenset(field.choices))
        case BooleanField():
            return _truth
        case DayField():
            return _written(read_day)
        case InstantField():
            return _written(read_instant)
        case serializers.ListField() if not field.child.allow_null:
            return _list(_field(field.child), most=field.max_length)
    raise NotImplementedError


def _text(*, longest: int | None, is_blank_good: bool) -> Reader:
    def read(value: Any) -> str:
        if type(value) is not str:
            raise NotPlain
        text = value.strip()
        if (longest is not None and len(text) > longest) or not (text or is_blank_good) or HALF_A_PAIR.search(text):
            raise NotPlain
        return text

    return read


def _choice(choices: frozenset[str]) -> Reader:
    def read(value: Any) -> str:
        if type(value) is not str or value not in choices:
            raise NotPlain
        return value

    return read


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise NotPlain
    return value


def _written(read: Callable[[str], Any]) -> Reader:
    def read_text(value: Any) -> Any:
        if type(value) is not str:
            raise NotPlain
        try:
            return read(value)
        except ValueError:
            raise NotPlain from None

    return read_text


def _list(read: Reader, *, most: int | None) -> Reader:
    def read_all(value: Any) -> list[Any]:
        if type(value) is not list or (most is not None and len(value) > most):
            raise NotPlain
        return [read(one) for one in value]

    return read_all
