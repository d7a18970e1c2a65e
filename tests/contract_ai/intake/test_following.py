"""Whoever watches a batch sees every change once, in order, until nothing more will happen."""

import asyncio
import threading

from contract_ai.intake.batches import Event
from contract_ai.intake.broker import Broker
from contract_ai.intake.following import events, follow
from tests.contract_ai.intake.desk import ANN, START, FrontDesk
from tests.contract_ai.intake.test_receiving import payments


def test_events_since_a_number(desk: FrontDesk) -> None:
    batch = desk.intake.open_batch(ANN, START)
    for number in range(3):
        desk.give(f"{number}.csv", payments(number), batch=batch)
    seen = events(desk.database, batch)
    assert [(one.number, one.name) for one in seen] == [(1, "0.csv"), (2, "1.csv"), (3, "2.csv")]
    assert events(desk.database, batch, since=3) == []
    desk.worker().work()
    numbers = [one.number for one in events(desk.database, batch, since=3)]
    assert numbers == sorted(numbers)
    assert len(numbers) == 3


def test_following_from_another_thread_until_the_end(desk: FrontDesk) -> None:
    batch = desk.intake.open_batch(ANN, START)
    desk.give("a.csv", payments(1), batch=batch)
    worker = desk.worker()

    async def watch() -> list[Event]:
        seen: list[Event] = []
        looks = follow(desk.database, desk.intake.broker, batch, patience=20)
        async for changes, _ in looks:
            if not seen:
                threading.Thread(target=_finish, args=(desk, batch)).start()
                worker.start()
            seen += changes
        return seen

    seen = asyncio.run(asyncio.wait_for(watch(), 15))  # sooner than it would ask by itself
    worker.stop()
    assert [one.state.value for one in seen if one.name == "a.csv"][-1] == "done"
    assert {one.name for one in seen} == {"a.csv", "b.csv"}
    assert [one.number for one in seen] == sorted({one.number for one in seen})


def _finish(desk: FrontDesk, batch: int) -> None:
    desk.give("b.csv", payments(2), batch=batch)
    desk.intake.close_batch(batch, ANN, START)


def test_what_another_server_did_is_seen_by_asking(desk: FrontDesk) -> None:
    batch = desk.give("a.csv", payments(1)).batch

    async def watch() -> str:
        last = ""
        async for changes, _ in follow(desk.database, Broker(), batch, patience=0.05):
            if not last:
                await asyncio.to_thread(desk.worker().work)
            last = changes[-1].state.value if changes else last
        return last

    assert asyncio.run(asyncio.wait_for(watch(), 15)) == "done"


def test_a_watcher_that_went_away_is_forgotten() -> None:
    broker = Broker()

    async def watch() -> bool:
        with broker.watching(1) as watcher:
            broker.tell(1)
            broker.tell(2)
            told = await watcher.wait(5)
            again = await watcher.wait(0.01)
        return told and not again

    assert asyncio.run(watch())
    broker.tell(1)
    assert not broker._watchers
