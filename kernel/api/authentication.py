"""Bearer tokens. A browser's session is no way into the API, so no other site can send a request in its name."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from kernel.tokens import LONGEST_TOKEN, ServiceAccount, Token, bearer


class TokenAuthentication(BaseAuthentication):
    """The service account behind `Authorization: Bearer ...`; nobody where the header is not there."""

    def authenticate(self, request: Request) -> tuple[ServiceAccount, Token] | None:
        """Raises AuthenticationFailed for a header of another form and for a token that is not live."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.isascii() or not 0 < len(token) <= LONGEST_TOKEN:
            raise AuthenticationFailed
        found = bearer(token=token)
        if found is None:
            raise AuthenticationFailed
        return found

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="api"'
