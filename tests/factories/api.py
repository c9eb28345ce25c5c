"""Programs of organisations, and what they send."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from kernel.actions import add_api_client
from kernel.api.short_way import ShortWay
from kernel.history import acting
from kernel.models import ApiClient, Organisation
from kernel.queries import system_user_id
from kernel.tokens import bearer
from tests.factories.kernel import organisation


class WebServer(ClientHandler):
    """What a test's client sends to: the application as it is served, with its short way."""

    def __call__(self, environ: dict[str, Any]) -> Any:
        from config import wsgi  # which loads the applications

        started: list[Any] = []
        long: list[Any] = []

        def long_way(environ: dict[str, Any], start: Any) -> list[bytes]:
            long.append(super(WebServer, self).__call__(environ))
            return []

        answered = ShortWay(long_way, wsgi.application.answers)(environ, lambda *told: started.append(told))
        if long:
            return long[0]
        [(status, headers)] = started
        response: Any = HttpResponse(b"".join(answered), status=int(status[:3]), headers=dict(headers))
        response.wsgi_request = WSGIRequest(environ)
        return response


class ProgramClient(Client):
    def __init__(self) -> None:
        super().__init__()
        self.handler = WebServer(enforce_csrf_checks=False)


@dataclass
class Program:
    """A trust's program: gets itself a token, and asks."""

    client: ApiClient
    secret: str
    token: str = ""
    browser: Client = field(default_factory=ProgramClient)

    @property
    def organisation(self) -> Organisation:
        return self.client.organisation

    def sign_in(self, **fields: str) -> Any:
        """The answer of the token endpoint; keeps the token if there is one."""
        form = {"grant_type": "client_credentials", "client_id": self.client.client_id, "client_secret": self.secret}
        body = "&".join(f"{name}={value}" for name, value in (form | fields).items())
        response = self.browser.post("/api/v1/token", body, content_type="application/x-www-form-urlencoded")
        self.token = json.loads(response.content).get("access_token", self.token)
        bearer(token=self.token)  # as after a first request: who is behind it is known
        return response

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request with the token. `body` is JSON, or bytes as they are."""
        if not self.token:
            self.sign_in()
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        kind = given.pop("Content-Type")
        return self.browser.generic(method, path, content, content_type=kind, headers=given)

    def ask(self, subject: dict[str, Any], **more: Any) -> Any:
        """A check, as a response."""
        headers = more.pop("headers", {})
        body = {"subject": subject, "role": {"tier": "board_director"}, "purpose": "pre_appointment", **more}
        return self.send("POST", "/api/v1/checks", body, **headers)


def program(of: Organisation | None = None, scopes: tuple[str, ...] = ()) -> Program:
    """A program of an organisation, with all scopes unless given fewer."""
    with acting(user=system_user_id()):
        client, secret = add_api_client(organisation=of or organisation(), scopes=scopes, at=timezone.now())
    return Program(client=client, secret=secret)


def told(response: HttpResponse, status: int = 201) -> dict[str, Any]:
    """The body of an answer that has this status."""
    assert response.status_code == status, response.content
    body: dict[str, Any] = json.loads(response.content)
    return body
