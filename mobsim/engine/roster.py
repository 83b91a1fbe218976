"""When is each crew on duty, and when can off-duty crews come in?

Under roster readiness, a force's crews take turns to work shifts: the crews of one shift are off
duty in the next shift. The scenario sets how many crews are on duty in each hour, and the crews'
numbers decide which crews are on duty. A crew's readiness depends on the minute at which it is
ordered.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from mobsim.engine.readiness import FORMED, ON_DUTY, Turnout
from mobsim.engine.state import Crew
from mobsim.ground.clock import SHIFT_STARTS, WallClock
from mobsim.ground.last_made import LastMade
from mobsim.ground.units import MINUTES_PER_HOUR, round_down, round_up
from mobsim.scenario.scenario import Roster, Scenario

_KEPT = 64
"""The number of sets of turnouts that a roster stores, which is enough for about a week of
shifts."""


_NOT_RECALLED = -math.inf
_by_readiness = itemgetter(0, 1)


class WallHours:
    """The clock hours of a run in local time, and the shifts that these hours form.

    Hour 0 and shift 0 begin at or before minute 0 of the run, and contain minute 0.
    """

    def __init__(self, clock: WallClock) -> None:
        self._clock = clock
        begun = clock.at(0.0)
        self._on_wall: dict[int, tuple[bool, int]] = {}
        """Whether each hour is on a bank holiday, and the place of the hour in the day or the
        week."""
        self._first = MINUTES_PER_HOUR - begun.minute - begun.second / 60
        self._shifts = [self._hours_of_shift_0()]

    def index(self, minute: float) -> int:
        """The hour that contains a minute of the run."""
        if minute < self._first:
            return 0
        return 1 + int((minute - self._first) // MINUTES_PER_HOUR)

    def begins(self, hour: int) -> float:
        """The minute when an hour begins."""
        return self._first + (hour - 1) * MINUTES_PER_HOUR

    def _starts_shift(self, hour: int) -> bool:
        return self._clock.at(self.begins(hour)).hour in SHIFT_STARTS

    def _hours_of_shift_0(self) -> range:
        first = 0
        while not self._starts_shift(first):
            first -= 1
        return range(first, self._next_start(0))

    def _next_start(self, hour: int) -> int:
        hour += 1
        while not self._starts_shift(hour):
            hour += 1
        return hour

    def shift(self, number: int) -> range:
        """The hours of a shift."""
        while len(self._shifts) <= number:
            begins = self._shifts[-1].stop
            self._shifts.append(range(begins, self._next_start(begins)))
        return self._shifts[number]

    def shift_of(self, hour: int) -> int:
        """The shift that an hour belongs to."""
        number = len(self._shifts) - 1
        while self._shifts[number].stop <= hour:
            number += 1
            self.shift(number)
        while self._shifts[number].start > hour:
            number -= 1
        return number

    def on_duty(self, roster: Roster, hour: int) -> int:
        """The number of crews on duty in an hour."""
        known = self._on_wall.get(hour)
        if known is None:
            minute = self.begins(hour)
            holiday = self._clock.is_holiday(minute)
            by_hour = self._clock.hour_of_week(minute)
            known = self._on_wall[hour] = (holiday, by_hour % 24 if holiday else by_hour)
        holiday, place = known
        return roster.holiday[place] if holiday else roster.by_hour[place]


@dataclass(frozen=True, slots=True)
class MusterMeans:
    """Mean minutes to muster a formed crew, to muster any other crew, and to recall a crew."""

    formed: float
    assembled: float
    recall: float
    apart: bool = field(init=False)
    """Whether formed crews muster first, other crews on duty next, and off-duty crews last."""

    def __post_init__(self) -> None:
        apart = self.formed < self.assembled and self.recall > 0
        object.__setattr__(self, "apart", apart)


ExpectedCrew = tuple[float, int, Crew]
"""A crew with its number and the minute when it is expected to have mustered."""


def _recalled_first(later: tuple[float, float, int]) -> tuple[float, int]:
    recalled_until, shift_start, number = later
    return (shift_start if recalled_until == _NOT_RECALLED else _NOT_RECALLED, number)


class CrewsByWay:
    """The turnouts of all crews in one hour, and the crews' numbers grouped by turnout."""

    def __init__(self, turnouts: Sequence[Turnout]) -> None:
        self.turnouts = tuple(turnouts)
        """The turnouts in order of crew number, from crew 1."""
        self.formed: list[int] = []
        self.on_duty: list[int] = []
        self.later: list[tuple[float, float, int]] = []
        """Off-duty crews: recallable crews in order of number, then others by the start of their
        shift. Each has the minute until which a recall is sooner than its shift, the minute when
        its shift begins, and its number.
        """
        for number, turnout in enumerate(turnouts, start=1):
            if turnout is FORMED:
                self.formed.append(number)
            elif turnout is ON_DUTY:
                self.on_duty.append(number)
            else:
                start = turnout.shift_start
                recalled_until = start if turnout.source == "recall" else _NOT_RECALLED
                self.later.append((recalled_until, start, number))
        self.later.sort(key=_recalled_first)
        self.next_shift = min((start for _, start, _ in self.later), default=math.inf)
        """The minute when the first off-duty crew comes on duty."""


class _AtHome:
    """The crews at home in one hour, in the same order as in `CrewsByWay`."""

    def __init__(self, by_way: CrewsByWay, crews: Mapping[int, Crew]) -> None:
        self.formed = [(n, crews[n]) for n in by_way.formed if n in crews]
        self.on_duty = [(n, crews[n]) for n in by_way.on_duty if n in crews]
        self.later = [(until, start, n, crews[n]) for until, start, n in by_way.later if n in crews]


class CrewRoster:
    """The turnout of each crew of one force and kind, hour by hour."""

    def __init__(self, hours: WallHours, roster: Roster, crews: int, formed_share: float) -> None:
        self._hours = hours
        self._roster = roster
        self._crews = crews
        self._formed_share = formed_share
        self._sizes: list[int] = []
        self._offsets = [0]
        self._by_hour: dict[tuple[int, float], CrewsByWay] = {}
        self._by_shift: dict[tuple[int, int, float], CrewsByWay] = {}
        """The turnouts for each shift, number of crews on duty, and recall share."""
        self._turnouts: dict[tuple[str, float], Turnout] = {}
        """Equal turnouts are one object, which saves memory."""
        self._latest = (0.0, 0.0, 0.0, CrewsByWay(()))
        """The turnouts that were last looked at: the hour's begin and end, and the recall share."""
        self._home: tuple[Crew, ...] = ()
        self._at_home: dict[CrewsByWay, _AtHome] = {}
        """The crews that were at home when crews were last listed, for each hour's turnouts."""

    def turnouts(self, minute: float, recall_share: float) -> tuple[Turnout, ...]:
        """The turnouts, in order of crew number, of crews that are ordered at ``minute``."""
        return self._by_way(minute, recall_share).turnouts

    def expected(self, turnout: Turnout, order: float, means: MusterMeans) -> float:
        """The minute when a crew with this turnout is expected to muster after an order."""
        if turnout is FORMED:
            return order + means.formed
        if turnout is ON_DUTY:
            return order + means.assembled
        recalled = order + means.recall
        if turnout.source == "recall" and recalled < turnout.shift_start:
            return recalled + means.assembled
        return turnout.shift_start + means.assembled

    def first(
        self,
        crews: tuple[Crew, ...],
        most: int,
        order: float,
        recall_share: float,
        means: MusterMeans,
        until: float = math.inf,
    ) -> list[ExpectedCrew]:
        """The first ``most`` of ``crews``, in the order in which they would muster.

        Crews that would muster after ``until`` may be left out. ``crews`` must be in order of
        number. The turnouts of an hour are the same in every night, so they are computed once. For
        each night, the roster selects the crews that are at home.
        """
        if not means.apart:
            return self._sorted(crews, order, recall_share, means)[:most]
        by_way = self._by_way(order, recall_share)
        at_home = self._those_at_home(crews, by_way)
        ready, found = order + means.formed, []
        if at_home.formed and ready <= until:
            found = [(ready, number, crew) for number, crew in at_home.formed[:most]]
        ready, left = order + means.assembled, most - len(found)
        if left and at_home.on_duty and ready <= until:
            found += [(ready, number, crew) for number, crew in at_home.on_duty[:left]]
            left = most - len(found)
        if left and ready <= until:
            near = order + means.recall >= by_way.next_shift
            found += self._first_later(at_home, left, order, means, near=near)
        return found

    def _by_way(self, minute: float, recall_share: float) -> CrewsByWay:
        begins, ends, share, last = self._latest
        if begins <= minute < ends and share == recall_share:
            return last
        hour = self._hours.index(minute)
        found = self._by_hour.get((hour, recall_share))
        if found is None:
            found = self._by_hour[hour, recall_share] = self._of_hour(hour, recall_share)
        begins = self._hours.begins(hour)
        self._latest = begins, begins + MINUTES_PER_HOUR, recall_share, found
        return found

    def _of_hour(self, hour: int, recall_share: float) -> CrewsByWay:
        on_duty = min(self._crews, self._hours.on_duty(self._roster, hour))
        key = (self._hours.shift_of(hour), on_duty, recall_share)
        found = self._by_shift.get(key)
        if found is None:
            if len(self._by_shift) >= _KEPT:
                self._by_shift.clear()
                self._by_hour.clear()
                self._turnouts.clear()
            found = self._by_shift[key] = CrewsByWay(self._turn_out(*key))
        return found

    def _those_at_home(self, crews: tuple[Crew, ...], by_way: CrewsByWay) -> _AtHome:
        if crews is not self._home:
            self._home, self._at_home = crews, {}
        found = self._at_home.get(by_way)
        if found is None:
            by_number = {crew.number: crew for crew in crews}
            found = self._at_home[by_way] = _AtHome(by_way, by_number)
        return found

    def _first_later(
        self, at_home: _AtHome, most: int, order: float, means: MusterMeans, *, near: bool
    ) -> list[ExpectedCrew]:
        """The first ``most`` off-duty crews: recalled crews first, unless a shift begins soon."""
        recalled, assembled = order + means.recall, means.assembled
        found = [
            ((recalled if recalled < recalled_until else start) + assembled, number, crew)
            for recalled_until, start, number, crew in (
                at_home.later if near else at_home.later[:most]
            )
        ]
        if near:
            found.sort(key=_by_readiness)
        return found[:most]

    def _sorted(
        self, crews: Iterable[Crew], order: float, recall_share: float, means: MusterMeans
    ) -> list[ExpectedCrew]:
        turnouts = self.turnouts(order, recall_share)
        found = [
            (self.expected(turnouts[crew.number - 1], order, means), crew.number, crew)
            for crew in crews
        ]
        found.sort(key=_by_readiness)
        return found

    def _turn_out(self, shift: int, on_duty: int, recall_share: float) -> list[Turnout]:
        crews = self._crews
        if not crews:
            return []
        first = self._offset(shift)
        formed = round_up(self._formed_share * on_duty)
        recallable = on_duty + round_down(recall_share * (crews - on_duty))
        starts = self._next_shifts(shift)
        found = []
        for crew in range(crews):
            place = (crew - first) % crews
            if place < on_duty:
                found.append(FORMED if place < formed else ON_DUTY)
                continue
            key = ("recall" if place < recallable else "shift", starts[crew])
            found.append(self._turnouts.setdefault(key, Turnout(*key)))
        return found

    def _next_shifts(self, shift: int) -> dict[int, float]:
        """The minute when each crew's next shift begins; here crew numbers start from 0."""
        found: dict[int, float] = {}
        while len(found) < self._crews:
            shift += 1
            begins, first = self._hours.begins(self._hours.shift(shift).start), self._offset(shift)
            for crew in range(first, first + self._size(shift)):
                found.setdefault(crew % self._crews, begins)
        return found

    def _size(self, shift: int) -> int:
        """The number of crews in a shift: the most crews on duty in any of its hours."""
        while len(self._sizes) <= shift:
            hours = self._hours.shift(len(self._sizes))
            most = max(self._hours.on_duty(self._roster, hour) for hour in hours)
            self._sizes.append(min(self._crews, max(1, most)))
        return self._sizes[shift]

    def _offset(self, shift: int) -> int:
        """The number of a shift's first crew, which follows the last crew of the previous shift."""
        while len(self._offsets) <= shift:
            before = self._offsets[-1] + self._size(len(self._offsets) - 1)
            self._offsets.append(before % self._crews)
        return self._offsets[shift]


CrewRosters = Mapping[str, Mapping[str, CrewRoster]]
"""The rosters of the crews of each force and kind."""
_made = LastMade[CrewRosters]()
_fit = LastMade[Mapping[str, Mapping[str, int]]]()


def rosters_of(scenario: Scenario, kinds: Sequence[str]) -> CrewRosters:
    """The rosters of all forces of a scenario, for the given kinds of unit."""
    stock, forces = scenario.stock, scenario.force_region
    fit = _fit.of(
        (stock, forces, kinds),
        lambda: {force: {kind: stock[force][kind].fit for kind in kinds} for force in forces},
    )
    return crew_rosters(scenario.clock, scenario.rosters, fit, scenario.local.formed_share)


def crew_rosters(
    clock: WallClock,
    rosters: Mapping[str, Mapping[str, Roster]],
    fit: Mapping[str, Mapping[str, int]],
    formed_share: float,
) -> CrewRosters:
    """The rosters of all forces and kinds.

    The result is the same for every night of a scenario, and computing it takes a third as long as
    running a night. The result for the last scenario is therefore reused.
    """

    def make() -> CrewRosters:
        hours = WallHours(clock)
        return {
            force: {
                kind: CrewRoster(hours, rosters[force][kind], crews, formed_share)
                for kind, crews in kinds.items()
            }
            for force, kinds in fit.items()
        }

    return _made.of((clock, rosters, fit, formed_share), make)
