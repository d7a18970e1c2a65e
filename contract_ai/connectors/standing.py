"""How connections stand: the last sync, records here and there, what went wrong."""

from datetime import datetime

from sqlmodel import Session

from contract_ai.connectors.connections import connections
from contract_ai.storage.ledgers import counts, positions
from models.forms import Json
from models.ledgers import RecordKind, Service
from models.tables.ledgers import ServiceConnectionRow


def standings(session: Session) -> list[dict[str, Json]]:
    """Return each connection as JSON shows it; what is not known is left out.

    ``there`` is what the service says it holds, ``here`` what we hold that is not deleted there;
    ``half_read`` is a list whose reading was cut off, and goes on with the next sync.
    """
    return [_standing(session, one) for one in connections(session)]


def _standing(session: Session, row: ServiceConnectionRow) -> dict[str, Json]:
    service = Service(row.service)
    here = counts(session, service)
    lists: list[Json] = [
        _without_none(
            {
                "kind": one.kind,
                "here": here.get(RecordKind(one.kind), 0),
                "there": one.there,
                "ended_at": _written(one.ended_at),
                "half_read": one.place is not None,
            }
        )
        for one in positions(session, service)
    ]
    return _without_none(
        {
            "service": row.service,
            "account": row.account or None,
            "connected_at": _written(row.connected_at),
            "last_sync": _written(row.synced_at),
            "hint_at": _written(row.hint_at),
            "problem": row.problem or None,
            "lists": lists,
        }
    )


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _without_none(form: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in form.items() if value is not None}
