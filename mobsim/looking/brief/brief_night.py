"""Which facts about a night do all sheets of its briefing use?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from mobsim.country.lines import BEYOND_REGION, PSU
from mobsim.ground.clock import DayTimes
from mobsim.looking.brief.sheets import NEVER, Cell, columns
from mobsim.looking.report import NightSource
from mobsim.scoring import events as ev
from mobsim.scoring.causes import RELIEF_OF, meaning_of
from mobsim.scoring.crew_orders import AGREEMENT, CrewAsk, CrewOrder, NightOrders, night_orders
from mobsim.scoring.events import NPOCC
from mobsim.scoring.steps import StepCurve, total
from mobsim.scoring.tally import Front
from mobsim.telling.story.orders_unused import why_unused
from mobsim.telling.story.story_night import StoryNight, story_night
from mobsim.telling.story.story_opening import Opening
from mobsim.telling.wording import force_name, region_name, shortened


class BriefNight:
    """The orders, crew numbers, names and clock of a night, from which mobsim makes sheets."""

    def __init__(self, source: NightSource) -> None:
        self.source = source
        self.facts = source.facts
        clock = source.facts.clock or source.scenario.clock
        self.times = DayTimes(clock, source.facts.duration)
        self.story: StoryNight = story_night(source.log, source.facts, self.times)
        self.tally = self.story.tally
        self.measures = source.measures
        self.found: NightOrders = night_orders(source.log)
        self.fronts: Mapping[tuple[str, str], Front] = {**self.tally.fronts, **self.tally.areas}
        needed = {kind for (_, kind), front in self.fronts.items() if front.need.minutes}
        self.kinds = [k.kind_id for k in source.scenario.kinds if k.kind_id in needed]
        self.main_kind = PSU if PSU in self.kinds or not self.kinds else self.kinds[0]

    # --- names ------------------------------------------------------------------------------

    def force(self, force: str | None) -> str:
        return shortened(force_name(self.facts, force or ""))

    def place(self, incident: str | None) -> str:
        return shortened(self.story.say.place(incident))

    def region(self, region: str) -> str:
        return shortened(region_name(region))

    def kind(self, kind: str | None) -> str:
        known = self.facts.kinds.get(kind or "")
        return known.short if known else kind or ""

    def desk(self, desk: str | None) -> str:
        """The printed name of the desk or host that asks."""
        if desk == AGREEMENT:
            return "the host, under an agreement"
        return shortened(self.story.say.broker(desk).removeprefix("the "))

    def at(self, minute: float | None, otherwise: str = NEVER) -> str:
        """Print a minute as a time, or print ``otherwise`` if the minute is None."""
        return otherwise if minute is None else self.times.at(minute)

    # --- forces ------------------------------------------------------------------------------

    @cached_property
    def by_force(self) -> Mapping[str, list[CrewOrder]]:
        """All orders, by the force that owns the crew."""
        return _by(self.found.orders, lambda order: order.row.force)

    @cached_property
    def by_place(self) -> Mapping[str, list[CrewOrder]]:
        """All orders, by incident."""
        return _by(self.found.orders, lambda order: order.row.incident)

    @cached_property
    def asks_of(self) -> Mapping[str, list[CrewAsk]]:
        """All asks, by the force that receives the ask."""
        return _by(self.found.asks, lambda ask: ask.row.force)

    @cached_property
    def briefed(self) -> list[str]:
        """Forces with an ask for aid, or with ordered or planned crews, in order of name."""
        planned = (ev.UNIT_COMMITTED, ev.UNIT_STOOD_BY, ev.OPERATION_SHORT)
        found = {row.force or "" for row in self.source.log if row.event in planned}
        return sorted({*found, *self.by_force, *self.asks_of}, key=self.force)

    @cached_property
    def others(self) -> set[str]:
        """The forces of the scenario, without bodies beyond the 43 forces."""
        known = self.facts.forces.items()
        return {force for force, of in known if of.region != BEYOND_REGION}

    @cached_property
    def unbriefed(self) -> list[str]:
        """Forces without a sheet."""
        return sorted(self.others - set(self.briefed), key=self.force)

    @cached_property
    def regions(self) -> list[str]:
        """Regions that have a force with a sheet, or whose RICC receives a request."""
        found = {self.facts.region_of(force) for force in self.briefed}
        found |= {each.row.counterpart or "" for each in self.found.requests} - {NPOCC}
        return sorted(found - {BEYOND_REGION, ""}, key=self.region)

    def forces_of(self, region: str) -> list[str]:
        """The forces of a region, in order of name."""
        known = self.facts.forces.items()
        return sorted((force for force, of in known if of.region == region), key=self.force)

    @cached_property
    def hosts(self) -> Mapping[str, list[str]]:
        """The places of each host, in the order in which their disorder begins."""
        found: dict[str, list[str]] = defaultdict(list)
        for incident, clocks in self.tally.clocks.items():
            if incident in self.facts.incidents:
                found[clocks.force].append(incident)
        return found

    # --- levels ------------------------------------------------------------------------------

    def home(self, force: str, kind: str) -> StepCurve | None:
        """The number of a force's crews free at home; None if its stock is unknown."""
        stock = self.facts.stock.get(force, {}).get(kind)
        if stock is None:
            return None
        return self.tally.home.get((force, kind), StepCurve(stock.fit))

    def floor(self, force: str, kind: str) -> int:
        """The number of a force's crews that should stay at home."""
        stock = self.facts.stock.get(force, {}).get(kind)
        return stock.floor if stock else 0

    def capacity(self, region: str, kind: str) -> "RegionLevel | None":
        """The crews at home in a region; None if no stock of any of its forces is known."""
        forces = self.forces_of(region)
        homes = [home for force in forces if (home := self.home(force, kind)) is not None]
        if not homes:
            return None
        level = total(homes)
        floor = sum(self.floor(force, kind) for force in forces)
        return RegionLevel(level.base, floor, *level.lowest(), level.at(self.facts.duration))


class RegionLevel(NamedTuple):
    """The numbers of crews of one kind at home in a region: first, fewest and last."""

    before: int
    floor: int
    """The number of the region's crews that should stay at home."""
    fewest: int
    when: float | None
    """The first minute with the fewest crews; None if no crew left."""
    in_the_end: int


def _by(found: Iterable[Any], name: Any) -> dict[str, list[Any]]:
    together: dict[str, list[Any]] = defaultdict(list)
    for each in found:
        together[name(each) or ""].append(each)
    return together


# --- rows of orders -------------------------------------------------------------------------------

ORDERED: Final = columns("Ordered | Crews | Kind")
MOVED: Final = columns("Leaves | Due on duty | At RVP | On duty | Released | Home")


_BEFORE: Final = 4
"""The number of values in the key of a group of orders that come before the cells."""


def together(
    night: BriefNight, orders: Iterable[CrewOrder]
) -> Iterator[tuple[CrewOrder, int, list[Cell]]]:
    """Group orders that have the same force, place, kind, times and remark.

    For each group, the function yields the first order, the number of orders, the cells of the
    columns `MOVED`, and the remark.
    """
    found: dict[tuple[Any, ...], list[CrewOrder]] = defaultdict(list)
    for order in orders:
        row, cells = order.row, _cells(night, order)
        at = night.at(row.minute)
        found[(row.force, row.incident, row.kind, at, *cells)].append(order)  # see _BEFORE
    for key, same in found.items():
        yield same[0], len(same), list(key[_BEFORE:])


def _cells(night: BriefNight, order: CrewOrder) -> list[Cell]:
    row = order.row
    arrived = (order.leaves, row.expected_minute, order.at_rvp, order.on_duty)
    return [*(night.at(minute) for minute in (*arrived, order.over, order.home)), _remark(order)]


_PLAIN: Final = ("aid", "own", "first response")
"""The causes of an order that need no remark."""


def _remark(order: CrewOrder) -> str:
    """A remark on an unusual order, or on an order that did not bring its crew on duty."""
    cause = order.row.cause or ""
    said = "relief" if cause.startswith(RELIEF_OF) else meaning_of(order.row.event, cause, "")
    told = [] if cause in _PLAIN else [said]
    if order.cancelled is not None:
        why = why_unused(order.cancelled)
        told = [why if why.startswith("cancelled") else f"cancelled: {why}"]
    elif order.stood_down is not None and order.on_duty is None:
        told.append(why_unused(order.stood_down))
    return "; ".join(told)


def opening_texts(opening: Opening) -> list[str]:
    """The answers that open a story, each after its label."""
    found: list[str] = []
    for line in opening:
        if line.label:
            found.append(f"{line.label}: {line.text}")
        else:
            found[-1] += f" {line.text}"
    return found
