"""How does the night go?

`simulate` runs one replication of a scenario and puts every event to ``record`` as it happens.
"""

from mobsim.country.demand import Responsive
from mobsim.engine.brokering import Brokering
from mobsim.engine.common import Night
from mobsim.engine.desks import Desks
from mobsim.engine.donors import Donors
from mobsim.engine.homecoming import Homecoming
from mobsim.engine.hosting import Hosting
from mobsim.engine.ledger import Ledger
from mobsim.engine.line_watch import Lines
from mobsim.engine.listing import Listing
from mobsim.engine.movement import Movement
from mobsim.engine.operations import Operations
from mobsim.engine.redeploying import Retasking
from mobsim.engine.reports import Reports
from mobsim.engine.schedule import ScheduleOf, SimPySchedule
from mobsim.engine.state import Ask, IncidentState, KindState
from mobsim.ground.randomness import Chance
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.events import Record

__all__ = ["simulate"]


def simulate(
    scenario: Scenario,
    chance: Chance,
    record: Record,
    schedule_of: ScheduleOf = SimPySchedule,
) -> None:
    """Run one replication.

    Parameters
    ----------
    scenario
        The night: forces, incidents, rules.
    chance
        The draws of this seed and replication.
    record
        Called with each `Event` in the order in which it happens: a list's ``append`` keeps the
        log, a tally's ``add`` folds it into measures unkept.
    schedule_of
        What keeps the happenings in order; benchmarks put a bare heap in its place.
    """
    ledger = Ledger(scenario, chance)
    schedule = schedule_of(len(scenario.incidents), len(scenario.forces), ledger.unit_ranks)
    incidents = [_incident_state(scenario, rank) for rank in range(1, len(scenario.incidents) + 1)]
    night = Night(scenario, chance, schedule, ledger, incidents, record)
    homecoming = Homecoming(night)
    movement = Movement(night, homecoming)
    donors = Donors(night, movement, homecoming)
    retasking = Retasking(night, movement)
    listing = Listing(night, retasking)
    brokering = Brokering(night, Desks(night), donors, listing, Lines(night), retasking)
    hosting = Hosting(night, movement, brokering, listing, retasking)
    interval = scenario.durations.report_interval

    def ask_for_freed() -> None:
        brokering.ask_for_freed(homecoming.take_freed())

    def look_at_freed() -> None:
        if not interval:
            ask_for_freed()

    def answered(ask: Ask) -> None:
        look_at_freed()
        brokering.answered(ask)

    donors.on_answered = answered
    homecoming.on_freed = look_at_freed
    hosting.on_stock_freed = look_at_freed
    brokering.on_stock_freed = look_at_freed
    movement.on_relief_wanted = brokering.ask_for_relief
    Operations(night, homecoming).expect()
    Reports(night, interval, ask_for_freed).expect()
    hosting.expect_national_call()
    for incident in incidents:
        hosting.expect(incident)
    schedule.run(until=scenario.duration)


def _incident_state(scenario: Scenario, rank: int) -> IncidentState:
    incident = scenario.incidents[rank - 1]
    rules = scenario.rules
    guessed = incident.seen or rules.need_bias != 1 or rules.need_cv > 0
    kinds = {
        kind: KindState(kind, need, seen=guessed or isinstance(need, Responsive))
        for kind, need in sorted(incident.need.items())
    }
    return IncidentState(incident, rank, kinds, scenario.force_region[incident.force])
