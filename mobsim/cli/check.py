"""``mobsim check``: can this scenario be run?"""

import click

from mobsim.cli.options import again, say, say_next, scenario_options
from mobsim.errors import Fault, InputError
from mobsim.forces import BEYOND_REGION
from mobsim.scenario import Scenario
from mobsim.scenario_file import Resolved, resolve
from mobsim.units import format_duration


@click.command(epilog="Example:  mobsim check my-night.yaml")
@scenario_options()
def check(scenario: str, override: str | None, settings: tuple[str, ...]) -> None:
    """Say everything that is wrong with SCENARIO, with file, line and column.

    SCENARIO is a file, the bare name of a shipped scenario, or - for standard input. Without
    --with each of its overrides is checked too. The exit code is 3 if anything is wrong.
    """
    found = resolve(scenario, override=override, settings=settings)
    # Standard input can be read only once.
    others = () if override or scenario == "-" else found.overrides
    _check_overrides(scenario, others, settings)
    say(_sketch(scenario, found, others))
    say_next(again("run", scenario, override, settings))


def _check_overrides(scenario: str, overrides: tuple[str, ...], settings: tuple[str, ...]) -> None:
    faults: set[Fault] = set()
    for name in overrides:
        try:
            resolve(scenario, override=name, settings=settings)
        except InputError as error:
            faults.update(error.faults)
    if faults:
        raise InputError(faults)


def _sketch(source: str, found: Resolved, checked: tuple[str, ...]) -> str:
    scenario = found.scenario
    lines = [
        f"{source}: nothing wrong",
        f"  {scenario.title}",
        f"  {_when(scenario)}, {scenario.mode}",
        f"  {_forces(scenario)}, {_incidents(scenario)}",
    ]
    if checked:
        lines.append(f"  with its overrides: {', '.join(checked)}")
    return "\n".join(lines)


def _when(scenario: Scenario) -> str:
    start = scenario.clock.start
    return f"{start:%a} {start.day} {start:%B %Y %H:%M}, {format_duration(scenario.duration)}"


def _forces(scenario: Scenario) -> str:
    beyond = sum(force.region == BEYOND_REGION for force in scenario.forces)
    told = f"{len(scenario.forces) - beyond} forces"
    return f"{told} and {beyond} beyond them" if beyond else told


def _incidents(scenario: Scenario) -> str:
    peaks: dict[str, int] = {}
    for incident in scenario.incidents:
        for kind, need in incident.need.items():
            peaks[kind] = peaks.get(kind, 0) + need.peak
    short = {kind.kind_id: kind.short for kind in scenario.kinds}
    needs = ", ".join(f"{units} {short[kind]}" for kind, units in peaks.items())
    count = len(scenario.incidents)
    if count == 1:
        return f"1 incident; peak need {needs}"
    return f"{count} incidents; their peak needs add up to {needs}"
