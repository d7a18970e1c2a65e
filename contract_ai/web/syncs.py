"""Syncs as the pages name them, and what they say when they ended."""

from contract_ai.connectors.running import Ended
from models.ledgers import Service
from reports.wording import count


def work_name(service: Service) -> str:
    """Name the work of reading a service: one of a name is done at a time."""
    return f"sync {service}"


def ended_words(done: Ended) -> str:
    """Say what a sync brought."""
    new = sum(one.new for one in done.kept.values())
    changed = sum(one.changed for one in done.kept.values())
    return f"{count(new, 'record')} new, {changed} changed."
