"""Serializers that take exactly what they name, in exactly the type they name, and point at each mistake."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from kernel.api.problems import Fault, Invalid
from kernel.clocks import read_day, read_instant


class NotPlain(ValueError):
    """What was sent is not plainly right. It may still be right."""


class TextField(serializers.CharField):
    """A text, never a number or a truth value that would be read as one."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": "This must be a text."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class ChoiceField(serializers.ChoiceField):
    """One of a closed list of texts. The refusal names the list, not what was sent."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.choices:
            raise serializers.ValidationError(f"This must be one of: {', '.join(self.choices)}.", code="choice")
        return data


class BooleanField(serializers.BooleanField):
    """true or false, and nothing that looks like one."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("This must be true or false.", code="invalid")
        return data


class DayField(serializers.DateField):
    """A plain date, 1974-03-09."""

    def to_internal_value(self, value: Any) -> date:
        try:
            if isinstance(value, str):
                return read_day(value)
        except ValueError:
            pass
        raise serializers.ValidationError("This must be a date like 1974-03-09.", code="invalid")


class InstantField(serializers.DateTimeField):
    """An RFC 3339 instant, with its offset."""

    def enforce_timezone(self, value: datetime) -> datetime:
        return value

    def to_internal_value(self, value: Any) -> datetime:
        try:
            if isinstance(value, str):
                return read_instant(value)
        except ValueError:
            pass
        raise serializers.ValidationError("This must be an instant like 2026-03-09T10:00:00Z.", code="invalid")


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses what it does not name: a misspelt field must not be taken for one that was left out."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"": ["This must be an object."]}, code="invalid")
        unknown = {
            str(name): [ErrorDetail("There is no such field.", code="unknown_field")]
            for name in data
            if name not in self.fields
        }
        try:
            value: dict[str, Any] = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**unknown, **_as_dict(error.detail)}) from None
        if unknown:
            raise serializers.ValidationError(unknown)
        return value


def checked(kind: type[serializers.Serializer[Any]], content: Any) -> dict[str, Any]:
    """The validated content, or Invalid with a pointer to each mistake."""
    try:
        return plainly(kind, content)
    except NotPlain:
        pass
    try:
        return dict(_reader(kind).run_validation(content))
    except serializers.ValidationError as error:
        raise Invalid(faults_in(error.detail)) from None


def plainly(kind: type[serializers.Serializer[Any]], content: Any) -> dict[str, Any]:
    """The validated content where it is plainly right, as most is, in a tenth of the time; else NotPlain."""
    read = _plain_reader(kind)
    if read is None:
        raise NotPlain
    value: dict[str, Any] = read(content)
    return value


@cache
def _plain_reader(kind: type[serializers.Serializer[Any]]) -> Callable[[Any], Any] | None:
    from kernel.api.plain import reader_of  # which is made of the fields of this module

    return reader_of(kind)


@cache
def _reader(kind: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """One for all requests: making a serializer copies all its fields, and reading with it leaves nothing in it."""
    return kind()


def faults_in(errors: Any, pointer: str = "") -> list[Fault]:
    """Nested error lists as faults, each with its RFC 6901 pointer."""
    if isinstance(errors, Mapping):
        return [fault for name, inside in errors.items() for fault in faults_in(inside, pointer + step_to(name))]
    if isinstance(errors, list) and errors and not isinstance(errors[0], ErrorDetail):
        return [fault for place, inside in enumerate(errors) for fault in faults_in(inside, f"{pointer}/{place}")]
    return [Fault(pointer=pointer, code=_code(one), detail=str(one)) for one in errors or ()]


def step_to(name: Any) -> str:
    """One step of a pointer; an object's own mistakes stand under an empty or DRF's own name."""
    if name in ("", "non_field_errors"):
        return ""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


def _code(error: ErrorDetail) -> str:
    return str(error.code or "invalid")


def _as_dict(detail: Any) -> dict[str, Any]:
    return dict(detail) if isinstance(detail, Mapping) else {"": detail}
