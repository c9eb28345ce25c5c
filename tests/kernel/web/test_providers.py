"""Signing in by an organisation's provider: off unless set; known people only; the second factor is asked for still."""

import importlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, clear_url_caches, reverse

import config.urls
from config.policy import policy
from kernel import sign_ins
from kernel.permissions import Role
from kernel.sessions import SessionStore
from kernel.web.providers import ProviderAdapter
from tests.factories.kernel import user_with
from tests.factories.sessions import App

pytestmark = pytest.mark.django_db
ROUTES = {"/sign-in/with/<provider_id>/", "/sign-in/with/<provider_id>/back/"}


def routes() -> set[str]:
    return {rule["route"] for rule in policy() if "/with/" in rule["route"]}


@pytest.fixture
def with_a_provider(settings: Any) -> Iterator[None]:
    settings.OIDC_PROVIDERS = [{"id": "trust", "name": "The Trust", "server_url": "https://id.example.test"}]
    clear_url_caches()
    importlib.reload(config.urls)
    yield
    settings.OIDC_PROVIDERS = []
    clear_url_caches()
    importlib.reload(config.urls)


def test_without_a_provider_there_is_no_such_address(client: Client) -> None:
    assert routes() == set()
    with pytest.raises(NoReverseMatch):
        reverse("openid_connect_login", kwargs={"provider_id": "trust"})
    assert client.post("/sign-in/with/trust/").status_code == 404


@pytest.mark.usefixtures("with_a_provider")
def test_with_one_its_addresses_are_declared_and_an_unknown_one_is_not_found(client: Client) -> None:
    assert routes() == ROUTES
    assert client.get("/sign-in/with/trust/").status_code == 405
    assert client.post("/sign-in/with/other/").status_code == 404


def request_to(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/sign-in/with/trust/back/")
    request.session = SessionStore()
    request.session.create()
    request.user = AnonymousUser()
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def told(email: str, *, verified: bool = True, second_factor: bool = False, organisation: str = "") -> Any:
    """What a provider says of somebody, as far as it is looked at."""
    address = SimpleNamespace(email=email, verified=verified)
    app = SimpleNamespace(settings={"second_factor": second_factor, "organisation": organisation})
    return SimpleNamespace(email_addresses=[address], provider=SimpleNamespace(app=app), user=None)


def test_nobody_signs_up_or_gets_in_by_an_address_that_is_unknown_or_not_verified(rf: RequestFactory) -> None:
    person = user_with(Role.CASEWORKER)
    assert not ProviderAdapter().is_open_for_signup(request_to(rf), told("new@example.test"))
    for login in (told("new@example.test"), told(person.email, verified=False)):
        with pytest.raises(ImmediateHttpResponse) as led:
            ProviderAdapter().pre_social_login(request_to(rf), login)
        assert led.value.response.headers["Location"] == "/sign-in/"


def test_a_provider_signs_in_its_own_organisations_people_only_whatever_address_it_names(rf: RequestFactory) -> None:
    staff, trust = user_with(Role.ADMINISTRATOR), user_with(Role.TRUST_USER)
    other = user_with(Role.TRUST_USER)
    assert trust.organisation
    assert other.organisation
    own = told(trust.email, organisation=trust.organisation.code)
    ProviderAdapter().pre_social_login(request_to(rf), own)
    assert own.user == trust
    for email, code in (
        (staff.email, other.organisation.code),
        (trust.email, other.organisation.code),
        (trust.email, ""),
    ):
        with pytest.raises(ImmediateHttpResponse):
            ProviderAdapter().pre_social_login(request_to(rf), told(email, organisation=code, second_factor=True))


@pytest.mark.parametrize(("vouches", "leads_to"), [(False, "/sign-in/code/"), (True, "/start/")])
def test_the_second_factor_is_asked_for_unless_the_provider_vouches_for_it(
    rf: RequestFactory, vouches: bool, leads_to: str
) -> None:
    person, request = user_with(Role.CASEWORKER), request_to(rf)
    App(person)
    login = told(person.email.upper(), second_factor=vouches)
    ProviderAdapter().pre_social_login(request, login)
    assert login.user == person
    response = perform_login(request, Login(user=person))
    assert response.headers["Location"] == leads_to
    if vouches:
        request.user = person
        assert sign_ins.is_whole(request)
