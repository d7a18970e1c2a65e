"""Which passwords are refused, and how the others are kept."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_ai.accounts import passwords
from models.errors import AccountError, ErrorCode

NAMES = ("ann.berg@example.com", "Ann Berg-Larsson")


def test_the_parameters_are_those_of_owasp_or_more() -> None:
    kept = passwords.hashed("seven purple umbrellas")
    assert kept.startswith("$argon2id$v=19$")
    numbers = dict(part.split("=") for part in kept.split("$")[3].split(","))
    assert int(numbers["m"]) >= 19 * 1024
    assert int(numbers["t"]) >= 2
    assert int(numbers["p"]) >= 1


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "shorter"),
        ("elevenchars", "shorter"),
        ("x7" * 129, "longer"),
        ("\ufdfa" * 20, "longer"),  # one character that NFKC writes as 18
        ("qwerty123456", "tried first"),
        ("QWERTY123456", "tried first"),
        ("1Q2W3E4R5T6Y", "tried first"),
        ("password1234", "tried first"),
        ("aaaaaaaaaaaa", "over and over"),
        ("abcdabcdabcdab", "over and over"),
        ("my Contract-AI login", "name of this program"),
        ("CONTRACT AI is fine", "name of this program"),
        ("umbrella larsson 7", "your name"),
        ("Ann Berg says hello", "your name"),
        ("ann.berg@example.com!", "your name"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str, words: str) -> None:
    with pytest.raises(AccountError, match=words) as caught:
        passwords.check_new(password, *NAMES)
    assert caught.value.code is ErrorCode.PASSWORD_WEAK
    assert not password or password not in str(caught.value)


@pytest.mark.parametrize(
    "password",
    [
        "twelve chars",
        "onlylowercaseletters",
        "480219375604",
        "пароль из слов и пробелов",
        "傘が七本あります、紫色です",
        "annual reports of bergen",
        "x7Q" + "kz9w" * 63,
        " leading and trailing ",
    ],
)
def test_there_are_no_rules_about_kinds_of_characters(password: str) -> None:
    passwords.check_new(password, "ann", "Ann Li")


def test_more_than_three_thousand_common_passwords_of_allowed_length_are_refused() -> None:
    """OWASP ASVS 5.0, 6.2.4: of those that the other rules would let through."""
    common = passwords._common().decode().split("\n")
    long = [one for one in common if len(one) >= passwords.SHORTEST]
    assert len(long) > 50_000
    assert len(long) == len(set(long)) == len([one for one in common if one])
    for one in long[:: len(long) // 300]:
        assert passwords.why_weak(one.upper()) is not None, one


@pytest.mark.parametrize("kept", [None, "", "no hash", "$argon2id$v=19$m=38912,t=2,p=1$AA$AA"])
def test_what_is_no_hash_matches_nothing(kept: str | None) -> None:
    assert not passwords.matches(kept, "")


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_a_password_matches_itself_in_every_form_and_no_other(one: str, other: str) -> None:
    one, other = (text.encode("utf-8", "replace").decode() for text in (one, other))
    kept = passwords.hashed(one)
    assert one not in kept or len(one) < 8
    assert all(passwords.matches(kept, unicodedata.normalize(form, one)) for form in ("NFC", "NFD"))
    same = unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)
    assert passwords.matches(kept, other) is same


def test_halves_of_characters_are_no_crash() -> None:
    assert not passwords.matches(None, "\ud800 half a character")
    assert passwords.why_weak("\ud800 half a character") is None
    assert passwords.matches(passwords.hashed("\ud800 half"), "\ud800 half")
