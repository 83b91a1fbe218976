"""Which forces differ tonight from their usual state, and how does that affect lending?"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from mobsim.country.doctrine import FORCES
from mobsim.country.force_tables import CellChange
from mobsim.country.lines import BEYOND_REGION, PSU
from mobsim.ground.errors import listed
from mobsim.ground.units import format_duration
from mobsim.policy import lending_limit
from mobsim.scenario.file import Resolved
from mobsim.scenario.file.forces_now import KEY, NOTICE, ForceNow
from mobsim.scenario.file.yaml_reading import Plain
from mobsim.scenario.scenario import Scenario, Stock
from mobsim.scoring import Facts
from mobsim.telling.wording import force_name, joined, region_name, units

_NO_NOTICE: Final = "0m"


def few_in_play(scenario: Scenario) -> str:
    """Say how many forces are in play; the text is empty if all forces are in play.

    If the scenario leaves out some forces, mobsim tests no national line.

    >>> from mobsim.scenario.file import load_scenario
    >>> few_in_play(load_scenario("quickstart", settings=["forces_in_play=[south-wales, gwent]"]))
    '2 of 43 forces are in play'
    """
    if not scenario.left_out:
        return ""
    return f"{FORCES - len(scenario.left_out)} of {FORCES} forces are in play"


def playing_told(scenario: Scenario) -> str:
    """A note that national lines are not tested; the note is empty if they are tested."""
    few = few_in_play(scenario)
    return f"not tested: {few}" if few else ""


def no_line_told(scenario: Scenario) -> str:
    """A sentence that says why a table of national lines has no rows."""
    told = playing_told(scenario)
    return f"National lines are {told}." if told else "No national line was needed."


def values_before(found: Resolved) -> dict[str, Plain]:
    """For each path of ``forces_now``, the value that would apply if the file left the path out.

    >>> from mobsim.scenario.file import resolve
    >>> values_before(resolve("quickstart", settings=["forces_now.gwent.psu=3"]))
    {'forces_now.gwent.psu': 4}
    """
    changes = (_changes(found, force, now) for force, now in found.forces_now.items())
    return {f"{KEY}.{path}": before for each in changes for path, before in each}


def _changes(found: Resolved, force: str, now: ForceNow) -> Iterator[tuple[str, Plain]]:
    usual = found.usual[force]
    limits = {kind: most_lent(found.scenario, owned) for kind, owned in usual.items()}
    for kind in now.crews:
        yield f"{force}.{kind}", usual[kind].fit
    if now.lends_none:
        yield f"{force}.lends", {kind: limits[kind] for kind in _kinds(found.scenario, now)}
    for kind in now.lends or {}:
        yield f"{force}.lends.{kind}", limits[kind]
    if now.absence is not None:
        yield f"{force}.absence", found.origins["absence"][0]
    if now.notice is not None:
        yield f"{force}.{NOTICE}", _NO_NOTICE
    for kind in now.floor:
        yield f"{force}.floor.{kind}", usual[kind].floor


def most_lent(scenario: Scenario, owned: Stock) -> int:
    """The most units that a force lends at the starting level of drawdown."""
    return lending_limit(scenario.drawdown, owned.commitment, owned.fit, owned.kept)


def _kinds(scenario: Scenario, *now: ForceNow) -> list[str]:
    """The kinds to report: PSUs first, then all other kinds that are needed or named."""
    named = {kind for each in now for kind in (*each.crews, *(each.lends or {}), *each.floor)}
    needed = {kind for incident in scenario.incidents for kind in incident.need}
    return sorted(named | needed | {PSU}, key=lambda kind: (kind != PSU, kind))


def lending_told(found: Resolved, facts: Facts) -> str:
    """Say how many forces differ tonight, and how many units all forces can lend.

    The text is empty if no force differs tonight.
    """
    changed, scenario = found.forces_now, found.scenario
    if not changed:
        return ""
    own = [each.force_id for each in scenario.forces if each.region != BEYOND_REGION]
    told = []
    for kind in _kinds(scenario, *changed.values()):
        now = sum(most_lent(scenario, scenario.stock[force][kind]) for force in own)
        before = sum(
            most_lent(scenario, found.usual.get(force, scenario.stock[force])[kind])
            for force in own
        )
        told.append(f"{units(facts, now, kind)} in place of {before}")
    count = "1 force is" if len(changed) == 1 else f"{len(changed)} forces are"
    power = f"at drawdown {scenario.drawdown}, all forces can lend at most {'; '.join(told)}"
    return f"{count} changed tonight; {power}"


def forces_told(found: Resolved, facts: Facts) -> Iterator[str]:
    """One line for each force that differs tonight, with the origin of each change."""
    for force, now in found.forces_now.items():
        told = "; ".join(_told(found, facts, force, now))
        places = [origin for path, (_, origin) in found.origins.items() if _is_below(path, force)]
        where = _lines(places)
        yield f"{force_name(facts, force)}: {told}  ({where})"


def _is_below(path: str, force: str) -> bool:
    return path == f"{KEY}.{force}" or path.startswith(f"{KEY}.{force}.")


def _lines(origins: Iterable[str]) -> str:
    """The files and lines that state some values; each line appears once."""
    return ", ".join(dict.fromkeys(each.rpartition(":")[0] or each for each in origins))


def _told(found: Resolved, facts: Facts, force: str, now: ForceNow) -> Iterator[str]:
    usual, owned = found.usual[force], found.scenario.stock[force]
    for kind, crews in now.crews.items():
        yield f"{units(facts, crews, kind)} fit in place of {usual[kind].fit}"
    if now.lends_none:
        yield "lends none"
    for kind, crews in (now.lends or {}).items():
        before = most_lent(found.scenario, usual[kind])
        yield f"lends {units(facts, crews, kind)} at most at once in place of {before}"
    if now.absence is not None:
        fit = _fit_told(found, facts, owned, usual, now)
        yield f"{100 * now.absence:g} % absent{fit}"
    if now.notice is not None:
        notice = format_duration(now.notice)
        yield f"musters for other forces no sooner than {notice} after an order"
    for kind in now.floor:
        kept = units(facts, owned[kind].floor, kind)
        yield f"keeps {kept} at home in place of {usual[kind].floor}"


def _fit_told(
    found: Resolved,
    facts: Facts,
    owned: Mapping[str, Stock],
    usual: Mapping[str, Stock],
    now: ForceNow,
) -> str:
    kinds = [kind for kind in _kinds(found.scenario) if kind not in now.crews]
    told = [f"{units(facts, owned[k].fit, k)} fit in place of {usual[k].fit}" for k in kinds]
    return f": {', '.join(told)}" if told else ""


def in_play_told(scenario: Scenario, facts: Facts) -> list[str]:
    """Say which forces take part, which regions have no force, and that no line is tested."""
    if not scenario.left_out:
        return []
    own = [each for each in scenario.forces if each.region != BEYOND_REGION]
    names = joined([force_name(facts, each.force_id) for each in own])
    with_force = {each.region for each in scenario.forces}
    empty = [r.region_id for r in scenario.regions if r.region_id not in with_force]
    told = [f"{names}; the other {len(scenario.left_out)} neither host nor lend"]
    if empty:
        regions = joined([region_name(region) for region in empty])
        told.append(f"no force of {regions}")
    return [*told, f"national lines {playing_told(scenario)}"]


def promised_told(found: Resolved, facts: Facts) -> Iterator[str]:
    """Remarks on agreed aid that exceeds what a force lends, and on numbers above its fit crews."""
    scenario = found.scenario
    for force, now in found.forces_now.items():
        name = force_name(facts, force)
        for operation in scenario.operations:
            taken = operation.units.get(force, {}) if operation.host != force else {}
            for kind, count in taken.items():
                most = now.most_lent(kind)
                if most is not None and count > most:
                    limit = "none" if not most else f"at most {units(facts, most, kind)}"
                    yield (
                        f"{name} lends {limit} tonight, but {operation.name} takes "
                        f"{units(facts, count, kind)} from it. Agreed aid is not reduced; if that "
                        "is wrong, change it in the scenario."
                    )
        for word, crews in (("lends", now.lends or {}), ("floor", now.floor)):
            for kind, count in crews.items():
                fit = scenario.stock[force][kind].fit
                if count > fit:
                    yield (
                        f"{name} has {units(facts, fit, kind)} fit tonight, fewer than the {count} "
                        f"that '{word}' states."
                    )


def tables_told(found: Resolved) -> Iterator[str]:
    """Say how many values each of the user's tables changes, and for which forces."""
    by_table: dict[str, list[CellChange]] = {}
    for cell in found.cells:
        by_table.setdefault(cell.origin.rpartition(":")[0], []).append(cell)
    for table, cells in by_table.items():
        forces = sorted({cell.force for cell in cells})
        count = "1 value" if len(cells) == 1 else f"{len(cells)} values"
        yield f"{table} changes {count} of {listed(forces)}"


def rows_tonight(found: Resolved) -> list[dict[str, Any]]:
    """For each kind to report, the crews that each force has, keeps and lends tonight."""
    scenario = found.scenario
    return [
        {
            "force": force.force_id,
            "kind": kind,
            "fit": owned.fit,
            "floor": owned.floor,
            "lends": most_lent(scenario, owned),
            NOTICE: format_duration(scenario.notices.get(force.force_id, 0.0)),
            "changed": "yes" if force.force_id in found.forces_now else "",
        }
        for force in scenario.forces
        for kind in _kinds(scenario, *found.forces_now.values())
        for owned in [scenario.stock[force.force_id][kind]]
    ]
