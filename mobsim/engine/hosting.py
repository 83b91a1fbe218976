"""What does the host of an incident do?

The host sends crews on duty, judges the need and releases surplus units. The host then orders its
own crews, and asks for aid to meet the rest of the need. Each time need is judged, the engine also
checks whether to make the national call.
"""

from functools import partial
from operator import attrgetter
from typing import Any

from mobsim.country.demand import Responsive
from mobsim.country.lines import required_by_kind
from mobsim.engine.brokering import Brokering
from mobsim.engine.cover import firm_cover, judged_need, own_cover, own_wanted
from mobsim.engine.lodging import Lodging
from mobsim.engine.movement import UnitMovement
from mobsim.engine.redeploying import Redeploying
from mobsim.engine.relief import Relief
from mobsim.engine.risk_at_home import RiskAtHome
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase
from mobsim.engine.state import Crew, IncidentState, KindState, by_expected
from mobsim.ground.randomness import Lognormal
from mobsim.ground.units import hour_of
from mobsim.policy.picture import Judged, NationalPicture
from mobsim.scoring import events as ev

_by_muster = attrgetter("mustered", "key")


class Hosting(NightPart):
    """The actions of the host of every incident."""

    def __init__(
        self,
        night: RunningNight,
        movement: UnitMovement,
        lodging: Lodging,
        relief: Relief,
        brokering: Brokering,
        redeploying: Redeploying,
        risk: RiskAtHome,
    ) -> None:
        super().__init__(night)
        self._movement = movement
        self._brokering = brokering
        self._lodging = lodging
        self._relief = relief
        self._redeploying = redeploying
        self._risk = risk
        self._trigger = night.scenario.policies.trigger
        self._trigger_looks = self._trigger.looks
        self._sustained = night.scenario.mode == "sustained"
        self._required = required_by_kind(night.scenario.lines)

    # --- need begins, changes and ends ------------------------------------------------------

    def expect(self, incident: IncidentState) -> None:
        """Schedule the changes of an incident's need."""
        begins = incident.incident.begins
        steps: set[float] = set()
        for state in incident.kinds.values():
            need = state.need
            steps |= {need.ends} if isinstance(need, Responsive) else set(need.minutes)
        self._set(begins, self._began, incident)
        for minute in sorted(steps):
            if minute > begins:
                self._set(minute, self._stepped, incident)

    def expect_national_call(self) -> None:
        """Schedule the national call, if its minute is fixed."""
        if self._trigger.at_minute is not None:
            self._schedule.at(self._trigger.at_minute, self._call_due, Phase.NEED)

    def _began(self, incident: IncidentState, _: object) -> None:
        now = self._schedule.now
        incident.began = True
        if not incident.holding:
            self._night.running[incident.region] += 1
        self._record(ev.incident_began(now, incident.id, incident.host))
        self._risk.look()
        for state in incident.kinds.values():
            if isinstance(state.need, Responsive):
                state.level = state.need.units
        self._note_need(incident)
        if not incident.holding:
            for state in incident.kinds.values():
                self._ledger.note_own_need(incident.host, state)
        for state in incident.kinds.values():
            self._expect_response(incident, state)
        self._begin_spell(incident)
        self._set(now + self._durations.judging_interval, self._ticked, incident)

    def _begin_spell(self, incident: IncidentState) -> None:
        """Respond to disorder before need is first judged, and schedule the first judgement."""
        now = self._schedule.now
        incident.spell += 1
        incident.spell_began, incident.judged_at = now, None
        for state in incident.kinds.values():
            state.judged = state.kept = state.present
            state.unmet = 0
        for state in incident.kinds.values():
            self._redeploy_at_hand(incident, state)
        self._respond_first(incident)
        ids: tuple[str | int, ...] = (incident.id,)
        if incident.spell > 1:
            ids = (incident.id, incident.spell)
        judged = self._chance.end(now, self._durations.judging, "judging", *ids)
        if self._scenario.clock.needs_on_call(now):
            judged = self._chance.end(judged, self._durations.on_call_wait, "on-call", *ids)
        self._set(judged, partial(self._judged_first, incident.spell), incident)

    def _expect_response(self, incident: IncidentState, state: KindState) -> None:
        """Schedule the next change of responsive need."""
        if isinstance(state.need, Responsive) and state.level:
            due = self._schedule.now + state.need.step
            self._set(due, partial(self._responded, state), incident)

    def _responded(self, state: KindState, incident: IncidentState, _: object) -> None:
        if not (isinstance(state.need, Responsive) and state.level):
            return
        state.level = state.need.after(state.level, len(state.deployed))
        self._expect_response(incident, state)
        self._stepped(incident, None)

    def _stepped(self, incident: IncidentState, _: object) -> None:
        now = self._schedule.now
        for state in incident.kinds.values():
            if isinstance(state.need, Responsive) and state.need.ends <= now:
                state.level = 0
        incident.stepped_at = now
        quiet = incident.quiet
        self._note_need(incident)
        over = not incident.ended and all(state.over(now) for state in incident.kinds.values())
        if over:
            incident.ended = True
            if not incident.holding:
                self._night.running[incident.region] -= 1
            self._record(ev.incident_ended(now, incident.id, incident.host))
            self._risk.look()
        stated = bool(incident.spells)
        if over or (stated and incident.quiet and not quiet):
            self._lodging.release(incident)
        if stated and quiet and not incident.quiet:
            self._begin_spell(incident)
        elif incident.judged_at is not None:
            self._judge(incident, stepped=True)

    def _note_need(self, incident: IncidentState) -> None:
        now = self._schedule.now
        for kind, state in incident.kinds.items():
            present = state.present_at(now)
            if present != state.present:
                state.present = present
                state.fell_at = state.fell_at if present else now
                self._record(ev.need_changed(now, incident.id, incident.host, kind, present))

    def _judged_first(self, spell: int, incident: IncidentState, _: object) -> None:
        if incident.judged_at is None and incident.spell == spell:
            self._judge(incident, stepped=False)

    def _ticked(self, incident: IncidentState, _: object) -> None:
        now = self._schedule.now
        if incident.ended and not incident.away:
            return
        self._set(now + self._durations.judging_interval, self._ticked, incident)
        if incident.judged_at is not None and incident.judged_at != now:
            self._judge(incident, stepped=False)

    def _respond_first(self, incident: IncidentState) -> None:
        """Send as many of the host's crews on duty or on standby as the present need requires."""
        local = self._scenario.host_readiness == "local"
        if incident.holding or not (local or self._scenario.posture):
            return
        for kind, state in incident.kinds.items():
            for _, _, crew in self._free_own(incident, kind):
                if len(state.lineup) >= state.judged:
                    break
                if crew.posture or (local and self._on_duty(crew)):
                    self._movement.order_own(incident, crew, "first response")

    def _on_duty(self, crew: Crew) -> bool:
        return self._ledger.readying.on_duty(crew, self._schedule.now)

    def _free_own(self, incident: IncidentState, kind: str) -> list[tuple[float, int, Crew]]:
        if not self._ledger.forces[incident.host].kinds[kind].home:
            return []
        return self._ledger.free_own(incident, kind, self._schedule.now)

    # --- judging ----------------------------------------------------------------------------

    def _judge(self, incident: IncidentState, *, stepped: bool) -> None:
        now = self._schedule.now
        incident.judged_at = now
        for kind, state in incident.kinds.items():
            state.judged = self._judged(incident, state, now)
            self._note_kept(state, now)
            lineup = len(state.lineup)
            self._record(
                ev.need_judged(now, incident.id, incident.host, kind, state.judged, lineup)
            )
        for state in incident.kinds.values():
            if self._sustained:
                self._lodging.look(incident, state)
            if len(state.lineup) > state.kept:
                self._release(state)
            if len(state.lineup) < state.judged:
                self._fill(incident, state)
            if self._sustained:
                self._relief.look(incident, state)
        if self._trigger_looks and not self._ledger.readying.called:
            self._consider_national_call()
        self._brokering.ask_after_judging(incident, stepped=stepped)
        self._brokering.look_at_lines(incident)
        self._brokering.look_at_freed()

    def _judged(self, incident: IncidentState, state: KindState, now: float) -> int:
        """The need as the host judges it; within an hour, a host judges what it sees only once."""
        if not state.seen:
            return judged_need(self._scenario, incident, state, now, 1.0)
        sight = (state.present, hour_of(now))
        if state.sight != sight:
            state.sight = sight
            estimate = self._estimate(incident, state, now)
            state.seen_as = judged_need(self._scenario, incident, state, now, estimate)
        return state.seen_as

    def _estimate(self, incident: IncidentState, state: KindState, now: float) -> float:
        """The host's estimate of one unit of need that it sees; an estimate of 1 is exact."""
        rules = self._rules
        if not rules.need_cv:
            return rules.need_bias
        factor = Lognormal(rules.need_bias, rules.need_cv)
        return self._chance.end(0.0, factor, "estimate", incident.id, state.kind, hour_of(now))

    def _note_kept(self, state: KindState, now: float) -> None:
        """Apply the release rule to get the number of units to keep, and drop old judgements."""
        release, judgings = self._policies.release, state.judgings
        since = now - release.hold_minutes
        while judgings and judgings[0].minute < since:
            del judgings[0]
        judgings.append(Judged(now, state.judged))
        state.kept = release.keeps(state.judgings)

    def _release(self, state: KindState) -> None:
        """Cancel the latest unmustered orders, then stand down the units that mustered first.

        The number of deployed units never falls below the number that the rule keeps, even if more
        units are on the way.
        """
        excess = len(state.lineup) - state.kept
        orders = list(state.lineup.values())
        waiting = [order for order in orders if order.mustered is None]
        waiting.sort(key=by_expected, reverse=True)
        for order in waiting[:excess]:
            self._movement.cancel(order, "need fell")
        deployed = [order for order in orders if order.deployed is not None]
        too_many = min(excess - len(waiting), len(deployed) - state.kept)
        if too_many <= 0:
            return
        deployed.sort(key=_by_muster)
        for order in deployed[:too_many]:
            if not self._redeploying.retask(order):
                self._movement.stand_down(order, "need fell")

    def _fill(self, incident: IncidentState, state: KindState) -> None:
        """Cover the rest of the need with all units that the host needs no broker to get."""
        self._redeploy_at_hand(incident, state)
        self._order_own(incident, state)
        self._redeploying.recall(incident, state)

    def _redeploy_at_hand(self, incident: IncidentState, state: KindState) -> None:
        """Redeploy units that are already on the ground, to cover the rest of the need."""
        if incident.holding or not self._redeploying.any_at_hand:
            return
        wanted = state.uncovered
        if wanted <= 0:
            return
        expected = self._schedule.now + self._durations.redeployment.mean
        cover = firm_cover(self._scenario, incident, state, own_compete=False)
        for crew in self._redeploying.at_hand(incident, state.kind, expected)[:wanted]:
            if not cover.wants(expected):
                return
            self._redeploying.redeploy(crew, incident)
            cover.add(expected)

    def _order_own(self, incident: IncidentState, state: KindState) -> None:
        """Order the host's crews, and crews on call near the RVP, to cover the rest of the need."""
        wanted = own_wanted(self._scenario, state)
        crews = self._at_hand(incident, state) if wanted > 0 else []
        if not crews:
            return
        cover = own_cover(self._scenario, incident, state)
        for expected, _, _, crew in crews:
            if not wanted:
                return
            if not cover.wants(expected):
                continue
            if crew.near is None:
                self._movement.order_own(incident, crew, "own")
            else:
                self._movement.order_near(incident, crew, "rested near the RVP")
            cover.add(expected)
            wanted -= 1

    def _at_hand(
        self, incident: IncidentState, state: KindState
    ) -> list[tuple[float, int, tuple[str, int], Crew]]:
        """The crews that the host can order itself: (expected deployment, tier, key, crew).

        No two crews have the same key, so that crews themselves are never compared.
        """
        own = [] if incident.holding else self._free_own(incident, state.kind)
        way = self._own_way
        found = [(ready + way, 1, (crew.force, crew.number), crew) for ready, _, crew in own]
        found += [
            (self._lodging.ready(last.crew) + self._near_way(last), last.tier, key, last.crew)
            for key, last in state.on_call.items()
        ]
        found.sort()
        return found

    # --- the national call ------------------------------------------------------------------

    def _consider_national_call(self) -> None:
        in_use = {kind: self._ledger.in_use.get(kind, 0) for kind in self._required}
        if self._trigger.calls(NationalPicture(self._schedule.now, in_use, self._required)):
            self._make_national_call()

    def _call_due(self, _: object) -> None:
        if not self._ledger.readying.called:
            self._make_national_call()

    def _make_national_call(self) -> None:
        self._record(ev.national_call_made(self._schedule.now, self._trigger.name))
        self._movement.start_every_clock()
        self._ledger.call()
        self._brokering.ask_at_national_call()

    def _set(self, minute: float, handler: Any, incident: IncidentState) -> None:
        self._schedule.at(minute, partial(handler, incident), Phase.NEED, 1, incident=incident.rank)
