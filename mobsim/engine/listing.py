"""Which crews can a host, its RICC and NPoCC see, and which would they ask for?"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Protocol

from mobsim.engine.cover import (
    Picked,
    Rivals,
    Sooner,
    Wanting,
    dues,
    most_wanting,
    pick,
    relief_wanted,
    shortfall,
    useful,
)
from mobsim.engine.redeploying import Redeploying
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.state import Amount, IncidentState, KindState
from mobsim.policy import Ranking
from mobsim.policy.picture import Candidate, Rival

ALL = Rivals()
"""Every candidate can still be picked."""
MOST_UNITS = 1_000_000
"""A number larger than any donor's stock."""
_ROUNDING = 1e-6
"""The longest delay that rounding can cause, in minutes; a crew with this delay is still listed."""


class Listed(Protocol):
    """Lists the candidates that a host or broker sees for an incident and a kind of unit."""

    def __call__(self, incident: IncidentState, kind: str, rivals: Rivals = ALL) -> list[Candidate]:
        """All crews that can still be picked, and perhaps others."""


FirstOfEach = Callable[[IncidentState, str], Iterable[Candidate]]
"""A function that gives the first crew of each donor, for an incident and a kind of unit."""


class Listing(NightPart):
    """The candidates that each tier lists, which depend on when the tier can order crews."""

    def __init__(self, night: RunningNight, redeploying: Redeploying) -> None:
        super().__init__(night)
        self._redeploying = redeploying
        self._incidents = [each for each in night.incidents if not each.holding]
        self._members: dict[str, list[str]] = defaultdict(list)
        for force, region in night.scenario.force_region.items():
            self._members[region].append(force)
        self._elsewhere = {
            region: [f for f, home in night.scenario.force_region.items() if home != region]
            for region in self._members
        }
        self._nearest: dict[str, list[str]] = {}
        """For each incident, the forces outside its region, in order of drive."""
        durations = night.scenario.durations
        desks = (durations.ricc_desk, durations.npocc_desk, durations.donor_desk)
        means = [each.mean if night.scenario.rules.desks else 0.0 for each in desks]
        self._ricc_desk, self._npocc_desk, self._donor_desk_before_call = means
        self._answer = durations.answer.mean

    def region_of(self, force: str) -> str:
        """The region of a force."""
        return self._scenario.force_region[force]

    def first_rank(self, region: str) -> int:
        """The rank of the region's first force when its forces are sorted by id."""
        return self._ledger.forces[self._members[region][0]].rank

    def lends(self, force: str, kind: str, incident: IncidentState) -> bool:
        """Whether a force is known to have crews of a kind available for an incident."""
        donor = self._ledger.forces[force]
        if donor.region == self._ledger.withheld(kind, incident.region):
            return False
        return donor.kinds[kind].known_available > 0

    @property
    def called(self) -> bool:
        """Whether the national call has been made."""
        return self._ledger.readying.called

    # --- crews that could come --------------------------------------------------------------

    def region_before_desk(
        self, incident: IncidentState, kind: str, rivals: Rivals = ALL
    ) -> list[Candidate]:
        """The region's crews, as the host sees them before the RICC has processed the request."""
        members = self._members[incident.region]
        return self._list(incident, kind, members, self._ricc_desk, rivals)

    def first_of_region(self, incident: IncidentState, kind: str) -> Iterator[Candidate]:
        """The first crew of each donor in the region, as the host sees it."""
        members = self._members[incident.region]
        return self._first_of_each(incident, kind, members, self._ricc_desk)

    def region(self, incident: IncidentState, kind: str) -> list[Candidate]:
        """The region's crews, as the RICC sees them when it asks."""
        return self._list(incident, kind, self._members[incident.region], 0.0)

    def country_before_desk(
        self, incident: IncidentState, kind: str, rivals: Rivals = ALL
    ) -> list[Candidate]:
        """Crews outside the region, as seen before NPoCC has processed the request."""
        desk = self._npocc_desk
        held = self._redeploying.held(incident, kind, self._schedule.now + desk)
        elsewhere, desks = self._elsewhere[incident.region], self._donor_desk + desk
        return self._list(incident, kind, elsewhere, desks, rivals) + held

    def first_of_country(self, incident: IncidentState, kind: str) -> Iterator[Candidate]:
        """The first crew of each donor outside the region, and all crews in holding areas."""
        desk = self._npocc_desk
        elsewhere, desks = self._elsewhere[incident.region], self._donor_desk + desk
        yield from self._first_of_each(incident, kind, elsewhere, desks)
        yield from self._redeploying.held(incident, kind, self._schedule.now + desk)

    def country(self, incident: IncidentState, kind: str, rivals: Rivals = ALL) -> list[Candidate]:
        """Crews outside the region, as NPoCC sees them when it divides the request."""
        held = self._redeploying.held(incident, kind, self._schedule.now)
        elsewhere = self._elsewhere[incident.region]
        return self._list(incident, kind, elsewhere, self._donor_desk, rivals) + held

    def country_for(
        self, incident: IncidentState, kind: str, wanting: Wanting
    ) -> tuple[list[Candidate], int]:
        """The crews of `country` that may be picked, and the total number reported available.

        Unless the ranking needs all crews, the list has only the soonest crews and the nearest
        crews that relieve a tour in time. It has at least one crew for each unit wanted, if the
        country has that many crews.
        """
        if self._needs_all(wanting):
            crews = self.country(incident, kind)
            return crews, reported(crews)
        now = self._schedule.now
        held = self._redeploying.held(incident, kind, now)
        order = now + self._donor_desk + self._answer
        tours = dues(incident.kinds[kind], wanting.relief)
        crews, left = self._ledger.soonest_or_nearest(
            incident, kind, self._by_way(incident), now, order, wanting, tours
        )
        return crews + held, left + reported(held)

    def _by_way(self, incident: IncidentState) -> list[str]:
        """The forces outside an incident's region, in order of their drive to its RVP."""
        found = self._nearest.get(incident.id)
        if found is None:
            elsewhere = self._elsewhere[incident.region]
            found = sorted(elsewhere, key=lambda force: self._ledger.aid_drive(force, incident))
            self._nearest[incident.id] = found
        return found

    def region_and_country(self, incident: IncidentState, kind: str) -> list[Candidate]:
        """All crews, as the host sees them."""
        region = self.region_before_desk(incident, kind)
        return region + self.country_before_desk(incident, kind)

    def left_to_send(self, incident: IncidentState, kind: str) -> int:
        """How many crews of other forces may still be sent, including units in holding areas."""
        leaves = self._schedule.now + self._npocc_desk
        held = len(self._redeploying.held(incident, kind, leaves))
        if self._scenario.posture:  # a crew on standby must also be in time
            firsts = chain(
                self.first_of_region(incident, kind), self.first_of_country(incident, kind)
            )
            return held + sum(crew.spare for crew in firsts if not (crew.held or crew.position))
        return held + self._ledger.reported(incident, kind, self._scenario.force_region)

    def partners(self, incident: IncidentState, kind: str) -> list[Candidate]:
        """Crews of the forces that have an agreement with the host about this kind."""
        if not self._scenario.agreements:
            return []
        forces: set[str] = set()
        for agreement in self._scenario.agreements:
            if incident.host in agreement.forces and (
                not agreement.kinds or kind in agreement.kinds
            ):
                forces |= agreement.forces
        return self._list(incident, kind, sorted(forces), 0.0)

    @property
    def _donor_desk(self) -> float:
        return 0.0 if self.called else self._donor_desk_before_call

    def _list(
        self,
        incident: IncidentState,
        kind: str,
        forces: Sequence[str],
        desks: float,
        rivals: Rivals = ALL,
    ) -> list[Candidate]:
        now = self._schedule.now
        order = now + desks + self._answer
        most = max(1, most_wanting(self._scenario, incident.kinds[kind]))
        if self._policies.assignment or self._scenario.posture:
            most = MOST_UNITS
        return self._ledger.candidates(incident, kind, forces, now, order, most, rivals)

    def _first_of_each(
        self, incident: IncidentState, kind: str, forces: Sequence[str], desks: float
    ) -> Iterator[Candidate]:
        now = self._schedule.now
        order = now + desks + self._answer
        most = MOST_UNITS if self._scenario.posture else 1
        return self._ledger.first_of_each(incident, kind, forces, now, order, most)

    # --- units still needed -----------------------------------------------------------------

    def may_want(self, state: KindState) -> bool:
        """Whether units of the kind could be needed, regardless of the candidates."""
        return most_wanting(self._scenario, state) > 0

    def wanting(self, incident: IncidentState, state: KindState, listed: Sooner) -> Wanting:
        """The units of a kind still needed, given the crews that ``listed`` gives."""
        need = shortfall(self._scenario, incident, state, listed)
        return Wanting(need, self._relief_wanted(incident, state))

    def wanting_region_first(
        self, incident: IncidentState, state: KindState, listed: Sooner
    ) -> Wanting:
        """The units of a kind still needed, given the crews of the region and the country."""
        standings = self._policies.escalation.standings
        need = shortfall(self._scenario, incident, state, listed, standings)
        return Wanting(need, self._relief_wanted(incident, state))

    def _relief_wanted(self, incident: IncidentState, state: KindState) -> int:
        """The number of reliefs to ask for; 0 if other incidents must be served first."""
        wanted, priority = relief_wanted(state), self._policies.priority
        if not (wanted and priority.relief_waits):
            return wanted
        others = (
            each.kinds.get(state.kind)
            for each in self._incidents
            if each is not incident and each.priority <= incident.priority
        )
        return priority.relief(wanted, sum(other.unmet for other in others if other))

    def wanting_by_kind(self, incident: IncidentState, listed: Listed) -> dict[str, Wanting]:
        """The units of each kind still needed, given the crews that ``listed`` gives."""
        return {
            kind: Wanting(
                shortfall(self._scenario, incident, state, partial(listed, incident, kind)),
                self._relief_wanted(incident, state),
            )
            for kind, state in incident.kinds.items()
        }

    def pick(
        self,
        incident: IncidentState,
        state: KindState,
        crews: Sequence[Candidate],
        wanting: Wanting,
    ) -> Picked:
        """The crews to ask for, in the order of the scenario's ranking."""
        ranking = self._ranking(incident, state, wanting)
        return pick(self._scenario, incident, state, crews, wanting, ranking)

    def pick_region_first(
        self,
        incident: IncidentState,
        state: KindState,
        crews: Sequence[Candidate],
        wanting: Wanting,
    ) -> Picked:
        """The crews to ask for, if the escalation rule decides how much to prefer the region."""
        ranking = partial(
            self._policies.escalation.order, ranking=self._ranking(incident, state, wanting)
        )
        return pick(self._scenario, incident, state, crews, wanting, ranking)

    def rivals_of_region(
        self, state: KindState, region: Sequence[Candidate], wanting: Wanting
    ) -> Rivals:
        """The crews from elsewhere that can displace a crew of the region.

        At most one crew is picked for each unit wanted: the soonest crew or, for a relief, the
        nearest crew that is in time.
        """
        if self._needs_all(wanting):
            return ALL
        soonest = sorted(crew.expected_minute for crew in region)[: wanting.total]
        soon = soonest[-1] + _ROUNDING
        if not wanting.relief:
            return Rivals(soon - self._policies.escalation.grace_minutes)
        first, last = dues(state, wanting.relief)
        near = sorted(crew.drive_minutes for crew in region if crew.expected_minute <= first)
        drive = near[wanting.total - 1] if len(near) >= wanting.total else math.inf
        return Rivals(soon, drive, max(soon, last))

    def _needs_all(self, wanting: Wanting) -> bool:
        """Whether a crew can be picked that is neither among the soonest nor among the nearest."""
        if self._scenario.posture:
            return True
        soonest_first: bool = getattr(self._policies.ranking, "soonest_first", False)
        return wanting.need > 0 and not (soonest_first and not self._policies.assignment)

    def _ranking(self, incident: IncidentState, state: KindState, wanting: Wanting) -> Ranking:
        assignment = self._policies.assignment
        if assignment and wanting.need:
            rivals = self._rivals(incident, state)
            return partial(assignment.among, wanted=wanting.need, rivals=rivals)
        return self._policies.ranking

    def _rivals(self, incident: IncidentState, state: KindState) -> list[Rival]:
        """The other incidents that need crews of the kind now, with the crews that could come."""
        rivals = []
        for other in self._incidents:
            theirs = other.kinds.get(state.kind)
            if other is incident or theirs is None:
                continue
            if theirs.short > 0:
                crews = self.region_and_country(other, state.kind)
                expected = {(crew.force, crew.number): crew.expected_minute for crew in crews}
                rivals.append(Rival(theirs.short, expected))
        return rivals

    def any_useful(
        self, incident: IncidentState, wanting: Mapping[str, Wanting], firsts: FirstOfEach
    ) -> bool:
        """Whether a host would ask for the first crew of at least one donor."""
        return any(
            useful(
                self._scenario,
                incident,
                incident.kinds[kind],
                firsts(incident, kind),
                amount,
            )
            for kind, amount in wanting.items()
            if amount.total
        )


def reported(crews: Iterable[Candidate]) -> int:
    """The number of units that the donors of these crews report as available."""
    return sum(crew.spare for crew in crews if not crew.position)


def at_most(wanting: Wanting, put: Amount) -> Wanting:
    """Limit the number of units wanted to the number requested from a desk."""
    return Wanting(min(wanting.need, put.need), min(wanting.relief, put.relief))


def regional_part(picked: Picked) -> Picked:
    """The picked crews from the host's own region."""
    return Picked(
        [crew for crew in picked.need if crew.regional],
        [crew for crew in picked.relief if crew.regional],
    )


def beyond(wanting: Wanting, picked: Picked) -> Wanting:
    """The number of units needed in addition to the picked crews."""
    return Wanting(wanting.need - len(picked.need), wanting.relief - len(picked.relief))
