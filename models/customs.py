"""How a company writes what tables leave open: the order of day and month, and its time zone."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict


class Customs(BaseModel):
    """What a person answered once for all tables.

    ``day_first``: True 31/3, False 3/31, None not answered: a column that does not show it by a
    day above 12 is not read.  ``zone`` is an IANA name in which moments are counted as days;
    None counts each moment on the day of the zone it is written in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    day_first: bool | None = None
    zone: str | None = None

    @property
    def text(self) -> str:
        """Write it down; empty where nothing was answered.

        >>> Customs(zone="Europe/Berlin").text, Customs().text
        ('{"zone": "Europe/Berlin"}', '')
        """
        said = self.model_dump(exclude_none=True)
        return json.dumps(said, sort_keys=True) if said else ""

    @classmethod
    def read(cls, text: str) -> "Customs":
        """Read what ``text`` wrote."""
        return cls.model_validate_json(text) if text else cls()

    def here(self, moment: datetime) -> datetime:
        """Turn a moment to the company's zone; one without an offset is taken as it stands.

        >>> Customs(zone="Asia/Tokyo").here(datetime.fromisoformat("2026-03-31T22:00:00+00:00"))
        datetime.datetime(2026, 4, 1, 7, 0, tzinfo=zoneinfo.ZoneInfo(key='Asia/Tokyo'))
        """
        return moment.astimezone(ZoneInfo(self.zone)) if self.zone and moment.tzinfo else moment


AS_WRITTEN = Customs()
