"""Is any crew left in the country for unmet need?"""

from mobsim.country.lines import BEYOND_REGION, line_of_place
from mobsim.engine.running_night import NightPart
from mobsim.engine.state import IncidentState, KindState
from mobsim.scoring import events as ev
from mobsim.scoring.events import RequestColumns


class LineWatch(NightPart):
    """Checks the national line that covers an incident with unmet need."""

    def look(self, incident: IncidentState, state: KindState, left: int) -> None:
        """Record how many crews may still be sent or, if there are none, the reason.

        ``left`` is the number of other forces' crews that may be sent.
        """
        kind, now = state.kind, self._schedule.now
        left += len(self._ledger.free_own(incident, kind, now))
        cause = None
        if not left:
            cause = "drawdown" if self._any_to_lend(kind) else "stock"
        line = line_of_place(self._scenario.lines, kind, incident.region)
        of = RequestColumns(incident.id, incident.request, incident.host, line, kind)
        self._record(ev.need_unmet(now, of, state.judged - len(state.lineup), cause, left))

    def _any_to_lend(self, kind: str) -> bool:
        return any(
            each.kinds[kind].known_free > each.kinds[kind].kept
            for each in self._ledger.forces.values()
            if each.region != BEYOND_REGION
        )
