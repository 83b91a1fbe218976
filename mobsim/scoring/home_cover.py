"""How many crews were left at home, and how many units did each force lend and receive?"""

from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.scoring.facts import StockFacts
from mobsim.scoring.measures import AtHome, ForceAtHome, OfficersTaken, Source
from mobsim.scoring.sources import SOURCES
from mobsim.scoring.steps import StepCurve
from mobsim.scoring.tally import LogTally


def measure_home(tally: LogTally) -> AtHome:
    """The cover at home by force and kind, where units had orders, and the sources of units."""
    forces = [
        _at_home(tally, force, kind, home) for (force, kind), home in sorted(tally.home.items())
    ]
    committed = {kind: len(units) for kind, units in sorted(tally.committed.items())}
    short = dict(sorted(tally.operations_short.items()))
    standing = sorted(tally.standing.items())
    most = {kind: each.units.highest()[0] for kind, each in standing}
    shifts = {kind: each.shifts for kind, each in standing}
    return AtHome(forces, committed, short, _source_shares(tally), most, shifts)


def _at_home(tally: LogTally, force: str, kind: str, home: StepCurve) -> ForceAtHome:
    stock: StockFacts = tally.facts.stock[force][kind]
    floor, key = stock.floor, (force, kind)
    lowest, lowest_at = home.lowest()
    below = at_floor = emptied = 0.0
    if lowest <= max(floor, 0):
        below, at_floor, emptied = _near_floor(home, floor, tally.facts.duration)
    return ForceAtHome(
        force=force,
        kind=kind,
        fit=stock.fit,
        floor=floor,
        lowest=lowest,
        lowest_at=lowest_at,
        hours_below_floor=below / MINUTES_PER_HOUR,
        hours_at_floor=at_floor / MINUTES_PER_HOUR,
        minutes_emptied=emptied,
        given=len(tally.given.get(key, ())),
        received=len(tally.received.get(key, ())),
        floors_overridden=tally.floors_overridden.get(key, 0),
    )


def _near_floor(home: StepCurve, floor: int, end: float) -> tuple[float, float, float]:
    """The minutes with fewer crews at home than the floor, with exactly as many, and with none."""
    below = at_floor = emptied = 0.0
    for minutes, left in home.spans(0.0, end):
        if left < floor:
            below += minutes
        if left == floor:
            at_floor += minutes
        if left <= 0:
            emptied += minutes
    return below, at_floor, emptied


def _source_shares(tally: LogTally) -> dict[str, dict[Source, float]]:
    deployed: dict[str, dict[Source, int]] = {}
    for (_, kind), front in tally.fronts.items():
        counts = deployed.setdefault(kind, dict.fromkeys(SOURCES, 0))
        for source, units in front.by_source.items():
            counts[source] += len(units)
    return {
        kind: {source: count / sum(counts.values()) for source, count in counts.items()}
        for kind, counts in sorted(deployed.items())
        if any(counts.values())
    }


def officers_taken(tally: LogTally) -> list[OfficersTaken]:
    """The most officers that each force lacks for ordinary duty at one minute; most first."""
    highest = ((force, *officers.highest()) for force, officers in tally.officers.items())
    found = [OfficersTaken(force, most, at) for force, most, at in highest if at is not None]
    return sorted(found, key=lambda taken: (-taken.most, taken.force))
