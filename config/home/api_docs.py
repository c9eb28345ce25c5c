"""The OpenAPI document, and the same as a page: readable without JavaScript, with every operation and example."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.generators import SchemaGenerator

from config.home.guide import guide_pages
from kernel.api.problems import TITLES
from kernel.limits import limited
from kernel.permissions import public
from kernel.web import render

METHODS = ("get", "post", "put", "patch", "delete")


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, made once from the views."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


@dataclass(frozen=True, kw_only=True)
class FieldShown:
    """One field of a body: `path` says where, as in `subject.family_name`."""

    path: str
    words: str
    is_required: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class OperationShown:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: list[FieldShown]
    body: list[FieldShown]
    media_type: str
    answers: list[tuple[str, str]]
    fields: list[FieldShown]
    examples: list[tuple[str, str]]


@public()
@limited
def schema(request: HttpRequest) -> HttpResponse:
    """`/api/schema.json`, OpenAPI 3.1."""
    return HttpResponse(json.dumps(document(), indent=1), content_type="application/json")


@public()
@limited
def docs(request: HttpRequest) -> HttpResponse:
    """`/api/docs/`: the pages of the guide, every operation in a line, every code in words."""
    operations = list(_operations(document()))
    context = {"pages": guide_pages(), "operations": operations, "problems": TITLES}
    return render(request, "home/api_docs.jinja", context)


@public()
@limited
def reference(request: HttpRequest) -> HttpResponse:
    """`/api/docs/reference/`: every operation with its fields and examples."""
    return render(request, "home/api_reference.jinja", {"operations": list(_operations(document()))})


def _operations(made: Mapping[str, Any]) -> Iterator[OperationShown]:
    for path, methods in made["paths"].items():
        for method in METHODS:
            if method in methods:
                yield _operation(made, path, method, methods[method])


def _operation(made: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> OperationShown:
    scopes = [scope for one in operation.get("security", ()) for scope in one.get("token", ())]
    media_type, body = _content(operation.get("requestBody", {}))
    success = next((code for code in operation["responses"] if code.startswith("2")), "")
    _, answered = _content(operation["responses"].get(success, {}))
    return OperationShown(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", operation["operationId"]),
        description=operation.get("description", ""),
        scope=" ".join(scopes),
        parameters=[_parameter(one) for one in operation.get("parameters", ())],
        body=list(_fields(made, body.get("schema", {}), "")),
        media_type=media_type,
        answers=[(code, response.get("description", "")) for code, response in operation["responses"].items()],
        fields=list(_fields(made, answered.get("schema", {}), "")),
        examples=[*_examples("Request", body), *_examples("Answer", answered)],
    )


def _content(holder: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    return next(iter(holder.get("content", {}).items()), ("", {}))


def _parameter(one: Mapping[str, Any]) -> FieldShown:
    place = {"header": "header", "path": "in the address", "query": "query"}[one["in"]]
    return FieldShown(
        path=one["name"], words=place, is_required=one.get("required", False), note=one.get("description", "")
    )


def _examples(whose: str, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for example in content.get("examples", {}).values():
        text = json.dumps(example["value"], indent=2, ensure_ascii=False)
        yield f"{whose}: {example.get('summary', 'example')}", text


def _fields(made: Mapping[str, Any], shape: Mapping[str, Any], above: str) -> Iterator[FieldShown]:
    """The fields of a body, each with its path, down through objects and lists of objects."""
    shape = _resolved(made, shape)
    needed = shape.get("required", ())
    for name, inner in shape.get("properties", {}).items():
        path = f"{above}{name}"
        whole = _resolved(made, inner)
        yield FieldShown(
            path=path, words=_words(made, whole), is_required=name in needed, note=inner.get("description", "")
        )
        inside = _resolved(made, whole.get("items", whole))
        if "properties" in inside and name != "results":  # a list's rows are shown where one is read
            yield from _fields(made, inside, f"{path}.")


def _resolved(made: Mapping[str, Any], shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """A shape with its references followed; of several, the first that is not null."""
    if "$ref" in shape:
        return _resolved(made, made["components"]["schemas"][shape["$ref"].rpartition("/")[2]])
    for several in ("allOf", "oneOf", "anyOf"):
        for one in shape.get(several, ()):
            if one.get("type") != "null":
                return _resolved(made, one)
    return shape


def _words(made: Mapping[str, Any], shape: Mapping[str, Any]) -> str:
    if "enum" in shape:
        return "one of " + ", ".join(str(value) for value in shape["enum"] if value)
    kinds = shape.get("type", "object")
    kind = next((one for one in kinds if one != "null"), "null") if isinstance(kinds, list) else kinds
    if kind == "array":
        return f"list of: {_words(made, _resolved(made, shape['items']))}"
    return {"date": "date", "date-time": "instant"}.get(shape.get("format", ""), kind)
