"""What do a host, its RICC and NPoCC see reported, and what would they ask for?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from mobsim.engine.cover import (
    Picked,
    Wanting,
    most_wanting,
    pick,
    relief_wanted,
    shortfall,
    useful,
)
from mobsim.engine.ledger import Ledger
from mobsim.engine.schedule import Schedule
from mobsim.engine.state import Amount, IncidentState, KindState
from mobsim.picture import Candidate
from mobsim.randomness import Distribution
from mobsim.scenario import Scenario

Listed = Callable[[IncidentState, str], list[Candidate]]
"""From an incident and kind to the candidates that somebody sees."""


class Listing:
    """The candidates that each tier lists, with the minute at which they could be ordered."""

    def __init__(self, scenario: Scenario, schedule: Schedule, ledger: Ledger) -> None:
        self._scenario = scenario
        self._durations = scenario.durations
        self._schedule = schedule
        self._ledger = ledger
        self.called = False
        """Whether the national call has been made."""
        self._members: dict[str, list[str]] = defaultdict(list)
        for force, region in scenario.force_region.items():
            self._members[region].append(force)
        self._elsewhere = {
            region: [f for f, home in scenario.force_region.items() if home != region]
            for region in self._members
        }

    def region_of(self, force: str) -> str:
        """Region of a force."""
        return self._scenario.force_region[force]

    def first_rank(self, region: str) -> int:
        """Rank of the region's first force by id."""
        return self._ledger.forces[self._members[region][0]].rank

    def lends(self, force: str, kind: str) -> bool:
        """Whether a force has any of a kind available for aid."""
        return self._ledger.forces[force].kinds[kind].available > 0

    # --- who could come ---------------------------------------------------------------------

    def region_before_desk(self, incident: IncidentState, kind: str) -> list[Candidate]:
        """The region's crews, as the host sees them before the RICC has worked."""
        members = self._members[incident.region]
        return self._list(incident, kind, members, self._mean(self._durations.ricc_desk))

    def region(self, incident: IncidentState, kind: str) -> list[Candidate]:
        """The region's crews, as the RICC sees them when it asks."""
        return self._list(incident, kind, self._members[incident.region], 0.0)

    def country_before_desk(self, incident: IncidentState, kind: str) -> list[Candidate]:
        """Crews outside the region, as they are seen before NPoCC has worked."""
        elsewhere = self._elsewhere[incident.region]
        desks = self._donor_desk + self._mean(self._durations.npocc_desk)
        return self._list(incident, kind, elsewhere, desks)

    def country(self, incident: IncidentState, kind: str) -> list[Candidate]:
        """Crews outside the region, as NPoCC sees them when it divides."""
        return self._list(incident, kind, self._elsewhere[incident.region], self._donor_desk)

    def region_and_country(self, incident: IncidentState, kind: str) -> list[Candidate]:
        """All crews, as the host sees them."""
        return self.region_before_desk(incident, kind) + self.country_before_desk(incident, kind)

    def partners(self, incident: IncidentState, kind: str) -> list[Candidate]:
        """Crews of forces with which the host has an agreement on the kind."""
        forces: set[str] = set()
        for agreement in self._scenario.agreements:
            if incident.host in agreement.forces and (
                not agreement.kinds or kind in agreement.kinds
            ):
                forces |= agreement.forces
        return self._list(incident, kind, sorted(forces), 0.0)

    @property
    def _donor_desk(self) -> float:
        return 0.0 if self.called else self._mean(self._durations.donor_desk)

    def _mean(self, work: Distribution) -> float:
        return work.mean if self._scenario.rules.desks else 0.0

    def _list(
        self, incident: IncidentState, kind: str, forces: Sequence[str], desks: float
    ) -> list[Candidate]:
        now = self._schedule.now
        order = now + desks + self._durations.answer.mean
        most = max(1, most_wanting(incident.kinds[kind]))
        return self._ledger.candidates(incident, kind, forces, now, order, most)

    # --- what is wanting --------------------------------------------------------------------

    def wanting(
        self, incident: IncidentState, state: KindState, crews: Sequence[Candidate]
    ) -> Wanting:
        """What is wanting of a kind, own crews standing behind the crews listed."""
        need = shortfall(self._scenario, incident, state, lambda: crews)
        return Wanting(need, relief_wanted(state))

    def wanting_by_kind(self, incident: IncidentState, listed: Listed) -> dict[str, Wanting]:
        """What is wanting of each kind; crews are listed only where own crews may stand behind."""
        return {
            kind: Wanting(
                shortfall(self._scenario, incident, state, partial(listed, incident, kind)),
                relief_wanted(state),
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
        """The crews to ask for, as the scenario ranks them."""
        ranking = self._scenario.policies.ranking
        return pick(self._scenario, incident, state, crews, wanting, ranking)

    def any_useful(
        self, incident: IncidentState, wanting: Mapping[str, Wanting], listed: Listed
    ) -> bool:
        """Whether any crew listed would be asked for."""
        return any(
            amount.total
            and useful(
                self._scenario, incident, incident.kinds[kind], listed(incident, kind), amount
            )
            for kind, amount in wanting.items()
        )


def reported(crews: Iterable[Candidate]) -> int:
    """Units reported available by the donors of the crews listed, listed or not."""
    return sum(crew.spare for crew in crews if not crew.position)


def at_most(wanting: Wanting, put: Amount) -> Wanting:
    """No more than what was put to a desk."""
    return Wanting(min(wanting.need, put.need), min(wanting.relief, put.relief))


def regional_part(picked: Picked) -> Picked:
    """The crews picked that are of the host's own region."""
    return Picked(
        [crew for crew in picked.need if crew.regional],
        [crew for crew in picked.relief if crew.regional],
    )


def beyond(wanting: Wanting, picked: Picked) -> Wanting:
    """What is wanting on top of the crews picked."""
    return Wanting(wanting.need - len(picked.need), wanting.relief - len(picked.relief))
