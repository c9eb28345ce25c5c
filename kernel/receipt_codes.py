"""Receipt codes: the only thing that ties somebody without an account to what they sent. It is in their hands alone."""

import hashlib
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U, which are misread
LENGTH: Final = 28  # 140 bits
GROUP: Final = 4
LONGEST_READ: Final = 200
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_of(draft: str) -> str:
    """The receipt code of a draft's secret (at least 128 random bits): the same form sent twice has one receipt."""
    number = int.from_bytes(hashlib.sha256(b"receipt code of " + draft.encode()).digest())
    code = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        code += ALPHABET[digit]
    return code


def read(typed: str) -> str:
    """A code as typed, without regard to case, spaces and hyphens, and with letters that look like digits read so."""
    kept = "".join(character for character in typed[:LONGEST_READ].upper() if character.isalnum())
    return kept.translate(_MISREAD)


def digest(code: str) -> str:
    """What is stored of a code. A plain hash is enough for a secret too long to be guessed."""
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


def grouped(code: str) -> str:
    """A code as people copy it: in groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
