"""Programs of organisations, and what they send."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from kernel.actions import add_api_client
from kernel.history import acting
from kernel.models import ApiClient, Organisation
from kernel.queries import system_user_id
from tests.factories.kernel import organisation


@dataclass
class Program:
    """A trust's program: gets itself a token, and asks."""

    client: ApiClient
    secret: str
    token: str = ""
    browser: Client = field(default_factory=Client)

    @property
    def organisation(self) -> Organisation:
        return self.client.organisation

    def sign_in(self, **fields: str) -> Any:
        """The answer of the token endpoint; keeps the token if there is one."""
        form = {"grant_type": "client_credentials", "client_id": self.client.client_id, "client_secret": self.secret}
        body = "&".join(f"{name}={value}" for name, value in (form | fields).items())
        response = self.browser.post("/api/v1/token", body, content_type="application/x-www-form-urlencoded")
        self.token = json.loads(response.content).get("access_token", self.token)
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
