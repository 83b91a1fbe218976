"""Which requirement follows from a table of threats, and which forces give and receive aid?

The study has two levels. The first level counts the *need* in every year, which is the largest
number of units needed at once in each week. The second level *simulates* every episode in the first
`RequirementPlan.simulated` years. In the other years, the study simulates an episode only if the
episode needs at least the share `HEAVY` of a national figure at once. The fully simulated years
therefore show common episodes, and all years together show rare episodes.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Final

from mobsim.country.lines import NationalLine
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.html_layout import in_html
from mobsim.ground.intervals import Interval, mean_t
from mobsim.ground.progress import Progress, silent
from mobsim.scenario.scenario import Scenario
from mobsim.stress.requirement.episodes import Episode, episodes_of, world_in
from mobsim.stress.requirement.lending_record import EpisodeRecord, LineBroken, record_of
from mobsim.stress.requirement.model_year import WEEKS
from mobsim.stress.requirement.sufficing import (
    SHARES,
    Sufficing,
    Weeks,
    filled,
    share_of_weeks,
    units_for,
)
from mobsim.stress.requirement.threat_years import happenings_of
from mobsim.stress.requirement.threats import Threat, read_threats
from mobsim.stress.requirement.weekly_need import Of, Peaks, mostly_by, peaks_of
from mobsim.study.engines import engine_of
from mobsim.study.running import map_nights

HEAVY: Final = 0.5
"""A heavy episode needs at least this share of a national figure at once. Heavy episodes are
simulated in every year.
"""
NATIONAL: Final = 0.5
"""An episode is a national mobilisation if it needs at least this share of all national PSUs at
once. The inspections excluded national mobilisations when they counted the units that forces gave
and received.
"""
MOST_YEARS: Final = 2000
PSU: Final = "psu"
_OURS: Final = frozenset(
    "schema base overrides name title question start duration incidents operations aid_out "
    "calendar disorder targets forces_in_play".split()
)
"""Scenario keys that a setting cannot change, because the study sets them."""


@dataclass(frozen=True, slots=True)
class RequirementPlan:
    """The number of years to draw, the number to simulate fully, and the settings."""

    years: int = 200
    simulated: int = 30
    seed: int = 1
    settings: tuple[str, ...] = ()
    first: int = 0
    """The number of the first year."""

    def __post_init__(self) -> None:
        if not 2 <= self.years <= MOST_YEARS:
            message = f"found {self.years}, expected from 2 to {MOST_YEARS:,}"
            raise InputError.about("--years", message)
        if not 0 <= self.simulated <= self.years:
            message = (
                f"found {self.simulated}, expected from 0 to the number of years, {self.years}"
            )
            raise InputError.about("--simulated", message)
        for setting in self.settings:
            key = setting.partition("=")[0].partition(".")[0].strip()
            if key in _OURS:
                message = f"found {setting!r}, but the table of threats sets what happens, and all "
                message += "forces take part; change the table, or omit this setting"
                raise InputError.about("--set", message)

    @property
    def numbers(self) -> range:
        """The numbers of the drawn years."""
        return range(self.first, self.first + self.years)

    def is_whole(self, year: int) -> bool:
        """Whether every episode of a year is simulated."""
        return year < self.first + self.simulated


@dataclass(frozen=True, slots=True)
class WeekOver:
    """A week in which a line needs more units at once than its national figure."""

    year: int
    week: int
    """The week of the year, from 1."""
    line: str
    units: int
    mostly: str
    """The threat that needs most of these units."""


@dataclass(frozen=True, slots=True)
class YearNeed:
    """The need of one year, and the episodes to simulate."""

    year: int
    peaks: Mapping[Of, tuple[int, ...]]
    """The largest number of units needed at once in each week. A line or region without need is
    left out.
    """
    over: tuple[WeekOver, ...]
    happened: Mapping[str, int]
    """The number of incidents that each threat causes; each evening in each place counts as one."""
    to_simulate: tuple[Episode, ...]
    heavy: frozenset[int]
    """The numbers of the heavy episodes."""
    national: frozenset[int]
    """The numbers of the episodes that are national mobilisations."""


def year_need(threats: tuple[Threat, ...], plan: RequirementPlan, year: int) -> YearNeed:
    """Draw one year and count its need."""
    world = world_in(1, plan.settings)
    lines, region_of = world.lines, world.force_region
    happenings = happenings_of(threats, plan.seed, year)
    peaks = peaks_of(happenings, lines, region_of)
    over = tuple(
        WeekOver(
            *(year, week, line.line, peak.units),
            mostly_by(happenings, peak.at, line.line, lines, region_of),
        )
        for line in lines
        for week, peak in enumerate(peaks.get(Of(line.line), ()), 1)
        if peak and peak.units > line.required
    )
    episodes = tuple(episodes_of(happenings, plan.seed, year))
    heavy, national = set(), set()
    for each in episodes:
        most = _most(peaks_of(each.happenings, lines, region_of))
        if any(most[Of(line.line)] >= HEAVY * line.required for line in lines):
            heavy.add(each.number)
        if _national(most, lines):
            national.add(each.number)
    whole = plan.is_whole(year)
    return YearNeed(
        year,
        {of: tuple(peak.units if peak else 0 for peak in found) for of, found in peaks.items()},
        over,
        Counter(each.threat for each in happenings),
        tuple(each for each in episodes if whole or each.number in heavy),
        frozenset(heavy),
        frozenset(national),
    )


def _most(peaks: Peaks) -> Counter[Of]:
    return Counter({of: max(peak.units for peak in found if peak) for of, found in peaks.items()})


def _national(most: Mapping[Of, int], lines: Sequence[NationalLine]) -> bool:
    """Whether the need for PSUs on all lines reaches the share `NATIONAL` of their figures."""
    of_kind = [line for line in lines if line.kind == PSU]
    needed = sum(most[Of(line.line)] for line in of_kind)
    return needed >= NATIONAL * sum(line.required for line in of_kind) > 0


def requirement(
    threats: Path | str | None = None,
    *,
    years: int = 200,
    simulated: int = 30,
    seed: int = 1,
    settings: Sequence[str] = (),
    jobs: int | None = None,
) -> "Requirement":
    """Calculate how many units are enough if threats occur as often as a table states.

    Parameters
    ----------
    threats
        A table of threats, as CSV or XLSX. By default, the shipped table.
    years, simulated
        The number of years to draw, and the number to simulate fully. By default, 30 years are
        simulated fully, or all years if fewer are drawn.
    seed
        The seed of the random draws.
    settings
        Settings for every night, in the form that ``--set`` takes.
    jobs
        The number of processes on this computer. This number does not affect results.

    Raises
    ------
    InputError
        If the table, a number or a setting cannot be used.

    >>> requirement(years=2, simulated=0, settings=("leave=10%",), jobs=1).lines[0].figure
    297
    """
    plan = RequirementPlan(years, min(simulated, years), seed, tuple(settings))
    return find_requirement(read_threats(threats), plan, jobs=jobs)


def simulated_year(
    threats: tuple[Threat, ...], plan: RequirementPlan, year: int
) -> list[EpisodeRecord]:
    """Simulate the chosen episodes of one year, in one worker."""
    need = year_need(threats, plan, year)
    return [record_of(each, plan.settings) for each in need.to_simulate]


def find_requirement(
    threats: Sequence[Threat],
    plan: RequirementPlan | None = None,
    *,
    jobs: int | None = None,
    progress: Progress = silent,
    tell: Callable[[int], None] | None = None,
) -> "Requirement":
    """Draw years of threats, count the need, and simulate the chosen episodes.

    Parameters
    ----------
    tell
        A function called with the number of episodes before the simulation starts.

    Raises
    ------
    InputError
        If the plan or a setting cannot be used.
    """
    plan = plan or RequirementPlan()
    table = tuple(threats)
    _check_hosts(table, plan)
    needs = {year: year_need(table, plan, year) for year in plan.numbers}
    if tell:
        tell(sum(len(each.to_simulate) for each in needs.values()))
    busy = [year for year, each in needs.items() if each.to_simulate]
    records: list[EpisodeRecord] = []
    if busy:
        with closing(engine_of(jobs)) as engine:
            work = partial(simulated_year, table, plan)
            for found in map_nights(work, busy, engine, progress):
                records += found
    return Requirement(table, plan, tuple(needs.values()), tuple(records))


def _check_hosts(threats: Sequence[Threat], plan: RequirementPlan) -> None:
    """Raise `InputError` if a threat's host is not in the table of forces."""
    known = world_in(1, plan.settings).force_region
    faults = [
        Fault("--set", 0, 0, each.threat, f"{host!r} is not in the table of forces")
        for each in threats
        for host in each.hosts
        if host not in known
    ]
    if faults:
        raise InputError(faults)


@dataclass(frozen=True, slots=True)
class LineNeed:
    """How often a number of units is enough on a national line or in a region."""

    of: Of
    name: str
    figure: int
    """The national figure. For a region, the units that its forces owe or that each region must
    field.
    """
    figure_is: str
    """``national``, ``per_region`` or ``owed``."""
    suffices: Interval
    """The share of weeks in which the figure is enough."""
    quantiles: tuple[Sufficing, ...]
    most: int
    """The largest need in any drawn week."""


@dataclass(frozen=True, slots=True)
class ForceYear:
    """The units of one kind that a force gives and receives per year."""

    force: str
    gives: Interval | None
    """The units per year, without heavy episodes. The value is None if no year is fully
    simulated.
    """
    receives: Interval | None
    gives_heavy: float
    """The units per year in heavy episodes."""
    receives_heavy: float
    gave_hours: float
    """The unit-hours per year in all simulated episodes."""
    received_hours: float
    provider_share: float | None
    """The share of two-year periods in which the force gives more than it receives, by the
    inspections' method. The share is None if there is no such period.
    """
    recipient_share: float | None

    @property
    def gives_all(self) -> float:
        """The units given per year in all simulated episodes."""
        return (self.gives.estimate if self.gives else 0.0) + self.gives_heavy

    @property
    def receives_all(self) -> float:
        """The units received per year in all simulated episodes."""
        return (self.receives.estimate if self.receives else 0.0) + self.receives_heavy


@dataclass(frozen=True, repr=False)
class Requirement:
    """The requirement that follows from a table of threats."""

    threats: tuple[Threat, ...]
    plan: RequirementPlan
    needs: tuple[YearNeed, ...]
    records: tuple[EpisodeRecord, ...]

    def text(self) -> str:
        """The text that ``mobsim requirement`` prints."""
        from mobsim.stress.requirement.requirement_text import text_of

        return text_of(self)

    def _repr_html_(self) -> str:
        return in_html(self.text)

    def __repr__(self) -> str:
        return f"<Requirement: {len(self.threats)} threats, {self.plan.years} years>"

    @cached_property
    def world(self) -> Scenario:
        """The forces, stock, lines and policies that the simulation uses."""
        return world_in(1, self.plan.settings)

    def weeks(self, of: Of) -> Weeks:
        """The units needed at once, with one row for each year and one column for each week."""
        return filled([each.peaks.get(of, (0,) * WEEKS) for each in self.needs])

    @cached_property
    def lines(self) -> list[LineNeed]:
        """The need on each national line."""
        return [
            self._need(Of(line.line), line.name, line.required, "national")
            for line in self.world.lines
        ]

    @cached_property
    def regions(self) -> list[LineNeed]:
        """The need in each region, for each kind that has a national line."""
        found = []
        for kind, per_region in _kinds_of(self.world.lines).items():
            owed: Counter[str] = Counter()
            for force in self.world.forces:
                owed[force.region] += force.stock[kind].commitment
            for region in self.world.regions:
                figure = per_region or owed[region.region_id]
                basis = "per_region" if per_region else "owed"
                found.append(self._need(Of(kind, region.region_id), region.name, figure, basis))
        return found

    def _need(self, of: Of, name: str, figure: int, figure_is: str) -> LineNeed:
        weeks = self.weeks(of)
        return LineNeed(
            *(of, name, figure, figure_is, share_of_weeks(weeks, figure)),
            tuple(units_for(weeks, share) for share in SHARES),
            int(weeks.max()),
        )

    # --- what broke -------------------------------------------------------------------------------

    def over(self, line: str) -> list[WeekOver]:
        """The weeks in which a line needs more than its figure."""
        return [week for each in self.needs for week in each.over if week.line == line]

    def broken(self, line: str) -> list[LineBroken]:
        """Every case in which a heavy episode breaks a line."""
        heavy = {each.year: each.heavy for each in self.needs}
        return [
            found
            for record in self.records
            if record.number in heavy[record.year]
            for found in record.breaks
            if found.line == line
        ]

    @cached_property
    def light(self) -> tuple[int, int]:
        """The number of simulated episodes that are not heavy, and how many break a line."""
        heavy = {each.year: each.heavy for each in self.needs}
        found = [each for each in self.records if each.number not in heavy[each.year]]
        return len(found), sum(bool(each.breaks) for each in found)

    def not_found(self, line: str) -> int:
        """The number of episodes in which forces could not lend all planned units of a line."""
        return sum(any(of == line for of, _ in each.not_found) for each in self.records)

    # --- who gives, who receives ------------------------------------------------------------------

    @cached_property
    def periods(self) -> list[range]:
        """The two-year periods in which both years were fully simulated."""
        first, years = self.plan.first, self.plan.simulated
        return [range(year, year + 2) for year in range(first, first + years - 1, 2)]

    def moved(self, period: range, kind: str = PSU) -> Counter[tuple[str, str]]:
        """The units each force ``gives`` and ``receives``, excluding national mobilisations."""
        national = {each.year: each.national for each in self.needs}
        found: Counter[tuple[str, str]] = Counter()
        for record in self.records:
            if record.year in period and record.number not in national[record.year]:
                for lent in record.lent:
                    if lent.kind == kind:
                        found["gives", lent.donor] += lent.units
                        found["receives", lent.host] += lent.units
        return found

    def balance(self, period: range, kind: str = PSU) -> dict[str, int]:
        """The units each force gave minus the units received, excluding national mobilisations."""
        moved = self.moved(period, kind)
        forces = self.world.force_region
        return {each: moved["gives", each] - moved["receives", each] for each in forces}

    def forces(self, kind: str = PSU) -> list[ForceYear]:
        """The units that each force gives and receives per year, ordered by the force's id."""
        heavy = {each.year: each.heavy for each in self.needs}
        common: Counter[tuple[str, str, int]] = Counter()
        rare: Counter[tuple[str, str]] = Counter()
        hours: dict[tuple[str, str], float] = defaultdict(float)
        whole = self.plan.simulated
        for record in self.records:
            is_rare = record.number in heavy[record.year]
            of = self.plan.years if is_rare else whole
            for lent in record.lent:
                if lent.kind != kind:
                    continue
                for way, force in (("gives", lent.donor), ("receives", lent.host)):
                    hours[way, force] += lent.unit_hours / of
                    if is_rare:
                        rare[way, force] += lent.units
                    else:
                        common[way, force, record.year] += lent.units
        balances = [self.balance(period, kind) for period in self.periods]

        def yearly(way: str, force: str) -> Interval | None:
            return mean_t(common[way, force, year] for year in self.plan.numbers[:whole])

        return [
            ForceYear(
                *(force, yearly("gives", force), yearly("receives", force)),
                *(rare[way, force] / self.plan.years for way in ("gives", "receives")),
                *(hours[way, force] for way in ("gives", "receives")),
                *(_share_of(balances, force, sign) for sign in (1, -1)),
            )
            for force in sorted(self.world.force_region)
        ]

    @cached_property
    def providers(self) -> list[int]:
        """The number of net providers in each two-year period, by the inspections' method."""
        return [sum(v > 0 for v in self.balance(period).values()) for period in self.periods]

    @cached_property
    def recipients(self) -> list[int]:
        """The number of net recipients in each two-year period."""
        return [sum(v < 0 for v in self.balance(period).values()) for period in self.periods]

    @property
    def heaviest(self) -> list[Episode]:
        """The simulated episodes, with the largest need first."""
        found = [episode for each in self.needs for episode in each.to_simulate]
        return sorted(found, key=lambda each: (-_size(each), each.year, each.number))


def _kinds_of(lines: Iterable[NationalLine]) -> dict[str, int | None]:
    """Each kind of unit that has a national line, and the number that each region must field."""
    return {line.kind: line.per_region for line in lines}


def _share_of(balances: Sequence[Mapping[str, int]], force: str, sign: int) -> float | None:
    if not balances:
        return None
    return sum(sign * each.get(force, 0) > 0 for each in balances) / len(balances)


def _size(episode: Episode) -> int:
    return sum(units for each in episode.happenings for _, units in each.units)
