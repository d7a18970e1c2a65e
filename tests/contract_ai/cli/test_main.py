"""Help, wrong usage, and what happens when we are at fault."""

import subprocess
import sys
import time
from importlib import import_module

import click
import pytest

from contract_ai.cli.main import COMMANDS, cli, main
from tests.contract_ai.cli.invoke import Program

VERBS = set(
    "Accept Add Apply Bring Check Close Compare Compute Confirm Correct Credit Derive Dispute Erase Give Invite Keep List Look Make Manage Note Open "
    "Encrypt Print Put Read Reject Remind Reopen Resolve Run Say Shut Start Take Verify Waive Write".split()
)


def _commands() -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, (module, _) in COMMANDS.items():
        command = import_module(f"contract_ai.cli.{module}").command
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {sub}", inner) for sub, inner in command.commands.items()]
    return found


def test_every_command_explains_itself_with_an_example(program: Program) -> None:
    for name, command in _commands():
        assert (command.help or "").split()[0] in VERBS, name
        assert (command.epilog or "").startswith(f"Example: contract-ai {name}"), name
        for flag in ("-h", "--help"):
            shown = program(*name.split(), flag)
            assert shown.code == 0
            assert "Example: contract-ai" in shown.out


def test_the_list_of_commands_says_what_the_commands_say() -> None:
    for name, command in _commands():
        if name in COMMANDS:
            assert (command.help or "").startswith(COMMANDS[name][1].split(" ")[0]), name


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from contract_ai.cli.main import main; main(['--help']);"
        "heavy = {'pydantic', 'sqlalchemy', 'spacy', 'alembic', 'lxml', 'openpyxl'};"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0
    assert b"extract" in done.stdout


def test_help_is_quick() -> None:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "contract_ai", "-h"], check=True, capture_output=True)
    assert time.perf_counter() - begin < 2.0  # 0.1 s on an idle machine


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["extract"],
        ["extract", "x.pdf", "--format", "yaml"],
        ["extract", "x.pdf", "--workers", "0"],
        ["run"],
        ["run", ".", "--as-of", "31.3.2026"],
        ["run", "no-such-folder"],
        ["terms", "confirm"],
        ["terms", "confirm", "7"],
        ["terms", "correct", "7", "days"],
        ["findings", "waive", "0123456789abcdef"],
        ["findings", "waive", "0123456789abcdef", "--reason", "small"],
        ["findings"],
        ["report"],
    ],
)
def test_wrong_usage_is_two(program: Program, arguments: list[str]) -> None:
    done = program(*arguments)
    assert done.code == 2
    assert done.err
    assert "Traceback" not in done.err


def test_a_wrong_setting_is_two(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTRACT_AI_WORKERS", "many")
    done = program("extract", "x.pdf")
    assert done.code == 2
    assert done.err.startswith("CONTRACT_AI_WORKERS: [SETTINGS_INVALID]")


def _broken() -> None:
    message = "a secret"
    raise ZeroDivisionError(message)


def test_a_bug_is_one_line_and_four(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "invoke", lambda _ctx: _broken())
    done = program("extract", "x.pdf")
    assert done.code == 4
    assert done.err.startswith("Internal error: ZeroDivisionError at ")
    assert len(done.err.splitlines()) == 1
    assert "secret" not in done.err


def test_a_bug_is_traced_only_when_asked(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "invoke", lambda _ctx: _broken())
    assert "Traceback" in program("extract", "x.pdf", "--verbose").err


def test_an_interrupt_is_no_bug(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_ctx: click.Context) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "invoke", interrupted)
    assert program("extract", "x.pdf").code == 130


def test_a_reader_of_our_output_may_go_away() -> None:
    command = [sys.executable, "-m", "contract_ai", "checks", "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_the_version_is_told(program: Program) -> None:
    assert program("--version").out.startswith("contract-ai ")


def test_main_reads_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["contract-ai", "frobnicate"])
    assert main() == 2
