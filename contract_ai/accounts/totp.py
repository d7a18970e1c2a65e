"""Codes of an authenticator (TOTP, RFC 6238), and recovery codes for when it is lost.

A code holds for its period of 30 seconds and the ones next to it, and is used once.  Recovery
codes have 120 bits, so their SHA-256 needs no salt; each is used once.
"""

import base64
import hmac
import io
from dataclasses import dataclass, field
from hashlib import sha256

import segno
from pyotp import TOTP
from sqlmodel import Session, col, delete, select, update

from contract_ai.accounts.means import Means, Secret, fingerprint
from contract_ai.accounts.people import refused, row_of
from contract_ai.audit.trail import record
from models.accounts import User
from models.errors import AccountError, ErrorCode
from models.tables.accounts import RecoveryCodeRow, UserRow

ISSUER = "Contract AI"
PERIOD = 30  # seconds
DRIFT = 1  # periods to either side
RECOVERY_CODES = 10
_SECRET_BYTES = 20  # RFC 4226 asks for 160 bits
_CODE_DIGITS = 6
_RECOVERY_CHARACTERS = 24
_GROUP = 4


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator is set up with; shown once."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)

    def svg(self) -> str:
        """Draw the address as a QR code: an SVG element without style or script."""
        out = io.BytesIO()
        segno.make(self.uri, error="m").save(
            out, kind="svg", xmldecl=False, svgns=True, scale=4, border=4, omitsize=False
        )
        return out.getvalue().decode()


def begin(session: Session, user: User, means: Means) -> Enrolment:
    """Make a secret that waits for its first code; what was set up before stays in force.

    Raises:
        AccountError: TOTP is switched on already.
    """
    row = row_of(session, user.id)
    if row.totp_since is not None:
        what = "An authenticator is set up already."
        raise refused(what, f"user {user.name}", "Remove it first.")
    secret = _base32(means.secret, _SECRET_BYTES)
    row.totp_secret = means.vault.seal(secret, _purpose(row))
    session.add(row)
    session.flush()
    return _enrolment(user, secret)


def pending(session: Session, user: User, means: Means) -> Enrolment | None:
    """Return what was begun and waits for its first code; None where nothing does."""
    row = row_of(session, user.id)
    if row.totp_since is not None or row.totp_secret is None:
        return None
    return _enrolment(user, means.vault.open(row.totp_secret, _purpose(row)))


def confirm(session: Session, user: User, code: str, means: Means) -> tuple[str, ...]:
    """Switch TOTP on with a first code, and return the recovery codes, which are shown once.

    Raises:
        AccountError: the code is wrong, or nothing was begun.
    """
    row = row_of(session, user.id)
    if row.totp_since is not None or not _accept_code(session, row, code, means):
        what, do = "The code is wrong.", "Check the clock of your device, and give a new code."
        raise AccountError(ErrorCode.CODE_WRONG, what, where="the authenticator", do=do)
    row.totp_since = means.now
    session.add(row)
    record(session, action="totp.added", object=f"user {user.name}", at=means.now)
    return _new_recovery_codes(session, user, means)


def renew_recovery_codes(session: Session, user: User, means: Means) -> tuple[str, ...]:
    """Put new recovery codes in the place of all old ones, and return them.

    Raises:
        AccountError: TOTP is not switched on.
    """
    if row_of(session, user.id).totp_since is None:
        what = "No authenticator is set up."
        raise refused(what, f"user {user.name}", "Set one up first.")
    record(session, action="totp.recovery_renewed", object=f"user {user.name}", at=means.now)
    return _new_recovery_codes(session, user, means)


def remove(session: Session, user: User, means: Means, reason: str = "") -> None:
    """Switch TOTP off, and forget secret and recovery codes; asking for proof is the caller's."""
    row = row_of(session, user.id)
    row.totp_secret = row.totp_since = row.totp_last_step = None
    session.add(row)
    session.execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.user_id) == user.id))
    session.flush()
    thing = f"user {user.name}"
    record(session, action="totp.removed", object=thing, at=means.now, reason=reason)


def recovery_codes_left(session: Session, user: User) -> int:
    """Return how many recovery codes were not used yet."""
    mine = col(RecoveryCodeRow.user_id) == user.id
    unused = select(RecoveryCodeRow).where(mine, col(RecoveryCodeRow.used_at).is_(None))
    return len(session.exec(unused).all())


def accept(session: Session, row: UserRow, code: str, means: Means) -> bool:
    """Whether a code of the authenticator or a recovery code is right; it is used up by this."""
    return _accept_code(session, row, code, means) or _accept_recovery(session, row, code, means)


def _accept_code(session: Session, row: UserRow, code: str, means: Means) -> bool:
    """Try the periods around now that come after the last one used, by the clock of the server."""
    digits = "".join(code.split())
    if row.totp_secret is None or len(digits) != _CODE_DIGITS or not digits.isascii():
        return False
    device = TOTP(means.vault.open(row.totp_secret, _purpose(row)), interval=PERIOD)
    current = int(means.now.timestamp()) // PERIOD
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(device.generate_otp(step), digits):
            return _use_step(session, row, step)
    return False


def reseal(session: Session, means: Means) -> int:
    """Seal every secret under the key that counts now; return how many were under another.

    Raises:
        SettingsError: one was sealed under a key that is not given.
    """
    query = select(UserRow).where(col(UserRow.totp_secret).is_not(None)).with_for_update()
    changed = 0
    for row in session.exec(query):
        if row.totp_secret is None or means.vault.is_current(row.totp_secret):
            continue
        purpose = _purpose(row)
        row.totp_secret = means.vault.seal(means.vault.open(row.totp_secret, purpose), purpose)
        session.add(row)
        record(session, action="totp.resealed", object=f"user {row.name}", at=means.now)
        changed += 1
    return changed


def _use_step(session: Session, row: UserRow, step: int) -> bool:
    """Use a period up; False where it was used before, also by somebody at the same moment."""
    last = col(UserRow.totp_last_step)
    unused = (col(UserRow.id) == row.id) & (last.is_(None) | (last < step))
    done = session.execute(update(UserRow).where(unused).values(totp_last_step=step))
    session.refresh(row)
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an update has one


def _accept_recovery(session: Session, row: UserRow, code: str, means: Means) -> bool:
    plain = "".join(char for char in code.lower() if char.isalnum())
    if len(plain) != _RECOVERY_CHARACTERS:
        return False
    mine = (col(RecoveryCodeRow.user_id) == row.id) & col(RecoveryCodeRow.used_at).is_(None)
    same = col(RecoveryCodeRow.code_hash) == fingerprint(plain)
    done = session.execute(update(RecoveryCodeRow).where(mine, same).values(used_at=means.now))
    if not done.rowcount:  # type: ignore[attr-defined]  # an update has one
        return False
    record(session, action="totp.recovery_used", object=f"user {row.name}", at=means.now)
    return True


def _new_recovery_codes(session: Session, user: User, means: Means) -> tuple[str, ...]:
    session.execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.user_id) == user.id))
    size = _RECOVERY_CHARACTERS * 5 // 8
    plain = [_base32(means.secret, size).lower() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCodeRow(code_hash=fingerprint(one), user_id=user.id) for one in plain)
    session.flush()
    return tuple("-".join(one[i : i + _GROUP] for i in range(0, len(one), _GROUP)) for one in plain)


def _base32(secret: Secret, size: int) -> str:
    return base64.b32encode(sha256(secret().encode()).digest()[:size]).decode()


def _enrolment(user: User, secret: str) -> Enrolment:
    uri = TOTP(secret).provisioning_uri(name=user.name, issuer_name=ISSUER)
    return Enrolment(secret, uri)


def _purpose(row: UserRow) -> str:
    return f"totp of account {row.id}"
