"""What checks are measured against: a bare view, and a check as the usual stack makes one."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import include, path
from oauth2_provider.contrib.rest_framework import OAuth2Authentication, TokenHasScope
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from kernel.history import ALL, acting
from kernel.permissions import public
from register.models import Person, Registration, Restriction
from tests.bench.models import Asked


@public()
def bare(request: HttpRequest, number: str) -> JsonResponse:
    """One row by the ORM, as JSON."""
    person = Person.objects.get(registration_number=number)
    return JsonResponse({"number": person.registration_number, "key": str(person.key)})


class SubjectIn(serializers.Serializer[Any]):
    registration_number = serializers.CharField(max_length=40)
    date_of_birth = serializers.DateField()


class RoleIn(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(choices=["board_director", "direct_report", "other_manager"])


class CheckIn(serializers.Serializer[Any]):
    subject = SubjectIn()
    role = RoleIn()
    purpose = serializers.ChoiceField(choices=["pre_appointment", "annual_fit_and_proper", "in_post", "legal"])


class CheckOut(serializers.ModelSerializer[Asked]):
    class Meta:
        model = Asked
        fields = ("id", "number", "outcome", "asked_at")


class ManyAMinute(UserRateThrottle):
    rate = "60000/min"


class StockView(APIView):
    """Looked up and kept by the ORM, without match, standing, receipt, history or ledger."""

    authentication_classes = [OAuth2Authentication]
    permission_classes = [TokenHasScope]
    required_scopes = ("checks",)
    throttle_classes = [ManyAMinute]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The usual stack knows nothing of rows that are kept apart."""
        with acting(tenant=ALL):
            return super().dispatch(request, *args, **kwargs)

    @public(methods=("POST",))
    def post(self, request: Request) -> Response:
        given = CheckIn(data=request.data)
        given.is_valid(raise_exception=True)
        subject = given.validated_data["subject"]
        with transaction.atomic():
            person = Person.objects.get(
                registration_number=subject["registration_number"], birth_dates__date_of_birth=subject["date_of_birth"]
            )
            restrictions = list(Restriction.objects.current().filter(person=person))
            registered = Registration.objects.current().filter(person=person).exists()
            outcome = "barred" if restrictions else "no_bar_recorded" if registered else "not_registered"
            asked = Asked._default_manager.create(
                number=person.registration_number,
                asked_by_id=request.auth.application_id,  # type: ignore[union-attr]  # the toolkit's
                tier=given.validated_data["role"]["tier"],
                purpose=given.validated_data["purpose"],
                outcome=outcome,
            )
        return Response(CheckOut(asked).data, status=201)


urlpatterns = [
    path("bench/bare/<str:number>/", bare),
    path("bench/stock/", StockView.as_view()),
    path("", include("config.urls")),
]
