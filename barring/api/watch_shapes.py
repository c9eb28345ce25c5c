"""The shapes of watches: what is read strictly, and what is answered. Examples for the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from barring.actions.question_shapes import PURPOSES, RoleIn, SubjectIn
from barring.api.serializers import RoleOut
from kernel.api.serializers import BooleanField, ChoiceField, StrictSerializer

STATES = ["matched", "unmatched", "in_review", "ended"]
ENDINGS = ["post_ended", "not_renewed", "succeeded"]


class WatchIn(StrictSerializer):
    """Whom to watch, for which post, and why."""

    subject = SubjectIn()
    role = RoleIn()
    purpose = ChoiceField(choices=PURPOSES, required=False, help_text="`in_post` unless given")
    subject_informed = BooleanField(required=False, allow_null=True, help_text="Whether the person was told")


class WatchOut(serializers.Serializer[Any]):
    """A watch. How the person stands is asked by a check."""

    ref = serializers.CharField(help_text="Your own reference")
    state = serializers.ChoiceField(choices=STATES)
    purpose = serializers.ChoiceField(choices=PURPOSES)
    role = RoleOut()
    test = serializers.BooleanField(help_text="Whether a test identity is watched: then nobody is meant")
    check = serializers.CharField(help_text="The check that it began with, or that resolved who is meant")
    started_at = serializers.DateTimeField()
    renew_by = serializers.DateTimeField(help_text="When it ends unless you put it again")
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_because = serializers.ChoiceField(choices=ENDINGS, allow_null=True)


class WatchesOut(serializers.Serializer[Any]):
    """A page of watches, the newest first."""

    results = WatchOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page")


class WatchBatchForm(serializers.Serializer[Any]):
    """A file of people to be watched, and why."""

    file = serializers.FileField()
    purpose = serializers.ChoiceField(choices=PURPOSES, required=False, help_text="`in_post` unless given")


class WatchBatchOut(serializers.Serializer[Any]):
    """How far a file has come."""

    id = serializers.CharField()
    state = serializers.ChoiceField(choices=["running", "complete"])
    purpose = serializers.ChoiceField(choices=PURPOSES)
    rows = serializers.IntegerField()
    done = serializers.IntegerField(help_text="Rows that are watched or could not be")
    faults = serializers.IntegerField(help_text="Rows that could not be watched")
    errors = serializers.CharField(  # type: ignore[assignment]  # the library has an attribute of this name
        help_text="Where these are told of, line by line"
    )
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class WatchBatchErrorOut(serializers.Serializer[Any]):
    """What was wrong with one line; the header is line 1."""

    line = serializers.IntegerField()
    ref = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    detail = serializers.CharField()


class WatchBatchErrorsOut(serializers.Serializer[Any]):
    """A page of lines, in order."""

    results = WatchBatchErrorOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page")


PUT: dict[str, Any] = {
    "subject": {"registration_number": "NM-20441703-6", "date_of_birth": "1974-03-09"},
    "role": {"tier": "board_director"},
}
SHOWN: dict[str, Any] = {
    "ref": "emp-4471",
    "state": "matched",
    "purpose": "in_post",
    "role": {"tier": "board_director", "organisation": "RJ1"},
    "test": False,
    "check": "chk_0f1f6a3d2f7e4c0b9a8d7c6b5a493827",
    "started_at": "2026-11-21T10:41:07.123456Z",
    "renew_by": "2027-11-22T00:00:00.000000Z",
    "ended_at": None,
    "ended_because": None,
}
EXAMPLES = [
    OpenApiExample("A board director", value=PUT, request_only=True),
    OpenApiExample("Watched", value=SHOWN, response_only=True, status_codes=["200", "201"]),
]
