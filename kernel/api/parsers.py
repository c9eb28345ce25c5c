"""How bodies are read: JSON that can be read in one way only, and forms where OAuth asks for them."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser, FormParser

from kernel.api.problems import Malformed
from kernel.api.strict_json import NotStrictJson, loads


class StrictJsonParser(BaseParser):
    """application/json."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return loads(stream.read())
        except NotStrictJson as fault:
            raise Malformed(str(fault)) from None


__all__ = ["FormParser", "StrictJsonParser"]
