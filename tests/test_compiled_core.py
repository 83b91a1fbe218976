"""Is the engine compiled if, and only if, the person who installs mobsim asks for it?

Continuous integration compiles a wheel and tests it; here nothing is compiled.
"""

import ast
import sys
from pathlib import Path
from typing import Any

import pytest

from making import compiled_core
from making.compiled_core import (
    COMPILED,
    NEEDED,
    PLAIN,
    SWITCH,
    CompiledCore,
    is_wanted,
    modules_of,
)

PACKAGE = Path(__file__).parents[1] / "mobsim"


def hook(folder: Path) -> CompiledCore:
    """The hook as hatchling makes it."""
    return CompiledCore(str(folder), {}, None, None, str(folder), "wheel", None)


def built(made: CompiledCore, version: str = "standard") -> dict[str, Any]:
    """What the hook tells the builder."""
    said: dict[str, Any] = {"force_include": {}}
    made.initialize(version, said)
    return said


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    def instead(package: Path, folder: Path) -> dict[str, Path]:
        assert (package.name, folder.is_dir()) == ("mobsim", True)
        return {"mobsim/engine/cover.so": folder / "cover.so"}

    monkeypatch.setattr(compiled_core, "compile_core", instead)


def test_a_wheel_is_plain_python_unless_somebody_asks(
    tmp_path: Path, compiler: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for said in (None, "no"):
        monkeypatch.delenv(SWITCH, raising=False)
        if said:
            monkeypatch.setenv(SWITCH, said)
        assert {"force_include": {}} == built(hook(tmp_path))
        assert [] == hook(tmp_path).dependencies()


def test_a_compiled_wheel_holds_what_was_made_and_is_for_one_kind_of_machine(
    tmp_path: Path, compiler: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SWITCH, "yes")
    made = hook(tmp_path)
    assert list(NEEDED) == made.dependencies()
    said = built(made)
    assert (False, True) == (said["pure_python"], said["infer_tag"])
    ((path, place),) = said["force_include"].items()
    assert "mobsim/engine/cover.so" == place
    assert Path(path).parent.is_dir()
    made.finalize("standard", said, "")
    assert not Path(path).parent.exists()


def test_an_editable_installation_is_never_compiled(
    tmp_path: Path, compiler: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SWITCH, "yes")
    made = hook(tmp_path)
    assert {"force_include": {}} == built(made, "editable")
    made.finalize("editable", {}, "")


def test_an_engine_that_cannot_be_compiled_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = []

    def fail(package: Path, folder: Path) -> None:
        used.append(folder)
        raise SystemExit("no cc")

    monkeypatch.setattr(compiled_core, "compile_core", fail)
    monkeypatch.setenv(SWITCH, "yes")
    with pytest.raises(RuntimeError, match=r"install mobsim without MOBSIM_COMPILE \(no cc\)"):
        built(hook(tmp_path))
    assert not used[0].exists()


def test_another_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "true")
    with pytest.raises(ValueError, match="found 'true', expected yes or no"):
        is_wanted()


def test_each_pattern_names_modules() -> None:
    for each in (*COMPILED, *PLAIN):
        assert list(PACKAGE.glob(each)), each
    assert not {str(PACKAGE / each) for each in PLAIN} & set(modules_of(PACKAGE))


def test_no_compiled_module_imports_another_package() -> None:
    for each in modules_of(PACKAGE):
        for node in ast.walk(ast.parse(Path(each).read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            tops = {name.partition(".")[0] for name in names} - {"mobsim"}
            assert tops <= set(sys.stdlib_module_names), each
