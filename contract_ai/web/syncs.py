"""Syncs as the pages name them, and what they say when they ended."""

from contract_ai.connectors.running import Ended
from models.ledgers import Service
from reports.wording import count


def work_name(service: Service) -> str:
    """Name the work of reading a service: one of a name is done at a time."""
    return f"sync {service}"


def ended_words(done: Ended) -> str:
    """Say what a sync brought."""
    return f"{count(done.new, 'record')} new, {done.changed} changed."
