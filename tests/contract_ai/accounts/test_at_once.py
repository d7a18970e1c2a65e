"""Two at once: guesses, links, codes and administrators are counted one after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlmodel import Session, select

from contract_ai.accounts import users
from contract_ai.accounts.invitations import Offer, invite
from contract_ai.accounts.signing_in import Result
from contract_ai.storage.engine import Database
from models.accounts import EVERY_CONTRACT, Role
from models.errors import AccountError
from models.tables.accounts import LoginAttemptRow, UserRow
from tests.contract_ai.accounts.world import PASSWORD, WRONG, World

T = TypeVar("T")


def _at_once(database: Database, times: int, work: Callable[[Session, int], T]) -> list[T | None]:
    """Do the same in transactions of their own; None where it was refused."""

    def one(number: int) -> T | None:
        try:
            with database.write() as session:
                return work(session, number)
        except AccountError:
            return None

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_guesses_made_at_once_are_five_at_most(database: Database, world: World) -> None:
    with database.write() as session:
        world.person(session)
    outcomes = _at_once(database, 12, lambda s, _: world.sign_in(s, password=WRONG).result)
    assert sorted(map(str, outcomes)) == ["locked"] * 7 + ["refused"] * 5
    with database.read() as session:
        assert len(session.exec(select(LoginAttemptRow)).all()) == 5


def test_a_code_is_used_once_also_at_once(database: Database, world: World) -> None:
    with database.write() as session:
        device, _ = world.authenticator(session, world.person(session))
    world.wait(minutes=5)
    code = device.at(world.now)
    outcomes = _at_once(database, 4, lambda s, _: world.sign_in(s, code=code).result)
    assert outcomes.count(Result.OPEN) == 1


def test_a_link_makes_one_account_also_at_once(database: Database, world: World) -> None:
    with database.write() as session:
        link = invite(session, Offer(Role.FINANCE, EVERY_CONTRACT), world.means)

    def accept(session: Session, number: int) -> str:
        newcomer = users.Newcomer(f"n{number}", "", PASSWORD)
        return users.accept(session, link, newcomer, world.means).name

    made = _at_once(database, 4, accept)
    assert len([name for name in made if name]) == 1
    with database.read() as session:
        assert len(session.exec(select(UserRow)).all()) == 1


def test_two_administrators_cannot_disable_each_other(database: Database, world: World) -> None:
    with database.write() as session:
        pair = [world.person(session, name, Role.ADMINISTRATOR) for name in ("one", "two")]
    done = _at_once(database, 2, lambda s, n: users.disable(s, pair[n], world.means).name)
    assert len([name for name in done if name]) == 1
