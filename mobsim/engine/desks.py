"""When does a desk finish its work?

Each RICC has only a few desks, and NPoCC has only a few desks too. If all desks are busy, new work
waits; work for an incident of higher priority goes first. Work occupies a desk only while the desk
processes it, not while donors consider their answers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter

from mobsim.engine.running_night import RunningNight
from mobsim.engine.schedule import Phase
from mobsim.engine.state import IncidentState
from mobsim.ground.randomness import Distribution
from mobsim.ground.units import hour_of
from mobsim.scoring.events import NPOCC


@dataclass(slots=True, eq=False)
class Desk:
    """The desks of one RICC or of NPoCC."""

    free: int
    queue: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    """The waiting work, in order of arrival: its priority and the function that starts it."""

    def take(self) -> Callable[[], None]:
        """Remove and return the longest-waiting work of the highest priority."""
        first = min(self.queue, key=itemgetter(0))
        self.queue.remove(first)
        return first[1]


class Desks:
    """The desks of the RICCs and of NPoCC: first come, first served within a priority."""

    def __init__(self, night: RunningNight) -> None:
        rules = night.scenario.rules
        self._staffed = rules.desks
        self._chance = night.chance
        self._schedule = night.schedule
        self._desks = {region: Desk(free) for region, free in rules.ricc_desks.items()}
        self._desks |= {region: self._desks[at] for region, at in rules.ricc_at.items()}
        self._desks[NPOCC] = Desk(rules.npocc_desks)

    def work(
        self,
        desk_id: str,
        duration: Distribution,
        purpose: str,
        incident: IncidentState,
        tier: int,
        done: Callable[[], None],
        force: int = 0,
    ) -> None:
        """Queue work at a desk, which calls ``done`` when the work is complete.

        Parameters
        ----------
        desk_id
            The id of a region, or ``npocc``.
        duration, purpose
            The time that the work takes, and the name of its random draw.
        force
            The rank that decides between donor RICCs whose work ends in the same minute.
        """
        complete = partial(
            self._schedule.at, phase=Phase.ORDER, tier=tier, incident=incident.rank, force=force
        )
        if not self._staffed:
            complete(self._schedule.now, lambda _: done())
            return
        desk = self._desks[desk_id]

        def start() -> None:
            now = self._schedule.now
            end = self._chance.end(now, duration, purpose, desk_id, incident.id, hour_of(now))
            complete(end, partial(self._completed, desk, done))

        if desk.free:
            desk.free -= 1
            start()
        else:
            desk.queue.append((incident.priority, start))

    def _completed(self, desk: Desk, done: Callable[[], None], _: object) -> None:
        if desk.queue:
            desk.take()()
        else:
            desk.free += 1
        done()
