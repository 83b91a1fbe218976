"""Does an installed plug-in follow the rules with its default parameters?"""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from mobsim.ground.declarations import TimeParameter
from mobsim.scenario.file.forms import reader_of
from mobsim.scenario.file.times import minute_of
from mobsim.scenario.plugins import Country, Found, Plugin, PluginError, claimed
from mobsim.study.contract.asking import answers
from mobsim.study.contract.laws import (
    CLOCK,
    EXAMS,
    NIGHTS,
    check_demand,
    check_policy,
    night_drawn,
)
from mobsim.study.contract.sample_pictures import FORCES


def check_plugin(found: Found) -> list[str]:
    """The faults of an installed plug-in. If there are no faults, the list is empty."""
    if told := [told for name, told in claimed(found.kind.key) if name == found.name]:
        return told
    try:
        plugin = found.load()
    except PluginError as error:
        return [str(error)]
    parameters, faults = defaults_of(plugin)
    if faults:
        return faults
    key = found.kind.key
    if key in EXAMS:
        told = check_policy(key, plugin.make, parameters)
    else:
        told = check_demand(plugin.make, **parameters)
    return told or _unlike_elsewhere(key, found.name)


def defaults_of(plugin: Plugin) -> tuple[dict[str, Any], list[str]]:
    """The default parameters of a plug-in, in the form that ``make`` takes, and their faults."""
    values: dict[str, Any] = {}
    faults = []
    for name, each in plugin.parameters.items():
        if not (each.argument or name).isidentifier():
            faults.append(f"the parameter {name!r} is not a name that 'make' can take")
            continue
        try:
            value = reader_of(each)(each.default)
            if isinstance(each, TimeParameter):
                value = minute_of(value, CLOCK, 0.0)
            values[each.argument or name] = value
        except ValueError as error:
            faults.append(f"the default of the parameter {name!r}: {error}")
    return values, faults


def digest(key: str, plugin: Plugin) -> str:
    """A SHA-256 digest of all answers of a plug-in, or of the nights that it draws."""
    parameters, _ = defaults_of(plugin)
    if key in EXAMS:
        said: list[Any] = answers(plugin.make(**parameters), EXAMS[key])
    else:
        km = {here: dict.fromkeys(FORCES, 50.0) for here in FORCES}
        source = plugin.make(Country(dict.fromkeys(FORCES, 1_000_000), km), **parameters)
        said = [night_drawn(source, number) for number in range(NIGHTS)]
    return sha256(repr(said).encode()).hexdigest()


def _unlike_elsewhere(key: str, name: str) -> list[str]:
    """The fault of a plug-in whose answers depend on how a process orders its sets."""
    told = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "mobsim.study.contract", key, name],
            capture_output=True,
            check=False,
            text=True,
            env=os.environ
            | {
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join(each or str(Path.cwd()) for each in sys.path),
            },
        )
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no message"])[-1]
            return [f"another process cannot use it: {said}"]
        told.add(done.stdout)
    if len(told) == 1:
        return []
    return ["two processes get different answers, so it depends on the order of a set or of hashes"]
