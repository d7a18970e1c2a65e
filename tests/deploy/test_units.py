"""The files of deploy/ are what their programs read, and start commands that exist."""

import json
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from contract_ai.cli.main import cli

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVICE, TIMER = DEPLOY / "contract-ai-batch.service", DEPLOY / "contract-ai-batch.timer"


def unit(path: Path) -> ConfigParser:
    """Read a unit; no key stands twice in ours."""
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their capitals
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def parsed(line: str) -> click.Context:
    """Read a command line as the program would; raises where it has no such command or option."""
    _, name, *arguments = shlex.split(line)
    command = cli.get_command(click.Context(cli), name)
    assert command is not None, name
    return command.make_context(name, arguments)


def test_the_service_starts_a_command_that_exists() -> None:
    service = unit(SERVICE)["Service"]
    parameters = parsed(service["ExecStart"]).params
    assert parameters["inbox"] == Path("/var/lib/contract-ai/inbox")
    assert service["SuccessExitStatus"].split() == ["1", "3"]
    assert service["Restart"] == "on-abnormal"


def test_the_timer_starts_the_service() -> None:
    timer = unit(TIMER)
    assert timer["Timer"]["OnCalendar"] == "*-*-* 02:00"
    assert TIMER.stem == SERVICE.stem


def test_cron_starts_a_command_that_exists() -> None:
    lines = (DEPLOY / "contract-ai.cron").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line and not line.startswith("#")]
    assert line.split()[5] == unit(SERVICE)["Service"]["User"]
    assert parsed(line.split("&& ")[1]).params["quiet"] is True


def test_the_container_starts_commands_that_exist() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    (command,) = [line for line in text.splitlines() if line.startswith("CMD ")]
    assert parsed("contract-ai " + " ".join(words_of(command))).params["inbox"] == Path("/inbox")
    (run,) = [line for line in text.splitlines() if line.startswith("# podman run")]
    assert parsed(run[run.index(" contract-ai ") + 1 :]).params["inbox"] == Path("/inbox")
    assert "--constraint constraints.txt" in text


def words_of(line: str) -> list[str]:
    """Return the words of a command in its JSON form."""
    return [str(word) for word in json.loads(line.removeprefix("CMD "))]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("path", [SERVICE, TIMER], ids=lambda path: path.suffix)
def test_systemd_reads_them(path: Path, tmp_path: Path) -> None:
    for one in (SERVICE, TIMER):
        text = one.read_text(encoding="utf-8").replace(
            "/opt/contract-ai/bin/contract-ai", "/bin/true"
        )
        (tmp_path / one.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / path.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
