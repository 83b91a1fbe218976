"""Which crews was a force asked for, which did it send, and which stayed at home?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from mobsim.ground.errors import listed
from mobsim.scoring import events as ev
from mobsim.scoring.measures import ForceAtHome
from mobsim.telling.measures_told import uncovered_told
from mobsim.telling.story.aid_told import answers_told, number_of_asks, unused_told
from mobsim.telling.story.asks_made import Kinds, asks_made
from mobsim.telling.story.lent_crews import lent_crews
from mobsim.telling.story.orders_unused import is_aid
from mobsim.telling.story.story_night import StoryNight
from mobsim.telling.story.story_opening import Opening, answers
from mobsim.telling.wording import capital

_MOST_PLACES: Final = 5
"""The most places or operations that a sentence names; of others, it gives only the number."""


def force_opening(night: StoryNight, force: str) -> Opening:
    """The answers that open the story of a force, as donor and as host."""
    teller = _ForceTeller(night, force)
    return (
        *answers("Asked", [teller.asked()]),
        *answers("Gave", [teller.gave()]),
        *answers("Not used", [unused_told(night, teller.rows)]),
        *answers("Away", [teller.away()]),
        *answers("Planned", [teller.planned()]),
        *answers("Host", [teller.host()]),
        *answers("At home", teller.at_home()),
    )


class _ForceTeller:
    """Makes the opening sentences about one force in a night."""

    def __init__(self, night: StoryNight, force: str) -> None:
        self._night = night
        self._force = force
        self._say = night.say
        self.rows = night.of_force[force]

    def asked(self) -> str:
        """Sentences on the asks that the force received, by kind and place, and on its answers."""
        refused = self._night.lacks(ev.AID_ASKED)
        if refused:
            return refused
        asks = asks_made(self.rows, lambda row: row.incident or "")
        if not asks.asks:
            return "It was not asked for aid."
        first = next(row.minute for _, row in self.rows if row.event == ev.AID_ASKED)
        at = f"{', first' if asks.asks > 1 else ''} at {self._say.both(first)}"
        told = answers_told(self._night, asks, self._say.place)
        return f"{number_of_asks(asks)}{at}, for {self._by_place(asks.asked_for)}. {told}"

    def gave(self) -> str:
        """A sentence on the force's different units deployed for other forces, by place."""
        refused = self._night.lacks(ev.UNIT_DEPLOYED)
        if refused:
            return refused
        units: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for _, row in self.rows:
            place = row.incident or ""
            if row.event == ev.UNIT_DEPLOYED and is_aid(row) and not self._holds(place):
                units[place][row.kind or ""].add(row.unit or "")
        if not units:
            return "None of its crews was deployed to another force's disorder."
        by_place = {
            place: Kinds({kind: len(names) for kind, names in kinds.items()})
            for place, kinds in units.items()
        }
        if len(by_place) == 1:
            return f"{self._by_place(by_place)}."
        given = self._lent(self._night.tally.given)
        return f"{given}: {self._by_place(by_place)}."

    def away(self) -> str:
        """Say when the first lent crew left and when all crews were back; empty if no crew left."""
        refused = self._night.lacks(ev.UNIT_MUSTERED, ev.UNIT_RETURNED)
        if refused:
            return refused
        lent = lent_crews(self.rows)
        if lent.first is None:
            return ""
        left = "mustered" if lent.first.event == ev.UNIT_MUSTERED else "left"
        told = f"The first crew {left} at {self._say.both(lent.first.minute)}"
        if lent.away:
            return f"{told}; {lent.away} not back when the run ends."
        return f"{told}; all were back at {self._say.both(lent.back or 0.0)}."

    def planned(self) -> str:
        """Say which units operations used or could not find, and which units were on standby."""
        refused = self._night.lacks(ev.UNIT_COMMITTED, ev.OPERATION_SHORT)
        if refused:
            return refused
        taken: dict[str | None, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        since: dict[str | None, float] = {}
        told = []
        for _, row in self.rows:
            if row.event in (ev.UNIT_COMMITTED, ev.UNIT_STOOD_BY):
                since.setdefault(row.cause, row.minute)
                taken[row.cause][row.kind or ""].add(row.unit or "")
            elif row.event == ev.OPERATION_SHORT:
                missing = self._say.units(row.count, row.kind)
                told.append(f"{missing} missing for {self._say.operation(row.cause)}")
        out = [
            f"{self._night.units({kind: len(names) for kind, names in units.items()})} for "
            f"{self._say.operation(operation)} from {self._say.both(since[operation])}"
            for operation, units in taken.items()
        ]
        return f"{listed([*out, *told], _MOST_PLACES)}." if out or told else ""

    def host(self) -> str:
        """Sentences on disorder in the force's own area, if any, and on the aid for it."""
        began = [row for _, row in self.rows if row.event == ev.INCIDENT_BEGAN]
        if not began:
            return ""
        told = [
            f"{self._say.place(row.incident)} from {self._say.both(row.minute)}" for row in began
        ]
        places = listed(told, _MOST_PLACES)
        refused = self._night.lacks(ev.UNIT_DEPLOYED)
        if refused:
            return f"{places}. The units that came are {refused}."
        received = self._lent(self._night.tally.received)
        return f"{places}. Deployed there from other forces: {received or 'none'}."

    def at_home(self) -> Iterator[str]:
        """Yield one sentence for each kind of unit, with the lowest number left at home."""
        refused = self._night.refused("home")
        if refused:
            yield refused
            return
        home = self._night.measures.home
        rows = [row for row in home.forces if row.force == self._force] if home else []
        for row in sorted(rows, key=lambda row: self._night.rank(row.kind)):
            yield self._fewest(row)

    def _fewest(self, row: ForceAtHome) -> str:
        plural = capital(self._night.several(row.kind))
        if row.lowest_at is None:
            return f"{plural}: all {row.fit} throughout."
        told = f"{plural}: down to {row.lowest} of {row.fit} at {self._say.both(row.lowest_at)}"
        floor = f"; floor {row.floor}" if row.floor else ""
        return f"{told}{floor}{uncovered_told(row)}."

    def _by_place(self, by_place: Mapping[str, Kinds]) -> str:
        """List the units at each place; the place with most units comes first."""
        places = sorted(by_place, key=lambda place: -by_place[place].total())
        told = [
            f"{self._night.units(by_place[place]) or 'no units'} in {self._say.place(place)}"
            for place in places[:_MOST_PLACES]
        ]
        rest = places[_MOST_PLACES:]
        if rest:
            others = sum((by_place[place] for place in rest), Kinds())
            told.append(f"{self._night.units(others) or 'no units'} in {len(rest)} more")
        return ", ".join(told)

    def _lent(self, units: Mapping[tuple[str, str], set[str]]) -> str:
        """The different units that this force gave or received; empty if there were none."""
        return self._night.units(
            {kind: len(names) for (force, kind), names in units.items() if force == self._force}
        )

    def _holds(self, place: str) -> bool:
        return place in self._night.facts.holding
