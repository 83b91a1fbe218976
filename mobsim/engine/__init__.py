"""What happens during a night?

`simulate` runs one replication of a scenario and sends every event to ``record`` as it happens.
"""

from operator import attrgetter

from mobsim.country.demand import Need, Responsive, spells
from mobsim.engine.brokering import Brokering
from mobsim.engine.desks import Desks
from mobsim.engine.donors import Donors
from mobsim.engine.homecoming import Homecoming
from mobsim.engine.hosting import Hosting
from mobsim.engine.ledger import Ledger
from mobsim.engine.line_watch import LineWatch
from mobsim.engine.listing import Listing
from mobsim.engine.lodging import Lodging
from mobsim.engine.movement import UnitMovement
from mobsim.engine.operations import Operations
from mobsim.engine.redeploying import Redeploying
from mobsim.engine.relief import Relief
from mobsim.engine.risk_at_home import RiskAtHome
from mobsim.engine.running_night import RunningNight
from mobsim.engine.schedule import ScheduleOf, SimPySchedule
from mobsim.engine.standby import Standby
from mobsim.engine.state import DonorAsk, IncidentState, KindState, Order
from mobsim.ground.randomness import Chance
from mobsim.scenario.scenario import Incident, Scenario
from mobsim.scoring.events import RecordEvent

__all__ = ["simulate"]


def simulate(
    scenario: Scenario,
    chance: Chance,
    record: RecordEvent,
    schedule_of: ScheduleOf = SimPySchedule,
) -> None:
    """Run one replication.

    Parameters
    ----------
    scenario
        The scenario of the night: its forces, incidents and rules.
    chance
        The random draws for this seed and replication.
    record
        The function that receives each `Event`, in order of time. The ``append`` of a list keeps
        the log; the ``add`` of a tally computes the measures without keeping the log.
    schedule_of
        The function that makes the schedule, which keeps the simulation steps in order. Benchmarks
        pass a function that makes a plain heap.
    """
    ledger = Ledger(scenario, chance)
    schedule = schedule_of(len(scenario.incidents), len(scenario.forces), ledger.unit_ranks)
    ranked = sorted(scenario.incidents, key=attrgetter("threat"))
    incidents = [_incident_state(scenario, each, rank) for rank, each in enumerate(ranked, start=1)]
    Mobilisation(RunningNight(scenario, chance, schedule, ledger, incidents, record)).expect()
    schedule.run(until=scenario.duration)


class Mobilisation:
    """The parts of the engine, from crews to hosts, and the port that connects them."""

    def __init__(self, night: RunningNight) -> None:
        self._incidents = night.incidents
        homecoming = Homecoming(night, self)
        lodging = Lodging(night, homecoming)
        movement = UnitMovement(night, homecoming, lodging, self)
        donors = Donors(night, movement, homecoming, self)
        redeploying = Redeploying(night, movement)
        listing = Listing(night, redeploying)
        self._brokering = Brokering(
            night, Desks(night), donors, listing, LineWatch(night), redeploying, homecoming
        )
        self._relief = Relief(night, movement, lodging, self._brokering)
        self._risk = RiskAtHome(night)
        self._hosting = Hosting(
            night, movement, lodging, self._relief, self._brokering, redeploying, self._risk
        )
        self._standby = Standby(night, homecoming)
        self._operations = Operations(night, homecoming, self._brokering)

    def expect(self) -> None:
        """Schedule everything that is known before the night begins."""
        self._risk.expect()
        self._operations.expect()
        self._standby.expect()
        self._hosting.expect_national_call()
        for incident in self._incidents:
            self._hosting.expect(incident)

    # --- the port ---------------------------------------------------------------------------

    def unit_deployed(self, order: Order) -> None:
        self._relief.begin_tour(order)

    def crews_freed(self) -> None:
        self._brokering.look_at_freed()

    def donor_answered(self, ask: DonorAsk) -> None:
        self._brokering.look_at_freed()
        self._brokering.answered(ask)


def _incident_state(scenario: Scenario, incident: Incident, rank: int) -> IncidentState:
    rules = scenario.rules
    guessed = incident.seen or rules.need_bias != 1 or rules.need_cv > 0
    unknown = (incident.end or rules.end) == "unknown"
    kinds = {}
    for kind, need in sorted(incident.need.items()):
        seen = guessed or isinstance(need, Responsive)
        kinds[kind] = KindState(kind, need, seen=seen, open_ended=seen or unknown)
    stated = [need for need in incident.need.values() if isinstance(need, Need)]
    return IncidentState(
        incident,
        rank,
        kinds,
        scenario.force_region[incident.force],
        spells=spells(stated) if len(stated) == len(kinds) else [],
    )
