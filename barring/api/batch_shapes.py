"""The shapes of a batch: how it is sent, how far it has come, one row of its results."""

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from barring.actions.question_shapes import PURPOSES
from barring.api.serializers import OUTCOMES
from barring.workflow import BatchStatus
from register.rules import Employable


class BatchForm(serializers.Serializer[Any]):
    """A file of rows, and why all of them are asked."""

    file = serializers.FileField(help_text="CSV in UTF-8; docs/api/batches.md names its columns")
    purpose = serializers.ChoiceField(choices=PURPOSES)


class BatchOut(serializers.Serializer[Any]):
    """How far a batch has come."""

    id = serializers.CharField()
    state = serializers.ChoiceField(choices=[state.lower() for state in BatchStatus.values])
    rows = serializers.IntegerField()
    done = serializers.IntegerField(help_text="Rows answered, those with an error included")
    outcomes = serializers.DictField(
        child=serializers.IntegerField(), help_text="Rows by outcome; `error` counts those that could not be asked"
    )
    results = serializers.CharField()


class BatchesOut(serializers.Serializer[Any]):
    """A page of batches, newest first."""

    results = BatchOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page")


class BatchRowOut(serializers.Serializer[Any]):
    """What became of one row. `error` says why there is no check."""

    row = serializers.IntegerField()
    client_ref = serializers.CharField(allow_null=True)
    check_id = serializers.CharField(allow_null=True)
    outcome = serializers.ChoiceField(choices=OUTCOMES, allow_null=True)
    employable_in_role = serializers.ChoiceField(choices=[one.value for one in Employable], allow_null=True)
    registration_number = serializers.CharField(allow_null=True)
    error = serializers.CharField(allow_null=True)
    error_detail = serializers.CharField(allow_null=True)


SHOWN: dict[str, Any] = {
    "id": "chb_0f1f6a3d2f7e4c0b9a8d7c6b5a493827",
    "state": "running",
    "rows": 1200,
    "done": 1000,
    "outcomes": {"no_bar_recorded": 990, "needs_review": 8, "error": 2},
    "results": "/api/v1/check-batches/chb_0f1f6a3d2f7e4c0b9a8d7c6b5a493827/results",
}
EXAMPLES = [OpenApiExample("Running", value=SHOWN, response_only=True, status_codes=["200", "202"])]
