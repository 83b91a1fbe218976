"""Which plug-ins are installed, and which package does each come from?

Entry points are read only when a scenario uses a name that mobsim does not ship. A package is
imported only when a scenario uses the name of its plug-in. A `PluginError` says why a plug-in is
refused.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import Distribution, EntryPoint, distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mobsim.ground.declarations import Parameter
from mobsim.ground.errors import InputError
from mobsim.ground.priors import Prior
from mobsim.policy import LEVERS
from mobsim.policy.describing import Plugin
from mobsim.scenario.plugins.demand_describing import DemandPlugin

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


class PluginError(ValueError):
    """A plug-in that cannot be used."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A key of a scenario under which plug-ins can add choices."""

    key: str
    group: str
    """The group under which packages list the entry points of these plug-ins."""
    description: type[Plugin]
    """The class of the descriptions that these entry points name."""

    @property
    def shipped(self) -> frozenset[str]:
        """The names of shipped choices."""
        from mobsim.scenario.file.choices import CHOICES

        return frozenset(CHOICES[self.key])


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        *(
            Kind(key, f"mobsim.{LEVERS[key].package}", LEVERS[key].description)
            for key in ("ranking", "trigger", "retasking", "recall")
        ),
        Kind("disorder", "mobsim.demand", DemandPlugin),
    )
}
"""The kinds of plug-in, by key of a scenario."""


@dataclass(frozen=True, slots=True)
class Found:
    """An installed plug-in, which has not been imported yet."""

    kind: Kind
    entry: EntryPoint
    distribution: str
    """The package that contains the plug-in."""
    version: str

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def where(self) -> str:
        """The package and the entry point, as a message shows them."""
        point = f"{self.kind.group}: {self.name} = {self.entry.value}"
        return f"{self.distribution} {self.version} (entry point {point})"

    def load(self) -> Plugin:
        """Import the plug-in.

        Raises `PluginError` when the plug-in cannot be imported, or is not of this kind.
        """
        said = f"{self.kind.key} {self.name!r} of {self.where}"
        try:
            found = self.entry.load()
        except (Exception, SystemExit) as error:
            told = f"{type(error).__name__}: {error}"
            raise PluginError(
                f"the {said} cannot be imported: {told}; correct it, or install it again: "
                f"pip install --force-reinstall {self.distribution}"
            ) from error
        if not isinstance(found, self.kind.description):
            expected = self.kind.description.__name__
            raise PluginError(f"the {said} is {type(found).__name__}, expected a {expected}")
        if wrong := _misdeclared(found):
            raise PluginError(f"the {said} declares {wrong}; correct it")
        return found

    def code_sha256(self) -> str:
        """The SHA-256 checksum of all code files of the plug-in's top-level module."""
        total = sha256()
        for name, path in sorted(_files_of(self.entry.module.partition(".")[0])):
            content = path.read_bytes().replace(b"\r\n", b"\n")
            total.update(f"{name} {len(content)}\n".encode() + content)
        return total.hexdigest()


def _misdeclared(found: Any) -> str:
    """The message about wrong declarations of a plug-in; empty if nothing is wrong."""
    if not callable(found.make):
        return f"make as {found.make!r}, expected a function or a class"
    if not isinstance(found.summary, str):
        return f"the summary {found.summary!r}, expected a sentence"
    if not isinstance(found.parameters, Mapping):
        return f"the parameters {found.parameters!r}, expected parameters by name"
    told = (_wrong_in(*each) for each in found.parameters.items())
    return next(filter(None, told), "")


def _wrong_in(name: Any, parameter: Any) -> str:
    """The message about one wrong parameter of a plug-in; empty if nothing is wrong."""
    if not isinstance(name, str) or not isinstance(parameter, Parameter):
        expected = "expected a name and what it holds, such as CountParameter(4)"
        return f"the parameter {name!r} as {parameter!r}, {expected}"
    prior: object = getattr(parameter, "prior", None)
    if not isinstance(prior, Prior | None):
        expected = 'expected a Prior, such as even("nobody knows", "left", "right")'
        return f"the prior of {name!r} as {prior!r}, {expected}"
    bounds = [getattr(parameter, each, 0) for each in ("low", "high")]
    if not all(isinstance(each, int | float) for each in bounds):
        return f"the parameter {name!r} from {bounds[0]!r} to {bounds[1]!r}, expected numbers"
    names = getattr(parameter, "names", ())
    if not isinstance(names, tuple) or not all(isinstance(each, str) for each in names):
        return f"the parameter {name!r} as one of {names!r}, expected names"
    return ""


def _files_of(module: str) -> Iterator[tuple[str, Path]]:
    spec = find_spec(module)
    if spec is None:
        return
    for folder in spec.submodule_search_locations or ():
        for path in filter(Path.is_file, Path(folder).rglob("*.py")):
            yield path.relative_to(folder).as_posix(), path
    if not spec.submodule_search_locations and spec.origin:
        yield Path(spec.origin).name, Path(spec.origin)


def found_in(key: str) -> tuple[Found, ...]:
    """Every installed plug-in of a kind, in order of name, without importing any."""
    kind = KINDS[key]
    return tuple(Found(kind, *known) for known in _entries(kind.group, _searched()))


def _searched() -> tuple[str, ...]:
    """The folders in which to look for packages: Python's path without the current folder.

    Python puts the current folder first for ``python -m`` and for typed commands. To use a plug-in
    in the current folder, name the folder in PYTHONPATH, or install the plug-in.
    """
    here, path = str(Path.cwd()), sys.path
    if path[:1] == [here] and here not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        path = path[1:]
    return tuple(filter(None, path))


@lru_cache(maxsize=64)
def _entries(group: str, path: tuple[str, ...]) -> tuple[tuple[EntryPoint, str, str], ...]:
    """The entry points of a group, each with its package and version.

    While a process runs, the entry points change only if the path changes.
    """
    found: list[tuple[EntryPoint, str, str]] = []
    for each in distributions(path=list(path)):
        points = _points_of(each, group)
        if points and _is_first(each, path):
            name, version = each.name, each.version  # read from its files each time
            found += [(entry, name, version) for entry in points]
    return tuple(sorted(found, key=lambda known: (known[0].name, known[0].value)))


def _is_first(found: Distribution, path: tuple[str, ...]) -> bool:
    """Whether this version of a package is the first one on the path.

    Python looks up a package by the name of its folder, which can differ from the name that the
    package states.
    """
    first = next(iter(distributions(name=found.name, path=list(path))), found)
    return first.locate_file("") == found.locate_file("")


def _points_of(package: Distribution, group: str) -> list[EntryPoint]:
    """The entry points that a package declares, unless its declaration is damaged.

    Raises `InputError` if a damaged declaration mentions mobsim.
    """
    try:
        found = list(package.entry_points.select(group=group))
        if found and not (package.name and package.version):
            raise ValueError("METADATA gives no name or no version")
    except Exception as error:
        if "mobsim." not in _declaration(package):
            return []
        message = f"its metadata are damaged: {error}; install it again with pip --force-reinstall"
        raise InputError.about(f"a package in {package.locate_file('')}", message) from error
    return found


def _declaration(package: Distribution) -> str:
    try:
        return package.read_text("entry_points.txt") or ""
    except UnicodeDecodeError as error:
        return error.object.decode(errors="replace")


def claimed(key: str) -> list[tuple[str, str]]:
    """The plug-ins of a kind whose names are invalid, repeated or shipped, with advice for each."""
    faults: list[tuple[str, str]] = []
    seen: dict[str, Found] = {}
    for each in found_in(key):
        other = seen.setdefault(each.name, each)
        if each.name in KINDS[key].shipped:
            told = (
                f"{each.where} claims the {key} {each.name!r}, which mobsim ships; "
                f"give it another name, or: pip uninstall {each.distribution}"
            )
        elif not _NAME.fullmatch(each.name):
            told = f"{each.where} calls itself {each.name!r}; expected a name such as 'my_ranking'"
        elif other is not each:
            told = (
                f"the {key} {each.name!r} is claimed by {other.where} and by {each.where}; "
                f"uninstall one of them: pip uninstall {each.distribution}"
            )
        else:
            continue
        faults.append((each.name, told))
    return faults


def names_of(key: str) -> tuple[str, ...]:
    """The names of the plug-ins of a kind; empty for a key that accepts no plug-ins."""
    return tuple(dict.fromkeys(each.name for each in found_in(key))) if key in KINDS else ()


def named(key: str, name: str) -> Found | None:
    """The installed plug-in with a name; None if no plug-in has the name, or mobsim ships it.

    Raises `PluginError` when a plug-in of the kind takes a shipped name, or two plug-ins take the
    same name.

    >>> named("ranking", "nearest") is None
    True
    """
    if key not in KINDS or name in KINDS[key].shipped:
        return None
    found = [each for each in found_in(key) if each.name == name]
    if not found:
        return None
    # A package that takes a shipped name cannot be trusted with another name.
    refused = {name, *KINDS[key].shipped}
    if faults := [told for taken, told in claimed(key) if taken in refused]:
        raise PluginError("; ".join(faults))
    return found[0]


def used_by(resolved: Mapping[str, object]) -> dict[str, str]:
    """The version and the checksum of each plug-in of a resolved scenario.

    >>> used_by({"ranking": "nearest", "trigger": {"anticipatory": {"in_use_share": "50%"}}})
    {}
    """
    used: dict[str, str] = {}
    for key, kind in KINDS.items():
        chosen = resolved.get(key)
        name = next(iter(chosen), None) if isinstance(chosen, Mapping) else chosen
        if name is None or name in kind.shipped:
            continue
        found = named(key, str(name))
        said = f"{key} {name}"
        used[f"{said}: {found.distribution if found else 'not installed'}"] = (
            found.version if found else ""
        )
        used[f"{said}: code"] = found.code_sha256() if found else ""
    return used
