"""What an answer says that the browser puts into a file: its name, and that nothing in it is run."""

from urllib.parse import quote

SANDBOX = "sandbox; default-src 'none'"


def attached(name: str) -> dict[str, str]:
    """Return the headers of a file that is kept under a name, whatever signs are in it."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() else "_" for sign in name)
    plain = plain.replace('"', "_").replace("\\", "_")
    shown = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {"content-disposition": shown, "content-security-policy": SANDBOX}
