"""A count is made once for a state of the database, and never given out for another."""

from contract_ai.desk.memory import Memory


class Asked:
    """Counts what it is asked, and answers with the number of questions."""

    def __init__(self, memory: Memory) -> None:
        self.memory, self.made = memory, list[str]()

    def __call__(self, state: int, key: str) -> int:
        def make() -> int:
            self.made.append(key)
            return len(self.made)

        return self.memory.once(state, key, make)


def test_an_answer_is_kept_until_the_state_changes() -> None:
    ask = Asked(Memory())
    assert [ask(1, "a"), ask(1, "a"), ask(1, "b"), ask(2, "a"), ask(2, "a")] == [1, 1, 2, 3, 3]
    assert ask.made == ["a", "b", "a"]


def test_only_so_many_are_kept_the_latest_asked_for() -> None:
    ask = Asked(Memory(limit=2))
    for key in "abacaba":
        ask(1, key)
    assert ask.made == ["a", "b", "c", "b"]


def test_an_answer_made_while_the_state_changed_is_not_kept() -> None:
    memory = Memory()
    assert memory.once(1, "a", lambda: memory.once(2, "b", lambda: "inner")) == "inner"
    assert memory.once(2, "a", lambda: "anew") == "anew"
