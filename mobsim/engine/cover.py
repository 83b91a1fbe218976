"""How many of the available crews are needed, and which ones?

A crew covers need only from the minute when the crew is expected to be deployed. A crew is wanted
if the need known for that minute or later exceeds the number of crews already expected by then.
"""

import math
from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from mobsim.country.demand import Need
from mobsim.engine.state import IncidentState, KindState, Order, by_due, by_expected
from mobsim.ground.units import round_up
from mobsim.policy import Ranking
from mobsim.policy.picture import Candidate
from mobsim.scenario.scenario import Scenario

KnownNeed = Callable[[float], int]
"""A function that gives the need that is known for a minute or for later."""


class Rivals(NamedTuple):
    """Which candidates can still be picked: the soonest, and near ones that relieve in time."""

    soon: float = math.inf
    """The last minute at which any candidate can be deployed."""
    near: float = -math.inf
    """The longest drive of a near candidate, in minutes."""
    late: float = -math.inf
    """The last minute at which a near candidate can be deployed; not before ``soon``."""


Sooner = Callable[[Rivals], Sequence[Candidate]]
"""A function that gives all candidates that can still be picked, and may give others."""
Standings = Callable[[Sequence[Candidate]], list[float]]
"""A function that gives the minutes by which candidates are ranked among the host's own crews."""

_by_drive = attrgetter("drive_minutes", "expected_minute", "force", "number")
_by_arrival = attrgetter("expected_minute", "drive_minutes", "force", "number")


class Picked(NamedTuple):
    """The candidates to ask for, divided by purpose."""

    need: list[Candidate]
    relief: list[Candidate]


class Wanting(NamedTuple):
    """The number of units of one kind that are still needed, both to meet need and as reliefs."""

    need: int
    relief: int

    @property
    def total(self) -> int:
        return self.need + self.relief


def with_reserve(units: int, share: float) -> int:
    """The need plus the reserve share, rounded up."""
    return round_up(units * (1 + share))


def judged_need(
    scenario: Scenario, incident: IncidentState, state: KindState, now: float, estimate: float
) -> int:
    """The need as the host judges it, including the reserve share.

    If the need is stated, the host judges it to be the largest need within the look-ahead and the
    present spell. If the host only sees the need, it judges the need to be the present need times
    its estimate of one unit.
    """
    share = scenario.rules.reserve_share
    if not state.seen:
        assert isinstance(state.need, Need)
        last = min(now + scenario.durations.look_ahead, incident.spell_ends)
        return with_reserve(state.need.largest(now, max(now, last)), share)
    if not state.present:
        return 0
    return max(1, round_up(state.present * (1 + share) * estimate))


def known_need(scenario: Scenario, incident: IncidentState, state: KindState) -> KnownNeed:
    """The need known when it was last judged or, if it has not been judged, the present need."""
    judged_at, judged = incident.judged_at, state.judged
    if state.open_ended:
        since = incident.spell_began if judged_at is None else judged_at
        until = since + scenario.durations.seen_need_lasts
        return lambda minute: judged if minute <= until else 0
    if judged_at is None:
        return lambda minute: judged
    look_ahead = scenario.durations.look_ahead
    share = scenario.rules.reserve_share
    need = state.need
    assert isinstance(need, Need)
    return lambda minute: with_reserve(need.known(judged_at, look_ahead, minute), share)


class Cover:
    """The minutes when a host expects crews to be deployed, compared with the known need."""

    def __init__(self, known: KnownNeed, arrivals: Sequence[float]) -> None:
        self._known = known
        self._arrivals = sorted(arrivals)

    def wants(self, expected: float) -> bool:
        """Whether the host wants another crew that is expected to be deployed at this minute."""
        return self._known(expected) > bisect_right(self._arrivals, expected)

    def add(self, expected: float) -> None:
        """Count one more crew, which is expected to be deployed at this minute."""
        insort(self._arrivals, expected)


def firm_cover(
    scenario: Scenario, incident: IncidentState, state: KindState, *, own_compete: bool
) -> Cover:
    """The cover that the ordered crews and the requested crews provide.

    If ``own_compete`` is true, the host's own crews that have not mustered do not count.
    """
    known = known_need(scenario, incident, state)
    return Cover(known, _firm(state, own_compete=own_compete) + state.asked_need)


def own_wanted(scenario: Scenario, state: KindState) -> int:
    """The number of units for which the host orders its own crews.

    If the host asks for aid before its own crews have mustered, requested crews do not count.
    """
    return state.judged - len(state.lineup) if before_own(scenario) else state.uncovered


def own_cover(scenario: Scenario, incident: IncidentState, state: KindState) -> Cover:
    """The cover that a host counts on when it orders its own crews."""
    if not before_own(scenario):
        return firm_cover(scenario, incident, state, own_compete=False)
    known = known_need(scenario, incident, state)
    return Cover(known, _firm(state, own_compete=False))


class OpenCover(Cover):
    """The cover of a host that requests more crews than it lacks; requested crews do not count."""

    def add(self, expected: float) -> None:
        """Count nothing, because some of the requested crews may not come."""


def asking_cover(scenario: Scenario, incident: IncidentState, state: KindState) -> Cover:
    """The cover that a host counts on when it asks for aid."""
    own_compete = not scenario.policies.whole_forces
    if scenario.asking.share <= 1:
        return firm_cover(scenario, incident, state, own_compete=own_compete)
    known = known_need(scenario, incident, state)
    return OpenCover(known, _firm(state, own_compete=own_compete))


def _firm(state: KindState, *, own_compete: bool) -> list[float]:
    return [
        order.expected
        for order in state.lineup.values()
        if not (own_compete and order.mustered is None and order.own)
    ]


def before_own(scenario: Scenario) -> bool:
    """Whether hosts ignore their own unmustered crews when they ask for aid."""
    return scenario.asking.when == "before_own" and not scenario.policies.whole_forces


def unmustered_own(state: KindState) -> list[Order]:
    """The host's ordered crews that have not mustered, by expected deployment and then id."""
    if not state.unmustered_own:
        return []
    waiting = [o for o in state.lineup.values() if o.mustered is None and o.own]
    waiting.sort(key=by_expected)
    return waiting


def _expected(candidates: Sequence[Candidate]) -> list[float]:
    return [crew.expected_minute for crew in candidates]


def shortfall(
    scenario: Scenario,
    incident: IncidentState,
    state: KindState,
    candidates: Sooner,
    standings: Standings = _expected,
) -> int:
    """The number of units to request: the host's share of its shortfall, limited by its batch."""
    asked = _share_of(scenario, state, _lacking(scenario, incident, state, candidates, standings))
    return asked if state.batch_left is None else min(asked, left_of_batch(state))


def left_of_batch(state: KindState) -> int:
    """The number of units in a host's batch that have been neither received nor requested."""
    return max(0, (state.batch_left or 0) - state.pending_need)


def _share_of(scenario: Scenario, state: KindState, lacking: int) -> int:
    """The number of units to request: a share of all aid needed, minus aid already under way."""
    share = scenario.asking.share
    if share == 1 or lacking <= 0:
        return lacking
    return max(0, round_up(share * (lacking + state.aid)) - state.aid)


def _lacking(
    scenario: Scenario,
    incident: IncidentState,
    state: KindState,
    candidates: Sooner,
    standings: Standings,
) -> int:
    """The number of units that a host lacks, ignoring its crews that rank behind aid."""
    slots = state.uncovered + state.unmustered_own
    if slots <= 0:
        return 0
    if not state.unmustered_own or before_own(scenario):
        return slots
    if scenario.policies.whole_forces:
        return max(0, slots - state.unmustered_own)
    own = unmustered_own(state)
    last = own[-1].expected
    crews = candidates(Rivals(last))
    aid = [each for each in zip(standings(crews), crews, strict=True) if each[0] < last]
    if not aid:
        return max(0, slots - len(own))
    aid.sort()
    return slots - _own_taken(scenario, incident, state, own, aid, slots)


def _own_taken(
    scenario: Scenario,
    incident: IncidentState,
    state: KindState,
    own: list[Order],
    candidates: Sequence[tuple[float, Candidate]],
    slots: int,
) -> int:
    """The number of the host's crews among the first ``slots`` when aid is ranked with them."""
    cover = firm_cover(scenario, incident, state, own_compete=True)
    aid = iter(candidates)
    nearest = next(aid, None)
    taken = 0
    for order in own:
        while nearest is not None and nearest[0] < order.expected and slots:
            if cover.wants(nearest[1].expected_minute):
                cover.add(nearest[1].expected_minute)
                slots -= 1
            nearest = next(aid, None)
        if not slots:
            break
        cover.add(order.expected)
        taken += 1
        slots -= 1
    return taken


def most_wanting(scenario: Scenario, state: KindState) -> int:
    """The largest number of units of a kind that a host requests, regardless of the candidates."""
    unfilled = state.judged - len(state.lineup) + state.unmustered_own
    if unfilled <= 0:
        return len(state.relief_slots)
    lacking = max(0, unfilled - state.pending_need)
    if scenario.asking.share > 1:
        lacking = max(lacking, _share_of(scenario, state, lacking))
    return lacking + len(state.relief_slots)


def relief_wanted(state: KindState) -> int:
    """The number of deployed units whose relief is neither ordered nor requested."""
    if not state.relief_slots:
        return 0
    return max(0, len(state.relief_slots) - state.pending_relief)


def dues(state: KindState, reliefs: int) -> tuple[float, float]:
    """When the first and the last tours end for which a number of reliefs are requested now."""
    if not reliefs:
        return -math.inf, -math.inf
    due: list[float] = sorted(order.due for order in state.relief_slots)
    due = due[state.pending_relief :][:reliefs]
    return due[0], due[-1]


def pick(
    scenario: Scenario,
    incident: IncidentState,
    state: KindState,
    candidates: Sequence[Candidate],
    wanting: Wanting,
    ranking: Ranking,
) -> Picked:
    """The candidates to ask for, both to meet need and as reliefs."""
    if scenario.policies.priority.relief_first:
        relief = _pick_relief(state, candidates, (), wanting.relief)
        rest = _without(candidates, relief)
        return Picked(_pick_need(scenario, incident, state, rest, wanting.need, ranking), relief)
    need = _pick_need(scenario, incident, state, candidates, wanting.need, ranking)
    return Picked(need, _pick_relief(state, candidates, need, wanting.relief))


def _without(candidates: Sequence[Candidate], taken: Sequence[Candidate]) -> list[Candidate]:
    gone = {(crew.force, crew.number) for crew in taken}
    return [crew for crew in candidates if (crew.force, crew.number) not in gone]


def _pick_need(
    scenario: Scenario,
    incident: IncidentState,
    state: KindState,
    candidates: Sequence[Candidate],
    wanted: int,
    ranking: Ranking,
) -> list[Candidate]:
    if not wanted:
        return []
    need: list[Candidate] = []
    cover = asking_cover(scenario, incident, state)
    for crew in ranking(candidates):
        if cover.wants(crew.expected_minute):
            cover.add(crew.expected_minute)
            need.append(crew)
            wanted -= 1
            if not wanted:
                break
    return need


def _pick_relief(
    state: KindState, candidates: Sequence[Candidate], taken: Sequence[Candidate], wanted: int
) -> list[Candidate]:
    if not wanted:
        return []
    left = [crew for crew in _without(candidates, taken) if _relieves(crew)]
    left.sort(key=_by_drive)
    slots = sorted(state.relief_slots, key=by_due)
    picked: list[Candidate] = []
    uncovered = slots[state.pending_relief :]
    for slot in uncovered[:wanted]:
        if not left:
            break
        in_time = (crew for crew in left if crew.expected_minute <= slot.due)
        best = next(in_time, None) or min(left, key=_by_arrival)
        left.remove(best)
        picked.append(best)
    return picked


def _relieves(crew: Candidate) -> bool:
    """Whether a crew is neither in a holding area nor on standby, so that it can be a relief."""
    return crew.held is None and not crew.stands_by


def useful(
    scenario: Scenario,
    incident: IncidentState,
    state: KindState,
    candidates: Iterable[Candidate],
    wanting: Wanting,
) -> bool:
    """Whether the host would ask for any of the candidates."""
    cover = asking_cover(scenario, incident, state) if wanting.need else None
    for crew in candidates:
        if wanting.relief and _relieves(crew):
            return True
        if cover is not None and cover.wants(crew.expected_minute):
            return True
    return False
