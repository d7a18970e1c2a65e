"""Passwords: how they are kept, compared, and which ones are refused.

Kept as Argon2id with at least what OWASP's cheat sheet asks for (19 MiB, two passes, one lane).
Refused (OWASP ASVS 5.0, 6.2): shorter than 12 characters, common ones, one short piece over and
over, and ones that hold the person's or the program's name.  There is no rule about kinds of
characters, and none about changing a password every so often.
"""

import gzip
import secrets
import unicodedata
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from models.errors import AccountError, ErrorCode

SHORTEST = 12
LONGEST = 256
COMMON_FILE = "common_passwords.txt.gz"
_PRODUCT = "contractai"
_SHORTEST_NAME = 4  # "Ann" is part of too many words
_LONGEST_PIECE = 4
HASHER = PasswordHasher(time_cost=2, memory_cost=38 * 1024, parallelism=1, type=Type.ID)


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return HASHER.hash(_bytes(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept.

    Without one (no such person, no password) the same work is done, so that nobody learns from
    the time which names exist.
    """
    dummy = _dummy()
    too_long = len(password) > LONGEST
    try:
        right = HASHER.verify(kept or dummy, _bytes("" if too_long else password))
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(kept) and not too_long


def outdated(kept: str) -> bool:
    """Whether a password was kept with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


def check_new(password: str, *names: str) -> None:
    """Refuse a password that is easy to guess; ``names`` are the person's.

    Raises:
        AccountError: it is refused; the reason never quotes it.
    """
    why = why_weak(password, *names)
    if why is not None:
        do = "Choose another one: several words that do not belong together are good."
        raise AccountError(ErrorCode.PASSWORD_WEAK, why, where="the new password", do=do)


def why_weak(password: str, *names: str) -> str | None:
    """Say why a password is refused; None where it is not."""
    normal = _normal(password[: LONGEST + 1])
    plain = normal.casefold()
    letters = _letters(plain)
    reasons = {
        f"The password is shorter than {SHORTEST} characters.": len(normal) < SHORTEST,
        f"The password is longer than {LONGEST} characters.": (
            max(len(password), len(normal)) > LONGEST
        ),
        "The password is one of those that are tried first.": (
            b"\n%b\n" % _bytes(plain) in _common()
        ),
        "The password is a short piece over and over.": any(
            _repeats(plain, size) for size in range(1, _LONGEST_PIECE + 1)
        ),
        "The password holds the name of this program.": _PRODUCT in letters,
        "The password holds your name.": any(part in letters for part in _parts(names)),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _normal(password: str) -> str:
    """Return the same text for every way of typing it (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _parts(names: tuple[str, ...]) -> set[str]:
    """Return the words of names, long enough to mean something.

    >>> sorted(_parts(("ann.berg@example.com", "Ann Berg")))
    ['annberg', 'annbergexamplecom', 'berg']
    """
    found = set()
    for name in names:
        plain = _normal(name).casefold()
        person = plain.partition("@")[0]
        words = "".join(char if char.isalnum() else " " for char in person).split()
        found |= {*words, _letters(person), _letters(plain)}
    return {part for part in found if len(part) >= _SHORTEST_NAME}


def _repeats(text: str, size: int) -> bool:
    return text == (text[:size] * len(text))[: len(text)]


@cache
def _common() -> bytes:
    """Return all common passwords, folded, each between two ends of lines."""
    return gzip.decompress(files("contract_ai.accounts").joinpath(COMMON_FILE).read_bytes())


@cache
def _dummy() -> str:
    return HASHER.hash(secrets.token_bytes())
