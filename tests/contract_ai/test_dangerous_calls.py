"""What the program's own code never calls: shells, code from text, weak hashes, objects from bytes."""

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("contract_ai", "extractors", "checks", "reports", "models")
# Where each may stand all the same, and why.
ALLOWED = {
    ("pickle.load", "contract_ai/batch/apart.py"): "its own fork, which checks, wrote it",
    ("pickle.loads", "contract_ai/batch/apart.py"): "its own fork, whose children parse, wrote it",
    ("pickle.loads", "contract_ai/sandbox/child.py"): "a child reads what its own parent wrote",
    (
        "pickle.loads",
        "contract_ai/engines/hand.py",
    ): "a worker and its own hand write to each other",
    ("subprocess.Popen", "contract_ai/engines/hand.py"): "our own program, no shell",
    ("subprocess.Popen", "contract_ai/engines/own.py"): "our own program, no shell",
    ("subprocess.run", "contract_ai/tesseract.py"): "a list of arguments, no shell",
    ("random.random", "contract_ai/second_reader/client.py"): "spreads requests, no secret",
}
NEVER = {
    *("eval", "exec", "compile", "__import__", "os.system", "os.popen", "input"),
    *("pickle.loads", "pickle.load", "marshal.loads", "shelve.open", "yaml.load"),
    *("subprocess.run", "subprocess.Popen", "subprocess.call", "subprocess.check_output"),
    *("hashlib.md5", "hashlib.sha1", "hashlib.new", "md5", "sha1"),
    *("random.random", "random.choice", "random.randint", "random.getrandbits"),
    *("uuid.uuid1", "uuid.uuid4", "tempfile.mktemp"),
}
OTHERS_OF_THE_KIND = {"Crypto", "nacl", "OpenSSL", "bcrypt", "passlib", "rsa", "ecdsa", "jwt"}


def files() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        spec = find_spec(package)
        assert spec is not None
        assert spec.submodule_search_locations is not None
        root = Path(spec.submodule_search_locations[0])
        for path in sorted(root.rglob("*.py")):
            place = path.relative_to(root.parent).as_posix()
            yield place, ast.parse(path.read_text("utf-8"))


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_dangerous_calls_stand_only_where_it_is_known_why() -> None:
    found = {
        (name, place)
        for place, tree in files()
        for call in _calls(tree)
        if (name := ast.unparse(call.func)) in NEVER
    }
    assert found == ALLOWED.keys()


def test_no_program_is_started_through_a_shell() -> None:
    for place, tree in files():
        for call in _calls(tree):
            assert not any(word.arg == "shell" for word in call.keywords), place


def test_only_known_libraries_do_cryptography() -> None:
    for place, tree in files():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                roots = {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                roots = {(node.module or "").partition(".")[0]}
            else:
                continue
            assert not roots & OTHERS_OF_THE_KIND, (place, roots)


def test_no_certificate_goes_unchecked() -> None:
    for place, tree in files():
        for call in _calls(tree):
            for word in call.keywords:
                unchecked = isinstance(word.value, ast.Constant) and word.value.value is False
                assert not (word.arg == "verify" and unchecked), place
