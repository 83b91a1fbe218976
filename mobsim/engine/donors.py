"""What do donors answer, and which of the crews they offer are ordered?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from mobsim import events as ev
from mobsim.engine.cover import Cover, Picked, firm_cover, unmustered_own
from mobsim.engine.desks import hour_of
from mobsim.engine.ledger import Ledger
from mobsim.engine.movement import Movement
from mobsim.engine.schedule import Phase, Schedule
from mobsim.engine.state import Ask, AskedKind, Crew, IncidentState, KindState, Order
from mobsim.events import Event, Record
from mobsim.picture import Candidate
from mobsim.randomness import Chance
from mobsim.scenario import Scenario


class Donors:
    """Asks to donors, their answers, and the orders that follow."""

    def __init__(
        self,
        scenario: Scenario,
        chance: Chance,
        schedule: Schedule,
        ledger: Ledger,
        movement: Movement,
        record: Record,
    ) -> None:
        self._scenario = scenario
        self._chance = chance
        self._schedule = schedule
        self._ledger = ledger
        self._movement = movement
        self._record = record
        self.on_answered: Callable[[Ask], None] = lambda ask: None
        """Called when an answer has come and its orders are made."""

    # --- asking -----------------------------------------------------------------------------

    def count_as_asked(
        self,
        incident: IncidentState,
        picks: Mapping[str, tuple[Picked, Sequence[Candidate]]],
        tier: int,
        request: int,
        *,
        agreement: bool = False,
    ) -> list[Ask]:
        """One ask a donor for all kinds; its crews count as asked for from now.

        Parameters
        ----------
        picks
            By kind: the crews picked, and all crews that were listed.
        """
        asks: dict[str, Ask] = {}
        for kind, (picked, listed) in picks.items():
            reported = {crew.force: crew.spare for crew in listed}
            for crew in sorted(picked.need) + sorted(picked.relief):
                ask = asks.get(crew.force)
                if ask is None:
                    ask = asks[crew.force] = Ask(incident, crew.force, tier, request, agreement)
                asked = ask.kinds.get(kind)
                if asked is None:
                    asked = AskedKind(crew.expected_minute, reported[crew.force])
                    ask.kinds[kind] = asked
                asked.earliest = min(asked.earliest, crew.expected_minute)
                self._ledger.forces[crew.force].kinds[kind].asked += 1
            self._note_picks(incident.kinds[kind], asks, picked)
        return [asks[donor] for donor in sorted(asks)]

    def _note_picks(self, state: KindState, asks: Mapping[str, Ask], picked: Picked) -> None:
        for crew in picked.need:
            asks[crew.force].kinds[state.kind].expected.append(crew.expected_minute)
            state.asked_need.append(crew.expected_minute)
        for crew in picked.relief:
            asks[crew.force].kinds[state.kind].relief += 1
        state.asked_relief += len(picked.relief)

    def ask(self, asks: Iterable[Ask]) -> None:
        """Ask donors; their answers come each in its own time."""
        for ask in asks:
            for kind in sorted(ask.kinds):
                asked = ask.kinds[kind]
                self._log(
                    ask,
                    ev.AID_ASKED,
                    kind,
                    asked.count,
                    cause="agreement" if ask.agreement else None,
                    known_stock=asked.known_stock,
                    expected_minute=asked.earliest,
                )
            self._await_answer(ask)

    def _await_answer(self, ask: Ask) -> None:
        now = self._schedule.now
        ids = (ask.donor, ask.incident.id, hour_of(now))
        silent = self._chance.happens(self._scenario.rules.no_answer, now, "silent", *ids)
        if silent:
            answered = now + self._scenario.durations.silence
        else:
            answered = self._chance.end(now, self._scenario.durations.answer, "answer", *ids)
        self._schedule.at(
            answered,
            partial(self._answered, ask, silent),
            Phase.ANSWER,
            ask.tier,
            incident=ask.incident.rank,
            force=self._ledger.forces[ask.donor].rank,
        )

    # --- answering --------------------------------------------------------------------------

    def _answered(self, ask: Ask, silent: bool, _: object) -> None:
        offers = {kind: self._offer(ask, kind, silent) for kind in sorted(ask.kinds)}
        for kind, crews in offers.items():
            self._order(ask, kind, crews)
        self.on_answered(ask)

    def _offer(self, ask: Ask, kind: str, silent: bool) -> list[Crew]:
        """What the donor offers of one kind: its first free crews, as many as it may."""
        state, asked = ask.incident.kinds[kind], ask.kinds[kind]
        stock = self._ledger.forces[ask.donor].kinds[kind]
        stock.asked -= asked.count
        state.asked_relief -= asked.relief
        for expected in asked.expected:
            state.asked_need.remove(expected)
        available = stock.available
        offered = 0 if silent else min(asked.count, available)
        cause = "full" if offered == asked.count else "part" if offered else "none"
        self._log(
            ask,
            ev.AID_OFFERED,
            kind,
            offered,
            cause="no answer" if silent else cause,
            known_stock=available,
        )
        if not offered:
            return []
        now = self._schedule.now
        free = self._ledger.free_for_aid(ask.donor, kind, now, now)
        return [crew for _, _, crew in free[:offered]]

    def _order(self, ask: Ask, kind: str, offered: Sequence[Crew]) -> None:
        """Order the offered crews that are still wanted; the others are free again."""
        if not offered:
            return
        orders: list[Order] = []
        competing = not self._scenario.policies.whole_forces
        state = ask.incident.kinds[kind]
        cover = firm_cover(self._scenario, ask.incident, state, own_compete=competing)
        for crew in offered:
            order = self._order_one(ask, kind, crew, cover)
            if order is None:
                self._movement.note_freed(crew)
            else:
                orders.append(order)
        self._movement.muster_together(orders)

    def _order_one(self, ask: Ask, kind: str, crew: Crew, cover: Cover) -> Order | None:
        incident = ask.incident
        state = incident.kinds[kind]
        ordered = partial(self._movement.order_aid, incident, crew, ask.tier, ask.request)
        wanted, displaced = self._still_wanted(incident, state, crew, cover)
        if wanted:
            order = ordered(None)
            cover.add(order.expected)
            if displaced is not None:
                self._movement.cancel(displaced, "quicker aid")
            return order
        if state.relief_slots:
            slot = min(state.relief_slots, key=lambda order: (order.due, order.key))
            return ordered(slot)
        return None

    def _still_wanted(
        self, incident: IncidentState, state: KindState, crew: Crew, cover: Cover
    ) -> tuple[bool, Order | None]:
        """Whether an offered crew is wanted for the need, and the own crew that it displaces."""
        expected = self._expected(incident, crew)
        if not cover.wants(expected):
            return False, None
        if len(state.lineup) < state.judged:
            return True, None
        if self._scenario.policies.whole_forces:
            return False, None
        own = unmustered_own(state)
        if own and own[-1].expected > expected:
            return True, own[-1]
        return False, None

    def _expected(self, incident: IncidentState, crew: Crew) -> float:
        now = self._schedule.now
        ledger = self._ledger.forces[crew.force]
        ready = self._ledger.expected_aid_ready(ledger, crew, now, now)
        drive = self._ledger.aid_drive(crew.force, incident)
        return ready + drive + self._scenario.durations.booking_aid.mean

    # --- writing down -----------------------------------------------------------------------

    def _log(
        self,
        ask: Ask,
        event: str,
        kind: str,
        count: int,
        *,
        cause: str | None,
        known_stock: int,
        expected_minute: float | None = None,
    ) -> None:
        incident = ask.incident
        self._record(
            Event(
                self._schedule.now,
                event,
                incident.id,
                ask.request,
                ask.tier,
                ask.donor,
                incident.host,
                None,
                kind,
                count,
                cause,
                known_stock,
                expected_minute,
            )
        )
