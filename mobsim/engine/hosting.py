"""What does the host of an incident do?

Sends who is on duty, judges the need, releases what is too much, orders its own, considers what
the country has in use, and asks for the rest.
"""

from functools import partial
from typing import Any

from mobsim import events as ev
from mobsim.engine.brokering import Brokering
from mobsim.engine.cover import firm_cover, judged_need
from mobsim.engine.ledger import Ledger
from mobsim.engine.listing import Listing
from mobsim.engine.movement import Movement
from mobsim.engine.schedule import Phase, Schedule
from mobsim.engine.state import Crew, IncidentState, KindState
from mobsim.events import Event, Record
from mobsim.picture import NationalPicture
from mobsim.randomness import Chance
from mobsim.scenario import Scenario


class Hosting:
    """The hosts' side of every incident."""

    def __init__(
        self,
        scenario: Scenario,
        chance: Chance,
        schedule: Schedule,
        ledger: Ledger,
        movement: Movement,
        brokering: Brokering,
        listing: Listing,
        record: Record,
    ) -> None:
        self._scenario = scenario
        self._durations = scenario.durations
        self._chance = chance
        self._schedule = schedule
        self._ledger = ledger
        self._movement = movement
        self._brokering = brokering
        self._listing = listing
        self._record = record
        self._trigger = scenario.policies.trigger
        self._required = {
            kind.kind_id: kind.requirement + (kind.london_requirement or 0)
            for kind in scenario.kinds
            if kind.requirement is not None
        }

    # --- need begins, changes, ends ---------------------------------------------------------

    def expect(self, incident: IncidentState) -> None:
        """Set the steps of an incident's need."""
        begins = incident.incident.begins
        steps = {minute for state in incident.kinds.values() for minute in state.need.minutes}
        self._set(begins, self._began, incident)
        for minute in sorted(steps):
            if minute > begins:
                self._set(minute, self._stepped, incident)

    def expect_national_call(self) -> None:
        """Set the national call, if it is made at a set minute."""
        if self._trigger.at_minute is not None:
            self._schedule.at(self._trigger.at_minute, self._call_due, Phase.NEED)

    def _began(self, incident: IncidentState, _: object) -> None:
        now = self._schedule.now
        self._log(incident, ev.INCIDENT_BEGAN)
        self._note_need(incident)
        for kind, state in incident.kinds.items():
            state.judged = state.present
            self._ledger.forces[incident.host].kinds[kind].own_need.append(state)
        self._respond_first(incident)
        judged = self._chance.end(now, self._durations.judging, "judging", incident.id)
        if self._scenario.clock.needs_on_call(now):
            judged = self._chance.end(judged, self._durations.on_call_wait, "on-call", incident.id)
        self._set(judged, self._judged_first, incident)
        self._set(now + self._durations.judging_interval, self._ticked, incident)

    def _stepped(self, incident: IncidentState, _: object) -> None:
        incident.stepped_at = self._schedule.now
        self._note_need(incident)
        if not incident.ended and self._over(incident):
            incident.ended = True
            self._log(incident, ev.INCIDENT_ENDED)
            self._movement.release_on_call(incident)
        if incident.judged_at is not None:
            self._judge(incident, stepped=True)

    def _over(self, incident: IncidentState) -> bool:
        now = self._schedule.now
        return all(
            state.need.minutes[-1] <= now and not state.need.units[-1]
            for state in incident.kinds.values()
        )

    def _note_need(self, incident: IncidentState) -> None:
        for kind, state in incident.kinds.items():
            present = state.need.at(self._schedule.now)
            if present != state.present:
                state.present = present
                self._log(incident, ev.NEED_CHANGED, kind=kind, count=present)

    def _judged_first(self, incident: IncidentState, _: object) -> None:
        if incident.judged_at is None:
            self._judge(incident, stepped=False)

    def _ticked(self, incident: IncidentState, _: object) -> None:
        now = self._schedule.now
        if incident.ended and not incident.away:
            return
        self._set(now + self._durations.judging_interval, self._ticked, incident)
        if incident.judged_at is not None and incident.judged_at != now:
            self._judge(incident, stepped=False)

    def _respond_first(self, incident: IncidentState) -> None:
        """On-duty own crews, up to the need that is there."""
        if self._scenario.host_readiness != "local":
            return
        for kind, state in incident.kinds.items():
            on_duty = self._ledger.on_duty(incident.host, kind, self._schedule.now)
            for _, number, crew in self._free_own(incident, kind):
                if len(state.lineup) >= state.judged:
                    break
                if number <= on_duty:
                    self._movement.order_own(incident, crew, "first response")

    def _free_own(self, incident: IncidentState, kind: str) -> list[tuple[float, int, Crew]]:
        return self._ledger.free_own(incident.host, kind, self._schedule.now)

    # --- judging ----------------------------------------------------------------------------

    def _judge(self, incident: IncidentState, *, stepped: bool) -> None:
        now = self._schedule.now
        incident.judged_at = now
        for kind, state in incident.kinds.items():
            state.judged = judged_need(self._scenario, state, now)
            self._log(
                incident,
                ev.NEED_JUDGED,
                kind=kind,
                count=state.judged,
                known_stock=len(state.lineup),
            )
        for state in incident.kinds.values():
            self._release(state)
            self._order_own(incident, state)
        self._consider_national_call()
        self._brokering.ask_after_judging(incident, stepped=stepped)
        self._brokering.look_at_lines(incident)
        self._brokering.ask_for_freed(self._movement.take_freed())

    def _release(self, state: KindState) -> None:
        """Cancel the latest orders not yet mustered, then stand down the longest on tour."""
        excess = len(state.lineup) - state.judged
        if excess <= 0:
            return
        orders = list(state.lineup.values())
        waiting = [order for order in orders if order.mustered is None]
        waiting.sort(key=lambda order: (order.expected, order.key), reverse=True)
        for order in waiting[:excess]:
            self._movement.cancel(order, "need fell")
        deployed = [order for order in orders if order.deployed is not None]
        deployed.sort(key=lambda order: (order.mustered or 0.0, order.key))
        for order in deployed[: max(0, excess - len(waiting))]:
            self._movement.stand_down(order, "need fell")

    def _order_own(self, incident: IncidentState, state: KindState) -> None:
        """Order own crews, and crews on call near the RVP, for the whole uncovered need."""
        wanted = state.judged - len(state.lineup) - state.pending_need
        if wanted <= 0:
            return
        cover = firm_cover(self._scenario, incident, state, own_compete=False)
        for expected, tier, _, crew in self._at_hand(incident, state):
            if not wanted:
                return
            if not cover.wants(expected):
                continue
            if tier == 1:
                self._movement.order_own(incident, crew, "own")
            else:
                self._movement.order_near(incident, crew, "rested near the RVP")
            cover.add(expected)
            wanted -= 1

    def _at_hand(
        self, incident: IncidentState, state: KindState
    ) -> list[tuple[float, int, tuple[str, int], Crew]]:
        """Crews the host can order by itself: (expected deployment, tier, key, crew)."""
        durations = self._durations
        own_way = durations.own_travel + durations.booking_own.mean
        near_way = durations.own_travel + durations.booking_aid.mean
        found = [
            (ready + own_way, 1, (crew.force, crew.number), crew)
            for ready, _, crew in self._free_own(incident, state.kind)
        ]
        found += [
            (self._movement.near_ready(last.crew) + near_way, 3, key, last.crew)
            for key, last in state.on_call.items()
        ]
        return sorted(found, key=lambda crew: crew[:3])

    # --- the national call ------------------------------------------------------------------

    def _consider_national_call(self) -> None:
        if self._listing.called or self._trigger.in_use_share is None:
            return
        in_use = {kind: self._ledger.in_use.get(kind, 0) for kind in self._required}
        if self._trigger.calls(NationalPicture(self._schedule.now, in_use, self._required)):
            self._make_national_call()

    def _call_due(self, _: object) -> None:
        if not self._listing.called:
            self._make_national_call()

    def _make_national_call(self) -> None:
        self._listing.called = True
        self._record(Event(self._schedule.now, ev.NATIONAL_CALL_MADE, cause=self._trigger.name))
        self._movement.start_every_clock()
        self._ledger.draw_down()
        self._brokering.ask_at_national_call()

    # --- writing down and setting -----------------------------------------------------------

    def _log(self, incident: IncidentState, event: str, **known: Any) -> None:
        self._record(Event(self._schedule.now, event, incident.id, force=incident.host, **known))

    def _set(self, minute: float, handler: Any, incident: IncidentState) -> None:
        self._schedule.at(minute, partial(handler, incident), Phase.NEED, 1, incident=incident.rank)
