"""A program signs in by a key of its own: once by each assertion, for some minutes, by the algorithm of the key."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from kernel import actions
from kernel.actions.client_keys import HasThisKey, TooManyKeys, remove_client_key
from kernel.assertions import TYPE, NotAPublicKey, client_of
from kernel.history import acting
from kernel.models import ClientKey
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.api import Program, program
from tests.factories.kernel import user_with
from tests.races import at_once

PEM, SPKI = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
pytestmark = pytest.mark.django_db
ED25519 = OKPKey.generate_key("Ed25519")
P256 = ECKey.generate_key("P-256")
RSA = RSAKey.generate_key(2048)
KEYS: dict[str, Any] = {"EdDSA": ED25519, "ES256": P256, "PS256": RSA}


@pytest.fixture
def trust(db: None) -> Iterator[Program]:
    with acting(user=system_user_id()):
        found = program()
        add(found, ED25519)
        yield found


def public(key: Any) -> str:
    return str(key.as_pem(private=False).decode())


def add(trust: Program, key: Any) -> ClientKey:
    return actions.add_client_key(client_id=trust.client.client_id, text=public(key), at=timezone.now())


def assertion(trust: Program, *, key: Any = ED25519, alg: str = "EdDSA", header: Any = None, **changed: Any) -> str:
    name = trust.client.client_id
    claims = {
        "iss": name,
        "sub": name,
        "aud": f"{django_settings.BASE_URL}/api/v1/token",
        "jti": uuid4().hex,
        "exp": int(time.time()) + 120,
        **changed,
    }
    told = {"alg": alg, "kid": key.thumbprint(), **(header or {})}
    said = {name: value for name, value in claims.items() if value is not None}
    if key.key_type == "OKP":
        return by_hand(told, said, key.private_key.sign)
    return jws.serialize_compact(told, json.dumps(said), key, algorithms=[alg])


def by_hand(header: Any, claims: Any, sign: Callable[[bytes], bytes]) -> str:
    """A JWS that the library would not write."""
    text = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    return f"{text}.{encoded(sign(text.encode()))}"


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def sign_in(trust: Program, given: str, **more: str) -> int:
    form = {"grant_type": "client_credentials", "client_assertion_type": TYPE, "client_assertion": given, **more}
    body = "&".join(f"{name}={value}" for name, value in form.items())
    reply = trust.browser.post("/api/v1/token", body, content_type="application/x-www-form-urlencoded")
    trust.token = json.loads(reply.content).get("access_token", trust.token)
    return int(reply.status_code)


@pytest.mark.parametrize("alg", list(KEYS))
def test_each_kind_of_key_gets_a_token_that_works_and_none_after_it_is_removed(trust: Program, alg: str) -> None:
    key = ClientKey.objects.get() if alg == "EdDSA" else add(trust, KEYS[alg])
    assert (key.algorithm, key.key_id) == (alg, KEYS[alg].thumbprint())
    assert sign_in(trust, assertion(trust, key=KEYS[alg], alg=alg), scope="checks") == 200
    assert trust.send("GET", "/api/v1/checks").status_code == 200
    remove_client_key(key=key, reason="Changed over", at=timezone.now())
    assert trust.send("GET", "/api/v1/checks").status_code == 401
    assert sign_in(trust, assertion(trust, key=KEYS[alg], alg=alg)) == 401


def test_an_assertion_is_good_once_even_for_many_at_once(trust: Program) -> None:
    given = assertion(trust)
    assert [sign_in(trust, given), sign_in(trust, given)] == [200, 401]
    again = assertion(trust, jti=json.loads(base64.urlsafe_b64decode(given.split(".")[1] + "=="))["jti"])
    assert sign_in(trust, again) == 401


@pytest.mark.django_db(transaction=True)
def test_of_four_who_use_one_assertion_at_the_same_moment_one_gets_in() -> None:
    with acting(user=system_user_id()):
        trust = program()
        add(trust, ED25519)
    given, let_in = assertion(trust), list[bool]()
    at_once(*[lambda: let_in.append(client_of(assertion=given, at=timezone.now()) is not None)] * 4)
    assert sorted(let_in) == [False, False, False, True]


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://elsewhere.example/api/v1/token"},
        {"aud": None},
        {"aud": [django_settings.BASE_URL, "https://elsewhere.example"]},
        {"exp": int(time.time()) - 60},
        {"exp": int(time.time()) + 3600},
        {"exp": None},
        {"exp": True},
        {"nbf": int(time.time()) + 86_400},
        {"iat": "now"},
        {"iss": "somebody"},
        {"sub": "somebody", "iss": "somebody"},
        {"jti": None},
        {"jti": "x" * 256},
        {"jti": "\0"},
        {"header": {"kid": "another"}},
        {"header": {"jwk": ED25519.as_dict(private=False)}},
        {"header": {"crit": ["x"], "x": 1}},
    ],
)
def test_one_for_elsewhere_for_too_long_or_of_another_shape_is_refused(trust: Program, changed: Any) -> None:
    assert sign_in(trust, assertion(trust, **changed)) == 401


def test_the_key_says_which_algorithm_and_nothing_else_does(trust: Program) -> None:
    head, claims, _ = assertion(trust).split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    for secret in (public(ED25519), public(ED25519).strip(), ED25519.as_dict(private=False)["x"]):
        by_secret = partial(hmac.digest, str(secret).encode(), digest="sha256")
        forged = by_hand({"alg": "HS256", "kid": ED25519.thumbprint()}, said, by_secret)
        assert sign_in(trust, forged) == 401  # the public key, taken for a shared secret
    add(trust, RSA)
    assert sign_in(trust, assertion(trust, key=RSA, alg="RS256")) == 401
    other = OKPKey.generate_key("Ed25519")
    assert sign_in(trust, assertion(trust, key=other, header={"kid": ED25519.thumbprint()})) == 401
    none = encoded(json.dumps({"alg": "none", "kid": ED25519.thumbprint()}).encode())
    for forged in (f"{none}.{claims}.", f"{head}.{claims}.", f"{head}.{claims}", "a.b.c", "", "x" * 5_000):
        assert sign_in(trust, forged) in (400, 401)


def test_nobody_shows_a_secret_and_an_assertion_at_once_or_another_program_s(trust: Program) -> None:
    assert sign_in(trust, assertion(trust), client_secret=trust.secret, client_id=trust.client.client_id) == 401
    assert sign_in(trust, assertion(trust), client_assertion_type="x") == 401
    assert sign_in(trust, assertion(trust), client_id=program().client.client_id) == 401
    assert sign_in(trust, assertion(trust), client_id=trust.client.client_id) == 200


def test_only_public_keys_of_the_kinds_that_are_taken_are_registered(trust: Program) -> None:
    small = rsa.generate_private_key(65537, 1024).public_key().public_bytes(PEM, SPKI).decode()
    private = ED25519.as_pem(private=True).decode()
    curve = public(ECKey.generate_key("P-384"))
    for text in (small, private, json.dumps(ED25519.as_dict(private=True)), curve, "{}", "[1]", "no key", "{" * 3_000):
        with pytest.raises(NotAPublicKey):
            actions.add_client_key(client_id=trust.client.client_id, text=text, at=timezone.now())
    with pytest.raises(HasThisKey):
        add(trust, ED25519)
    jwk = json.dumps(P256.as_dict(private=False))
    assert actions.add_client_key(client_id=trust.client.client_id, text=jwk, at=timezone.now()).algorithm == "ES256"
    for _ in range(3):
        add(trust, OKPKey.generate_key("Ed25519"))
    with pytest.raises(TooManyKeys):
        add(trust, RSA)
    assert serialization.load_pem_public_key(ClientKey.objects.earliest("pk").public_key.encode())


def test_its_administrator_adds_and_removes_a_key_on_the_pages_and_nobody_elsewhere_does(trust: Program) -> None:
    browser, stranger = Client(), Client()
    browser.force_login(user_with(Role.TRUST_ADMINISTRATOR, of=trust.organisation))
    stranger.force_login(user_with(Role.TRUST_ADMINISTRATOR, of=program().organisation))
    here = f"/trust/api-clients/{trust.client.client_id}/"
    key = ClientKey.objects.get()
    for path in ("keys/new/", f"keys/{key.pk}/remove/"):
        assert stranger.get(here + path).status_code == 404
    assert "cannot be read as a public key" in browser.post(f"{here}keys/new/", {"public_key": "x"}).content.decode()
    page = browser.post(f"{here}keys/new/", {"public_key": public(P256)}, follow=True).content.decode()
    assert P256.thumbprint() in page
    page = browser.post(f"{here}keys/{key.pk}/remove/", {"reason": "Left in a file"}, follow=True).content.decode()
    assert ("Left in a file" in page, "Key removed" in page) == (True, True)
    assert sign_in(trust, assertion(trust)) == 401
