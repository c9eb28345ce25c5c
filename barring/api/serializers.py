"""The shapes of answers. Those of questions are in `barring.actions.question_shapes`."""

from typing import Any

from rest_framework import serializers

from barring.actions.question_shapes import PURPOSES, TIERS
from barring.rules.answers import CheckOutcome
from barring.rules.bars import Stage
from barring.rules.matching import Basis, Certainty
from barring.rules.receipts import LONGEST_RECEIPT, ReceiptFault
from kernel.api.serializers import StrictSerializer, TextField
from register.rules import Employable, Grade, Kind, RegistrationStatus

OUTCOMES = [outcome.value for outcome in CheckOutcome]


class MatchOut(serializers.Serializer[Any]):
    certainty = serializers.ChoiceField(choices=[one.value for one in Certainty])
    basis = serializers.ChoiceField(choices=[one.value for one in Basis], allow_null=True)
    registration_number = serializers.CharField(allow_null=True)


class RoleOut(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(choices=TIERS)
    organisation = serializers.CharField()


class RegistrationOut(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=[one.value for one in RegistrationStatus])
    grade = serializers.ChoiceField(choices=[one.value for one in Grade], allow_null=True)
    since = serializers.DateField(allow_null=True)


class RestrictionOut(serializers.Serializer[Any]):
    """An order that the answer looked at. One that was quashed is told as `quashed`, without content."""

    kind = serializers.ChoiceField(choices=[*(one.value for one in Kind), "quashed"])
    tiers = serializers.ListField(child=serializers.ChoiceField(choices=TIERS), required=False)
    organisation_classes = serializers.ListField(child=serializers.CharField(), required=False)
    in_force_from = serializers.DateTimeField(required=False)
    in_force_until = serializers.DateTimeField(allow_null=True, required=False)
    under_appeal = serializers.BooleanField(required=False)
    stayed = serializers.BooleanField(required=False)
    decision = serializers.URLField(allow_null=True, required=False)


class AnnotationOut(serializers.Serializer[Any]):
    """A published note that alters no outcome."""

    kind = serializers.CharField()
    text = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field named so, not the option
    in_force_from = serializers.DateTimeField()
    in_force_until = serializers.DateTimeField(allow_null=True)


class PermissionToActOut(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(choices=TIERS)
    organisation = serializers.CharField()
    in_force_from = serializers.DateTimeField()
    in_force_until = serializers.DateTimeField(allow_null=True)


class ChangeOut(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    kind = serializers.CharField()


class ReviewOut(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=["open", "resolved"])
    due_at = serializers.DateTimeField()
    check = serializers.CharField(allow_null=True, help_text="The check that answers anew, once resolved")


class CorrectionOut(serializers.Serializer[Any]):
    """That something was corrected since: the answer would, as known now and at its own `as_of`, be different."""

    state = serializers.ChoiceField(
        choices=["differs", "as_answered"],
        help_text="`as_answered`: it differed, and would now be given again as it was",
    )
    found_at = serializers.DateTimeField()


class LedgerOut(serializers.Serializer[Any]):
    """The newest signed head when the check was answered."""

    size = serializers.IntegerField()
    root = serializers.CharField()  # type: ignore[assignment]  # a field named so, not the property


class CheckOut(serializers.Serializer[Any]):
    """One answer."""

    id = serializers.CharField()
    client_ref = serializers.CharField(allow_null=True)
    purpose = serializers.ChoiceField(choices=PURPOSES)
    test = serializers.BooleanField(help_text="Whether a test identity was asked about: then nobody is meant")
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    employable_in_role = serializers.ChoiceField(choices=[one.value for one in Employable])
    match = MatchOut()
    role = RoleOut()
    registration = RegistrationOut(allow_null=True)
    restrictions = RestrictionOut(many=True)
    annotations = AnnotationOut(many=True)
    permissions_to_act = PermissionToActOut(many=True)
    next_change = ChangeOut(allow_null=True)
    statement = serializers.CharField()
    as_of = serializers.DateTimeField()
    known_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField()
    rule_set = serializers.CharField()
    ledger = LedgerOut()
    receipt = serializers.CharField(help_text="A compact JWS, the same for ever; docs/receipts.md says how to read it")
    receipt_salt = serializers.CharField(help_text="Opens `subject_commitment` in the receipt. Only you are given it")
    review = ReviewOut(allow_null=True)
    resolves = serializers.CharField(allow_null=True)
    correction = CorrectionOut(allow_null=True, help_text="Null while the answer would be given again as it was")


class ChecksOut(serializers.Serializer[Any]):
    """A page of answers, newest first."""

    results = CheckOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page")


class BarOut(serializers.Serializer[Any]):
    """A published decision. The year of birth is null where the rule set does not publish it."""

    reference = serializers.CharField()
    name = serializers.CharField()
    registration_number = serializers.CharField(allow_null=True)
    year_of_birth = serializers.IntegerField(allow_null=True)
    last_organisation = serializers.CharField(allow_null=True)
    tiers = serializers.ListField(child=serializers.ChoiceField(choices=TIERS))
    organisation_classes = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=[one.value for one in Stage if one != Stage.STAYED])
    stayed = serializers.BooleanField(help_text="Whether a court has stayed it: then nobody is barred by it meanwhile")
    decided_at = serializers.DateTimeField()
    served_at = serializers.DateTimeField()
    in_effect_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True, help_text="The instant at which it is over; null: indefinite")
    review_from = serializers.DateField(allow_null=True, help_text="When a review may first be asked for")
    appeal_until = serializers.DateTimeField()
    appeal_state = serializers.ChoiceField(choices=["window_open", "window_closed"])
    lifted_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.URLField()


class BarsOut(serializers.Serializer[Any]):
    """A page of published decisions, newest first."""

    results = BarOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page")


class ReceiptIn(StrictSerializer):
    """A receipt, as it was given or as it was copied: white space in it does not matter."""

    receipt = TextField(max_length=LONGEST_RECEIPT)


class ClaimsOut(serializers.Serializer[Any]):
    """What a receipt says."""

    iss = serializers.CharField()
    jti = serializers.CharField(help_text="The check's id")
    iat = serializers.IntegerField(help_text="When it was answered, in seconds since 1970")
    organisation = serializers.CharField(help_text="Who asked")
    subject_commitment = serializers.CharField()
    role = RoleOut()
    purpose = serializers.ChoiceField(choices=PURPOSES)
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    employable_in_role = serializers.ChoiceField(choices=[one.value for one in Employable])
    match = MatchOut()
    registration = RegistrationOut(allow_null=True)
    restrictions_digest = serializers.CharField()
    as_of = serializers.DateTimeField()
    known_at = serializers.DateTimeField()
    rule_set = serializers.CharField()
    ledger_size = serializers.IntegerField()
    ledger_root = serializers.CharField()
    test = serializers.BooleanField(required=False, help_text="True for a test identity, and left out else")


class VerdictOut(serializers.Serializer[Any]):
    """Whether a receipt is good. `reason` is null where it is."""

    valid = serializers.BooleanField()
    claims = ClaimsOut(allow_null=True)
    reason = serializers.ChoiceField(choices=[one.value for one in ReceiptFault], allow_null=True)


class HeadOut(serializers.Serializer[Any]):
    """A signed head of the ledger."""

    size = serializers.IntegerField()
    root = serializers.CharField()  # type: ignore[assignment]  # a field named so, not the property
    at = serializers.DateTimeField()
    key_id = serializers.CharField()
    signature = serializers.CharField()
    previous = serializers.IntegerField()
    era = serializers.IntegerField()
    snapshot = serializers.CharField()


class InclusionOut(serializers.Serializer[Any]):
    """A proof of inclusion. All hashes in hex."""

    leaf_index = serializers.IntegerField()
    tree_size = serializers.IntegerField()
    leaf_hash = serializers.CharField()
    proof = serializers.ListField(child=serializers.CharField())
    head = HeadOut()
