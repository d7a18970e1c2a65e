"""Storing invoice lines on PostgreSQL: our stream beside the driver's own."""

from benchmarks.paired.inputs import Inputs
from benchmarks.paired.storing import (
    how_many,
    ours,
    psycopg_copy,
    psycopg_many,
    server,
    statements,
)
from benchmarks.pairs import Subject, Way


def subject(inputs: Inputs) -> Subject:
    """Compare storing."""
    return Subject(
        title="Storing, PostgreSQL",
        about="The same lines on a server on this machine, by the clock: the server's work is in no process of ours.",
        unit="line",
        found="lines stored",
        ways=(
            Way("Contract AI (`COPY`)", lambda: ours(server(inputs, "ours"))),
            Way(
                "Contract AI by statements, as before", lambda: statements(server(inputs, "before"))
            ),
            Way("psycopg, raw `executemany`", lambda: psycopg_many(server(inputs, "many"))),
            Way("psycopg, raw `COPY`", lambda: psycopg_copy(server(inputs, "copy"))),
        ),
        rounds=[[how_many(inputs)]] * inputs.times,
        clock=True,
    )
