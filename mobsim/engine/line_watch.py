"""Which national line has nothing left for a need that is unmet?"""

from collections.abc import Sequence

from mobsim.country.lines import forces_by_line
from mobsim.engine.cover import known_need
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.state import IncidentState, KindState
from mobsim.policy.picture import Candidate
from mobsim.scoring import events as ev
from mobsim.scoring.events import RequestColumns


class LineWatch(NightPart):
    """The national lines: which forces' crews each of them looks at."""

    def __init__(self, night: RunningNight) -> None:
        super().__init__(night)
        scenario = night.scenario
        self._lines = {
            kind.kind_id: forces_by_line(scenario.lines, kind.kind_id, scenario.force_region)
            for kind in scenario.kinds
        }

    def look(
        self, incident: IncidentState, state: KindState, candidates: Sequence[Candidate]
    ) -> None:
        """Write down, by line, what may still be offered and why nothing comes in time."""
        known = known_need(self._scenario, incident, state)
        short = state.judged - len(state.lineup)
        for line, forces in self._lines[state.kind].items():
            members = set(forces)
            offerable = [crew for crew in candidates if crew.force in members]
            cause: str | None = "time"
            if any(known(crew.expected_minute) > 0 for crew in offerable):
                cause = None
            elif not offerable:
                cause = "drawdown" if self._above_floor(forces, state.kind) else "stock"
            of = RequestColumns(incident.id, incident.request, incident.host, line, state.kind)
            now, left = self._schedule.now, _offered(offerable)
            self._record(ev.need_unmet(now, of, short, cause, left))

    def _above_floor(self, forces: Sequence[str], kind: str) -> bool:
        stocks = (self._ledger.forces[force].kinds[kind] for force in forces)
        return any(stock.known_free > stock.floor for stock in stocks)


def _offered(candidates: Sequence[Candidate]) -> int:
    """Crews that may be offered; of a donor's only the first few are listed."""
    return sum(1 if c.held else c.spare * (not c.position) for c in candidates)
