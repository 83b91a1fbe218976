"""``mobsim plugin``: which plug-ins are installed, do they work, and how do you create one?"""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import click

from mobsim.cli.fitted_help import Suggesting
from mobsim.cli.options import (
    json_option,
    say,
    say_beside,
    say_json,
    say_next,
    writing_new,
)
from mobsim.ground.errors import InputError, did_you_mean
from mobsim.ground.text_layout import columns
from mobsim.scenario.plugins import KINDS, Found, PluginError, claimed, found_in

FAILED = 1

_TEMPLATES = Path(__file__).with_name("plugin_templates")
_PACKAGE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class _Template(NamedTuple):
    """The values to fill into the template of a new package."""

    key: str
    what: str
    check: str
    parameters: str


_NEW = {
    "ranking": _Template("ranking", "A ranking of crews", "check_ranking", "most_out=4"),
    "trigger": _Template(
        "trigger", "A trigger of the national call", "check_trigger", "share=0.3, kinds=2"
    ),
    "demand": _Template(
        "disorder", "A source of incidents", "check_demand", "mean=5.0, within=60.0"
    ),
}


@click.group(cls=Suggesting, epilog="Example:  mobsim plugin new ranking spare-the-busiest")
def plugin() -> None:
    """List, check and create plug-ins: policies and sources of incidents in your own packages."""


@plugin.command("list", short_help="List the installed plug-ins.")
@json_option
def list_(as_json: bool) -> None:
    """List the installed plug-ins, each with its package and a summary."""
    listed = [line for key in KINDS for line in _lines(key)]
    if as_json:
        names = ("key", "name", "package", "version", "summary", "fault")
        say_json("plugins", {"plugins": [dict(zip(names, each, strict=True)) for each in listed]})
        return
    if not listed:
        say("No plug-in is installed.")
        say_next("mobsim plugin new ranking my-ranking")
        return
    rows = [
        [key, name, f"{package} {version}", f"cannot be used: {fault}" if fault else summary]
        for key, name, package, version, summary, fault in listed
    ]
    say(*columns(rows))
    say_next(f"mobsim plugin check {listed[0][1]}")


def _lines(key: str) -> list[tuple[str, str, str, str, str, str]]:
    refused = dict(reversed(claimed(key)))  # the first fault of each name
    return [_line(each, refused) for each in found_in(key)]


def _line(found: Found, refused: Mapping[str, str]) -> tuple[str, str, str, str, str, str]:
    key, summary, fault = found.kind.key, "", refused.get(found.name, "")
    try:
        if not fault:
            summary = found.load().summary
    except PluginError as error:
        fault = str(error)
    return key, found.name, found.distribution, found.version, summary, fault


@plugin.command(short_help="Check whether a plug-in works.")
@click.argument("name")
def check(name: str) -> int:
    """Check the plug-in NAME against the contract for plug-ins, and list any faults.

    The command tests the plug-in on made-up situations, repeats the tests in another order and in
    another process, and runs a night with the plug-in. It exits with status 1 if it finds a fault.
    """
    from mobsim.study.contract import check_plugin

    every = [each for key in KINDS for each in found_in(key)]
    wanted = [each for each in every if each.name == name]
    if not wanted:
        known = {each.name for each in every}
        hint = did_you_mean(name, known) if known else "none is installed"
        raise InputError.about("plugin check", f"no plug-in {name!r}; {hint}")
    wrong = 0
    for each in wanted:
        faults = check_plugin(each)
        wrong += len(faults)
        for fault in faults:
            say(f"{each.kind.key} {name}: {fault}")
        if not faults:
            say(f"{each.kind.key} {name} of {each.distribution} {each.version}: sound")
    if wrong:
        say_beside(f"{wrong} fault{'s' if wrong != 1 else ''} found")
        return FAILED
    say_next(shlex.join(["mobsim", "run", "three-large", "--set", f"{wanted[0].kind.key}={name}"]))
    return 0


@plugin.command(short_help="Create a package for a new plug-in.")
@click.argument("kind", type=click.Choice(list(_NEW)))
@click.argument("package")
def new(kind: str, package: str) -> None:
    """Create the folder PACKAGE with a sample plug-in of this KIND that you can edit.

    The folder is a package with an entry point, a module and a test of the contract. The command
    never overwrites an existing folder.
    """
    template = _NEW[kind]
    module = package.replace("-", "_")
    if not _PACKAGE.fullmatch(package):
        message = f"found {package!r}, expected lower-case words joined by hyphens: my-{kind}"
        raise click.UsageError(message)
    if module in KINDS[template.key].shipped:
        raise click.UsageError(f"mobsim ships a {template.key} {module!r}; expected another name")
    marks = {"package": package, "module": module, "kind": kind, **template._asdict()}
    marks["group"] = KINDS[template.key].group
    folder = Path(package)
    with writing_new(folder):
        folder.mkdir()
        for name, source in (
            ("pyproject.toml", "pyproject"),
            (f"{module}/__init__.py", kind),
            (f"tests/test_{module}.py", "test"),
        ):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(_filled(source, marks), encoding="utf-8")
    say(f"Wrote {folder}/. Edit first: {module}/__init__.py.")
    say_next(f"pip install -e {package}   then   mobsim plugin check {module}")


def _filled(source: str, marks: dict[str, str]) -> str:
    text = (_TEMPLATES / f"{source}.txt").read_text(encoding="utf-8")
    for mark, value in marks.items():
        text = text.replace(f"@{mark}@", value)
    return text
