"""Where is each key of a scenario declared?

``python -m tests.declarations`` prints, for every key and every parameter of a choice, each place
under ``mobsim/`` that declares it. To declare is to say something of a key: its form, its default,
its range, why it is so. In the folders of `DECLARING` a name is declared by

- a field of a class of keys, and a field of any other class that gives it a value;
- an entry of a mapping that gives it a record, or, in a constant of a module, a plain value;
- a row of a table that begins with it.

Uses are no declarations: attributes, arguments, and what a document or a message says.
"""

import ast
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mobsim.scenario.file.choices import CHOICES
from mobsim.scenario.file.key_checking import known_keys
from mobsim.scenario.file.scenario_keys import GROUPED, KEYS

ROOT = Path(__file__).parents[1] / "mobsim"
DECLARING = ("policy", "scenario", "study/designs")


def expected() -> Counter[str]:
    """By name of a key: how many keys are called so, counting a parameter once for its choice."""
    parameters = {
        (key, each) for key, names in CHOICES.items() for known in names.values() for each in known
    }
    members = [
        name
        for key in ("incidents", "operations", "posture", "aid_out", "targets", "tensions")
        for name in known_keys((key,))
    ]
    grouped = [name for records in GROUPED.values() for name in records]
    return Counter([*KEYS, *grouped, *(each for _, each in parameters), *members])


def places(root: Path = ROOT) -> dict[str, list[str]]:
    """By name of a key: each place that declares it, as ``module:line``."""
    found: dict[str, list[str]] = {name: [] for name in sorted(expected())}
    for path in sorted(root.rglob("*.py")):
        module = path.relative_to(root).as_posix()
        if module.startswith(DECLARING):
            for name, line in _declared(ast.parse(path.read_text(encoding="utf-8"))):
                if name in found:
                    found[name].append(f"{module}:{line}")
    return found


def _declared(tree: ast.Module) -> Iterator[tuple[str, int]]:
    constants = [each for each in tree.body if isinstance(each, ast.Assign | ast.AnnAssign)]
    plain = {id(node) for each in constants for node in ast.walk(each)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from _fields(node)
        elif isinstance(node, ast.Dict):
            yield from _entries(node, constant=id(node) in plain)
        elif isinstance(node, ast.Tuple) and len(node.elts) > 4:
            yield _text(node.elts[0]), node.lineno


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    keys = any(ast.unparse(base).endswith("Keys") for base in node.bases)
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            said = {word.arg: word.value for word in getattr(each.value, "keywords", ())}
            name = _text(said["key"]) if "key" in said else each.target.id.rstrip("_")
            empty = each.value is None or ast.unparse(each.value) in ("None", "()", "False", "''")
            if keys or not (empty or "default_factory" in said):
                yield name.rpartition(".")[2], each.lineno


def _entries(node: ast.Dict, *, constant: bool) -> Iterator[tuple[str, int]]:
    for key, value in zip(node.keys, node.values, strict=True):
        record = isinstance(value, ast.Call) and ast.unparse(value.func).endswith(
            ("Parameter", "Known", "Key")
        )
        if key and (record or (constant and isinstance(value, ast.Constant))):
            yield _text(key), key.lineno


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def copy_package(folder: Path) -> None:
    """A copy of the package that a test may change; commands that start in the folder run it."""
    shutil.copytree(ROOT, folder / "mobsim", ignore=shutil.ignore_patterns("__pycache__"))
    for each in ("data", "scenarios"):
        (folder / each).symlink_to(ROOT.parent / each, target_is_directory=True)


if __name__ == "__main__":
    for name, where in places().items():
        print(f"{name:24} {'  '.join(where)}")
