"""``mobsim check``: can this scenario be run?"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

import click

from mobsim.cli.options import WIDTH, again, say, say_next, scenario_options
from mobsim.country.demand import Responsive
from mobsim.country.forces import BEYOND_REGION
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.randomness import Chance
from mobsim.ground.units import format_duration
from mobsim.scenario.file import Resolved, resolve
from mobsim.scenario.night import night_of
from mobsim.scenario.scenario import Incident, Scenario
from mobsim.scoring import facts_of
from mobsim.telling.wording import units

EXAMPLE_SEED = 1
"""Of the night that is shown where incidents are drawn."""
LISTED = 12
"""Incidents told one by one, at most."""


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
        *_growing(scenario),
        *_held(scenario),
        *_places(found),
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
    stated = [incident for incident in scenario.incidents if not incident.holding]
    if scenario.disorder is None:
        return _counted(scenario, stated, "incident")
    told = f"{_counted(scenario, stated, 'stated incident')}; " if stated else ""
    night = night_of(scenario, Chance(EXAMPLE_SEED))
    drawn = [each for each in night.incidents if each not in scenario.incidents]
    found = _counted(night, drawn, "incident")
    return f"{told}further ones are drawn, with seed {EXAMPLE_SEED}: {found}"


def _counted(scenario: Scenario, incidents: Sequence[Incident], noun: str) -> str:
    if not incidents:
        return f"no {noun}"
    needs = _peaks(scenario, incidents)
    if len(incidents) == 1:
        return f"1 {noun}; peak need {needs}"
    return f"{len(incidents)} {noun}s; their peak needs add up to {needs}"


def _peaks(scenario: Scenario, incidents: Iterable[Incident]) -> str:
    peaks: dict[str, int] = {}
    for incident in incidents:
        for kind, need in incident.need.items():
            peaks[kind] = peaks.get(kind, 0) + need.peak
    facts = facts_of(scenario)
    return ", ".join(units(facts, peak, kind) for kind, peak in peaks.items())


def _growing(scenario: Scenario) -> Iterator[str]:
    short = {kind.kind_id: kind.short for kind in scenario.kinds}
    for incident in scenario.incidents:
        for kind, need in incident.need.items():
            if isinstance(need, Responsive):
                span = f"from {need.units} to at most {need.most} {short[kind]}"
                yield f"  {incident.name}: need grows {span} while it is not met"


def _held(scenario: Scenario) -> Iterator[str]:
    for incident in scenario.incidents:
        if incident.holding:
            needs = _peaks(scenario, [incident])
            yield f"  {incident.name}: a holding area of {needs}, ready for the incidents"


def _places(found: Resolved) -> Iterator[str]:
    """Where each incident is taken to be, whose it is, and from when to when."""
    incidents = found.scenario.incidents
    for incident in incidents[:LISTED]:
        yield from textwrap.wrap(
            f"{incident.name}: {'; '.join(_place(found, incident))}",
            width=WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )
    if len(incidents) > LISTED:
        yield f"  and {len(incidents) - LISTED} more"


def _place(found: Resolved, incident: Incident) -> Iterator[str]:
    scenario, path = found.scenario, f"incidents.{incident.incident_id}"
    clock = scenario.clock
    late = ", after the end of the run" if incident.ends > scenario.duration else ""
    yield f"{clock.format(incident.begins)} to {clock.format(incident.ends)}{late}"
    yield _peaks(scenario, [incident])
    (host,) = (force for force in scenario.forces if force.force_id == incident.force)
    where = [found.origins.get(f"{path}.place.{each}", (None,))[0] for each in ("lat", "lon")]
    if None not in where:
        yield "at " + ", ".join(map(str, where))
    elif host.city != incident.name:
        yield f"in {host.city} (no 'place' is given)"
    given = found.origins[f"{path}.force"][1] != "default"
    yield f"host {host.force_id}" + ("" if given else " (no 'force' is given; its city is nearest)")
