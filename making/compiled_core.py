"""How does an installation compile the modules that take most of a night's time?

``MOBSIM_COMPILE=yes pip install .`` turns these modules into C with mypyc, from the same source, so
a night gives the same bytes in about two thirds of the time. It needs a C compiler and a few
minutes. Without the variable, and in an editable installation, mobsim stays plain Python.
"""

import os
import shutil
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SWITCH: Final = "MOBSIM_COMPILE"
NEEDED: Final = ("mypy>=1.13", "setuptools>=68")
COMPILED: Final = ("engine/[a-z]*.py", "scoring/steps.py")
"""The modules to compile, as patterns below ``mobsim``.

They hold no class that another module, a plug-in or a benchmark of an installed mobsim extends, and
no object that is sent to another process: mypyc allows neither.
"""
PLAIN: Final = ("engine/schedule.py",)
"""Modules that stay plain Python, because their classes extend classes of another package."""
_FAILED: Final = (
    f"{SWITCH}=yes: found no way to compile mobsim's engine, expected a C compiler and the headers "
    f"of Python; install them, or install mobsim without {SWITCH}"
)
_OPTIONS: Final = (
    "--config-file=",
    "--no-site-packages",
    "--ignore-missing-imports",
    "--follow-imports=silent",
)
"""How mypyc reads the modules: without the project's settings, and without installed packages.

A fresh environment has no packages yet, and must get the same code as any other.
"""


class CompiledCore(BuildHookInterface[Any]):
    """A build hook that puts the compiled modules beside their source in a wheel."""

    PLUGIN_NAME = "custom"
    _made: Path | None = None

    def dependencies(self) -> list[str]:
        """The packages that compiling needs."""
        return list(NEEDED) if is_wanted() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the modules, and add them to the wheel."""
        if version == "editable" or not is_wanted():
            return
        self._made = Path(tempfile.mkdtemp(prefix="mobsim-core-"))
        try:
            compiled = compile_core(Path(self.root) / "mobsim", self._made)
        except (Exception, SystemExit) as why:
            shutil.rmtree(self._made, ignore_errors=True)
            raise RuntimeError(f"{_FAILED} ({why})") from why
        build_data["force_include"].update({str(path): name for name, path in compiled.items()})
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Delete the compiled modules, which the wheel holds."""
        if self._made is not None:
            shutil.rmtree(self._made, ignore_errors=True)


def is_wanted() -> bool:
    """Whether the environment asks for a compiled core.

    Raises `ValueError` for any answer but yes and no.
    """
    said = os.environ.get(SWITCH, "no")
    if said not in ("yes", "no"):
        raise ValueError(f"{SWITCH}: found {said!r}, expected yes or no")
    return said == "yes"


def modules_of(package: Path) -> list[str]:
    """The paths of the modules of a package that are compiled, in order."""
    found = {path for each in COMPILED for path in package.glob(each)}
    return sorted(map(str, found - {package / each for each in PLAIN}))


def compile_core(package: Path, folder: Path) -> dict[str, Path]:
    """Compile the modules of a package in a folder of their own.

    Returns the compiled files by their place in a wheel. Raises whatever mypyc or the C compiler
    raises.
    """
    from mypyc.build import mypycify
    from setuptools import Distribution

    shutil.copytree(package, folder / "mobsim", ignore=shutil.ignore_patterns("__pycache__"))
    with chdir(folder):  # where mypyc and setuptools write their files
        extensions = mypycify(
            [*_OPTIONS, *modules_of(Path("mobsim"))], opt_level="2", group_name="mobsim_core"
        )
        made_by = Distribution({"name": "mobsim", "ext_modules": extensions})
        build = made_by.get_command_obj("build_ext")
        build.inplace = True
        build.ensure_finalized()
        build.run()
        shutil.rmtree("build")
        made = [*folder.rglob("*.so"), *folder.rglob("*.pyd")]
    return {path.relative_to(folder).as_posix(): path for path in made}
