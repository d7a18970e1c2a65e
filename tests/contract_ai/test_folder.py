"""Which files of a folder are read, and what is said about the others."""

import os
from pathlib import Path

import pytest

from contract_ai.folder import survey
from contract_ai.names import OutputNames, printable
from contract_ai.sources import Source
from models.errors import ErrorCode, SettingsError


def _make(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")
    return root


def _names(sources: tuple[Source, ...]) -> list[str]:
    return [source.name for source in sources]


def test_the_sections_say_what_their_files_are(tmp_path: Path) -> None:
    names = ("contracts/b.pdf", "contracts/A.DOCX", "invoices/i.xml", "facts/usage.csv")
    held = survey(_make(tmp_path, *names, "terms/b.json"), tmp_path / "report")
    assert _names(held.contracts) == ["A.DOCX", "b.pdf"]
    assert _names(held.invoices) == ["i.xml"]
    assert _names(held.facts) == ["usage.csv"]
    assert _names(held.terms) == ["b.json"]
    assert (held.unsorted, held.notices, held.count) == ((), (), 4)


def test_a_flat_folder_leaves_the_kind_to_the_content(tmp_path: Path) -> None:
    held = survey(_make(tmp_path, "a.pdf", "b.csv", "report/findings.json"), tmp_path / "report")
    assert _names(held.unsorted) == ["a.pdf", "b.csv"]
    assert held.notices == ()


def test_links_hidden_files_pipes_and_inner_folders_are_left_out_and_named(
    tmp_path: Path,
) -> None:
    names = (
        "contracts/a.pdf",
        "contracts/.hidden.pdf",
        "contracts/~$a.docx",
        "contracts/2024/old.pdf",
    )
    _make(tmp_path, *names)
    (tmp_path / "contracts" / "link.pdf").symlink_to("a.pdf")
    os.mkfifo(tmp_path / "contracts" / "pipe.pdf")
    held = survey(tmp_path, tmp_path / "report")
    assert _names(held.contracts) == ["a.pdf"]
    said = "\n".join(held.notices)
    for name, reason in {
        ".hidden.pdf": "hidden",
        "~$a.docx": "temporary",
        "2024": "folder",
        "link.pdf": "link",
        "pipe.pdf": "no regular file",
    }.items():
        (notice,) = [line for line in held.notices if f"contracts/{name}:" in line]
        assert reason in notice, said


def test_notes_beside_the_documents_are_no_documents(tmp_path: Path) -> None:
    held = survey(
        _make(tmp_path, "contracts/a.pdf", "contracts/SOURCE.txt", "README.md"), tmp_path / "r"
    )
    assert _names(held.contracts) == ["a.pdf"]
    assert held.notices == ()


def test_a_document_beside_the_sections_is_named(tmp_path: Path) -> None:
    names = ("contracts/a.pdf", "late-invoice.pdf", "older report/findings.json", ".hidden")
    held = survey(_make(tmp_path, *names), tmp_path / "report")
    assert held.unsorted == ()
    assert len(held.notices) == 1
    assert "late-invoice.pdf: not read" in held.notices[0]


@pytest.mark.parametrize("output", [".", "contracts", "terms", "contracts/../invoices"])
def test_results_never_go_among_the_documents(tmp_path: Path, output: str) -> None:
    _make(tmp_path, "contracts/a.pdf")
    with pytest.raises(SettingsError) as caught:
        survey(tmp_path, tmp_path / output)
    assert caught.value.code is ErrorCode.OUTPUT_UNWRITABLE


@pytest.mark.parametrize("name", ["nothing", "file.pdf"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    _make(tmp_path, "file.pdf")
    with pytest.raises(SettingsError) as caught:
        survey(tmp_path / name, tmp_path / "report")
    assert caught.value.code is ErrorCode.SETTINGS_INVALID


def test_any_name_can_be_shown_on_one_line(tmp_path: Path) -> None:
    odd = os.fsdecode(b"bad\xff\nname\x1b[31m.pdf")
    (tmp_path / odd).write_bytes(b"x")
    (source,) = survey(tmp_path, tmp_path / "report").unsorted
    assert source.name.isprintable()
    assert source.name.encode()
    assert printable("plain name.pdf") == "plain name.pdf"


def test_results_of_equal_stems_do_not_overwrite_each_other() -> None:
    names = OutputNames()
    taken = [
        names.take(file) for file in ("a.pdf", "A.docx", "a.docx", "a.docx", "n" * 250 + ".pdf")
    ]
    assert taken[:3] == ["a.json", "A.docx.json", "a.docx-2.json"]
    assert len({name.casefold() for name in taken}) == len(taken)
    assert all(len(name.encode()) <= 255 for name in taken)
