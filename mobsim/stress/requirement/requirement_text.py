"""Which text does ``mobsim requirement`` print?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from mobsim.ground.errors import listed
from mobsim.ground.intervals import Interval
from mobsim.ground.text_layout import aligned, wrapped
from mobsim.ground.units import round_half_up
from mobsim.stress.requirement.model_year import WEEKS
from mobsim.stress.requirement.requirement_study import HEAVY, PSU, ForceYear, LineNeed, Requirement
from mobsim.stress.requirement.sufficing import SHARES, Sufficing
from mobsim.study.observations import history
from mobsim.telling.wording import plain_force_name

INSPECTIONS: Final = "mutual-aid-2011-13"
"""The event in data/history.csv with the findings of the 2014 inspections."""
_VERDICTS: Final = ("enough", "NOT ENOUGH", "not certainly enough")
_FEWEST_PERIODS: Final = 5
"""The number of two-year periods that the text needs before it says whether figures agree. A
single period shows no spread.
"""
_MOST: Final = 6
"""The number of forces that each list of largest givers or receivers names."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """The inspections' findings over two years: numbers of forces, and PSUs of two forces."""

    providers: int
    recipients: int
    gave: dict[str, int]
    received: dict[str, int]


def inspected() -> Inspected:
    """The findings of the inspections.

    >>> found = inspected()
    >>> found.providers, found.recipients, found.gave["kent"], found.received["west-midlands"]
    (31, 12, 22, 43)
    """
    found = {row.pattern: row.value for row in history().rows if row.event == INSPECTIONS}
    forces = ("kent", "west-midlands")
    return Inspected(
        int(found["net-providers"]),
        int(found["net-recipients"]),
        {force: int(found[f"{force}-gave"]) for force in forces},
        {force: int(found[f"{force}-received"]) for force in forces},
    )


def per_cent(share: float) -> str:
    """A share as a percentage; only the shares 0 and 1 print as ``0 %`` and ``100 %``.

    >>> per_cent(0.9893), per_cent(0.99996), per_cent(1.0), per_cent(0.00002)
    ('98.9 %', '99.99 %', '100 %', '0.01 %')
    """
    if share in (0.0, 1.0):
        return f"{100 * share:.0f} %"
    if 0.001 <= share <= 0.999:
        return f"{100 * share:.1f} %"
    return f"{min(99.99, max(0.01, round(100 * share, 2))):.2f} %"


def share_with_interval(found: Interval) -> str:
    """A share of weeks with its interval."""
    if found.low is None or found.high is None:
        return per_cent(found.estimate)
    ends = f"{per_cent(found.low)[:-2]}–{per_cent(found.high)[:-2]}"
    return f"{per_cent(found.estimate)} ({ends})"


def units_with_interval(found: Sufficing) -> str:
    """The number of units that is enough, with its interval."""
    if found.low is None or found.high is None:
        return f"{found.units} (?)"
    return f"{found.units} ({found.low}–{found.high})"


def text_of(found: Requirement) -> str:
    """The requirement on one screen."""
    parts = (_opening, _answer, _lines, _regions, _simulated, _giving)
    return "\n".join(line for part in parts for line in part(found))


def _opening(found: Requirement) -> Iterator[str]:
    plan, bases = found.plan, Counter(each.basis for each in found.threats)
    yield (
        f"From risk to requirement: {len(found.threats)} threats, {plan.years} years of {WEEKS} "
        f"weeks, seed {plan.seed}"
    )
    yield from wrapped(
        f"A what-if, not a forecast: {bases['counted']} likelihoods are counted from the past, "
        f"{bases['assumed']} are assumed. Need is the number of units needed at once. It includes "
        "the host's own units and leaves out travel, tours and rest."
    )


def _answer(found: Requirement) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for each in found.lines:
        if each.most:
            said.setdefault(_verdict(each), []).append(each.name)
    if not said:
        return
    verdicts = [f"{word} for {listed(said[word])}" for word in _VERDICTS if word in said]
    yield ""
    yield from wrapped(
        f"In {100 * SHARES[-1]:.0f} % of weeks the national figure is {'; '.join(verdicts)}."
    )


def _verdict(each: LineNeed) -> str:
    low, high = each.suffices.low, each.suffices.high
    if low is not None and low >= SHARES[-1]:
        return _VERDICTS[0]
    return _VERDICTS[1] if high is not None and high < SHARES[-1] else _VERDICTS[2]


def _lines(found: Requirement) -> Iterator[str]:
    yield ""
    heading = ("NATIONAL LINES", "figure", "suffices in", *_shares(), "most")
    yield "Units that are enough in 90, 95 and 99 % of weeks, and the most needed in any week:"
    yield from aligned([heading, *(_line_row(each) for each in found.lines)])
    for each in found.lines:
        over = found.over(each.of.line)
        if over:
            weeks = found.plan.years * WEEKS
            threats = _mostly(found, (week.mostly for week in over))
            need = "needs" if len(over) == 1 else "need"
            said = f"{each.name}: {len(over)} of {weeks:,} weeks {need} more than {each.figure}"
            yield from wrapped(f"{said}, mostly {threats}.", indent="  ", further="    ")


def _line_row(each: LineNeed) -> tuple[str, ...]:
    if not each.most:
        return f"  {each.name}", str(each.figure), "not needed", *("" for _ in SHARES), "0"
    suffices = share_with_interval(each.suffices)
    units = (units_with_interval(of) for of in each.quantiles)
    return f"  {each.name}", str(each.figure), suffices, *units, str(each.most)


def _shares() -> Iterator[str]:
    yield from (f"{100 * share:.0f} %" for share in SHARES)


def _mostly(found: Requirement, threats: Iterable[str]) -> str:
    """The names of threats with their counts, most frequent first."""
    names = {each.threat: each.name for each in found.threats}
    counts = Counter(names.get(threat, "need that has ended") for threat in threats)
    return listed([f"{name} ({count})" for name, count in counts.most_common()], 3)


def _regions(found: Requirement) -> Iterator[str]:
    teams = {each.of.region: each for each in found.regions if each.figure_is == "per_region"}
    rows = [("REGIONS: PSUs", "owed", "suffice in", *_shares(), "most", *_of_teams(teams.values()))]
    for each in found.regions:
        if each.of.line == PSU:
            name, owed, _, *rest = _line_row(each)
            team = teams.get(each.of.region)
            own = [per_cent(team.suffices.estimate)] if team else []
            suffices = per_cent(each.suffices.estimate) if each.most else "not needed"
            rows.append((name, owed, suffices, *rest, *own))
    yield ""
    yield from aligned(rows)
    yield "  The units owed are synthetic, and other regions would help."


def _of_teams(teams: Iterable[LineNeed]) -> Iterator[str]:
    for each in list(teams)[:1]:
        yield f"{each.figure} AEP teams suffice in"


def _simulated(found: Requirement) -> Iterator[str]:
    plan, (light, broke) = found.plan, found.light
    yield ""
    yield "SIMULATED: does a line run out of crews that may be sent?"
    if not found.records:
        yield "  Nothing was simulated."
        return
    count, need = f"{len(found.records):,} episodes", f"{100 * HEAVY:.0f} % of a national figure"
    if plan.simulated:
        said = f"{count}: all in {plan.simulated} years, and in other years those that need {need} "
        said += f"at once. Of {light:,} lighter episodes, {broke or 'none'} broke a line."
    else:
        said = f"{count}: those that need {need} at once."
    yield from wrapped(said, indent="  ")
    for each in found.lines:
        line = each.of.line
        if not each.most:
            continue
        broken, short = found.broken(line), found.not_found(line)
        if broken:
            said = f"{each.name}: ran out in {_episodes(len(broken))} of {plan.years} years, "
            said += f"{_once_in(len(broken), plan.years)}; mostly "
            said += f"{_mostly(found, (each.mostly for each in broken))}."
        else:
            said = f"{each.name}: never ran out in {plan.years} years."
        if short:
            said += f" In {_episodes(short)}, forces could not lend all the planned aid."
        yield from wrapped(said, indent="  ", further="    ")


def _episodes(count: int) -> str:
    return f"{count} episode{'s' if count != 1 else ''}"


def _once_in(count: int, years: int) -> str:
    if count >= years:
        return f"{count / years:.1f} a year"
    return f"about once in {round_half_up(years / count)} years"


def _giving(found: Requirement) -> Iterator[str]:
    yield ""
    if not found.periods:
        yield "WHO GIVES, WHO RECEIVES: simulate at least 2 whole years to see this (--simulated 2)"
        return
    yield "WHO GIVES, WHO RECEIVES: PSUs in two-year periods, without national mobilisations"
    forces = {each.force: each for each in found.forces()}
    was = inspected()
    count = len(found.periods)
    heading = ("", f"here, {count} period{'s' if count > 1 else ''}", "inspections 2011–13", "")
    rows = [
        _count_row("net providers", found.providers, was.providers),
        _count_row("net recipients", found.recipients, was.recipients),
        *(_force_row(found, forces[force], was) for force in was.gave if force in forces),
    ]
    yield from aligned([heading, *rows], left=4)
    yield from _most(found, list(forces.values()))


def _count_row(what: str, counts: Sequence[int], was: int) -> tuple[str, ...]:
    here = f"{median(counts):g} ({min(counts)} to {max(counts)})"
    return f"  {what}", here, str(was), _agreed(min(counts) <= was <= max(counts), len(counts))


def _agreed(does: bool, periods: int) -> str:
    if periods < _FEWEST_PERIODS:
        return "too few periods"
    return "agrees" if does else "DOES NOT AGREE"


def _force_row(found: Requirement, each: ForceYear, was: Inspected) -> tuple[str, ...]:
    gave, received = was.gave[each.force], was.received[each.force]
    share = (each.provider_share if gave > received else each.recipient_share) or 0.0
    periods = len(found.periods)
    does = "gives" if gave > received else "receives"
    verdict = _agreed(share > 0.5, periods)
    moved = [found.moved(period) for period in found.periods]
    gives, receives = (
        round_half_up(fmean(of[way, each.force] for of in moved)) for way in ("gives", "receives")
    )
    return (
        f"  {_names(found)[each.force]}",
        *(f"out {gives}, in {receives}", f"out {gave}, in {received}"),
        f"{verdict}: {does} more in {round_half_up(share * periods)} of {periods}",
    )


def _most(found: Requirement, forces: Sequence[ForceYear]) -> Iterator[str]:
    names = _names(found)
    ways = {
        "Give most per year, all episodes": [(each.force, each.gives_all) for each in forces],
        "Receive most per year": [(each.force, each.receives_all) for each in forces],
    }
    for said, counts in ways.items():
        first = sorted(counts, key=lambda each: (-each[1], each[0]))[:_MOST]
        told = listed(
            [f"{names[force]} {units:.0f}" for force, units in first if units >= 0.5], _MOST
        )
        yield from wrapped(f"{said}: {told or 'no force'}.", indent="  ")


def _names(found: Requirement) -> dict[str, str]:
    """The names of the forces, as printed."""
    return {each.force_id: plain_force_name(each.name) for each in found.world.forces}
