"""Whether what goes to PostgreSQL is encrypted on the way: known before anything is sent.

libpq, which speaks with the server, takes what the address leaves out from the environment
(PGHOST, PGSSLMODE, PGSERVICE); what it would take is asked of libpq itself.
Source: PostgreSQL's manual, "Connection Strings" and "SSL Mode Descriptions".
"""

from sqlalchemy.engine import URL

from contract_ai.loopback import is_loopback
from models.errors import ErrorCode, SettingsError

ALLOWANCE = "CONTRACT_AI_DATABASE_ALLOW_PLAIN"
_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
"""Modes of which libpq falls back to nothing else; "prefer", its default, does."""


def must_be_encrypted(url: URL, name: str) -> None:
    """Refuse an address on another host at which a connection may be in the clear.

    ``name`` is what messages call the database.

    Raises:
        SettingsError: DATABASE_IN_THE_CLEAR.
    """
    if url.get_backend_name() != "postgresql":
        return
    wanted = _wanted(url)
    if wanted.get("sslmode", "") in _ENCRYPTED or _is_here(wanted):
        return
    what = "What goes to this database would cross the network in the clear."
    do = (
        "Add ?sslmode=verify-full to DATABASE_URL (sslmode=require at least), "
        f"or set {ALLOWANCE}=1 if the network between is yours alone."
    )
    raise SettingsError(ErrorCode.DATABASE_IN_THE_CLEAR, what, where=name, do=do)


def proves_its_host(url: URL) -> bool:
    """Whether the certificate of the server must be of its host, and be trusted."""
    return _wanted(url).get("sslmode") == "verify-full"


def _wanted(url: URL) -> dict[str, str]:
    """Return what a connection will be made with, as far as libpq knows before."""
    from psycopg import pq  # noqa: PLC0415 (an extra: who uses PostgreSQL has it)

    _, given = url.get_dialect()().create_connect_args(url)
    own = {key: str(value) for key, value in given.items() if value is not None}
    usual = {
        option.keyword.decode(): option.val.decode()
        for option in pq.Conninfo.get_defaults()
        if option.val is not None
    }
    return own if "service" in own else usual | own


def _is_here(wanted: dict[str, str]) -> bool:
    """Whether every host is a socket of this machine, or an address of it."""
    if "service" in wanted:  # its file may name any host, and is read by libpq alone
        return False
    hosts = wanted.get("hostaddr") or wanted.get("host") or "/"
    return all(host.startswith(("/", "@")) or is_loopback(host) for host in hosts.split(","))
