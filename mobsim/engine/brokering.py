"""How does a shortfall lead to offers of aid from donors?

A host's request goes to the desk of its RICC, and then to the desks of NPoCC and of the donors'
regions. Each donor receives a separate ask. If the answers do not cover the need, the desk tries
once more, passes the rest of the request to the next tier, or leaves the rest unmet.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from mobsim.engine.cover import Picked, Sooner, Wanting, left_of_batch, most_wanting
from mobsim.engine.desks import Desks
from mobsim.engine.donors import Donors
from mobsim.engine.homecoming import Homecoming
from mobsim.engine.line_watch import LineWatch
from mobsim.engine.listing import Listed, Listing, at_most, beyond, regional_part, reported
from mobsim.engine.redeploying import Redeploying
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase
from mobsim.engine.state import Amount, DonorAsk, IncidentState, TierWork
from mobsim.policy.picture import Candidate
from mobsim.scoring import events as ev
from mobsim.scoring.events import NPOCC, RequestColumns

Picks = dict[str, tuple[Picked, Sequence[Candidate]]]
"""The picked crews and all listed crews, for each kind of unit."""


class Brokering(NightPart):
    """The work of the RICCs and NPoCC on the incidents' requests."""

    def __init__(
        self,
        night: RunningNight,
        desks: Desks,
        donors: Donors,
        listing: Listing,
        line_watch: LineWatch,
        redeploying: Redeploying,
        homecoming: Homecoming,
    ) -> None:
        super().__init__(night)
        self._desks = desks
        self._donors = donors
        self._listing = listing
        self._line_watch = line_watch
        self._redeploying = redeploying
        self._homecoming = homecoming

    # --- when a host asks -------------------------------------------------------------------

    def ask_after_judging(self, incident: IncidentState, *, stepped: bool) -> None:
        """Ask for the units still needed, if the shortfall has grown or the need has changed."""
        if incident.regional.busy or not self._may_ask(incident, stepped=stepped):
            return
        wanting = self._wanting_of_host(incident)
        newly = any(amount.total > incident.kinds[kind].unmet for kind, amount in wanting.items())
        if newly or (stepped and _any(wanting)):
            wanting = self._in_batches(incident, wanting)
            if _any(wanting):
                incident.request += 1
                if self._ask_partners(incident):
                    wanting = self._wanting_of_host(incident)
                self._put(incident, wanting, "need judged")
            self._batch_over_if_idle(incident)

    def _may_ask(self, incident: IncidentState, *, stepped: bool) -> bool:
        """Whether a host may have reason to ask, whichever crews could come."""
        for state in incident.kinds.values():
            if most_wanting(self._scenario, state) > (0 if stepped else state.unmet):
                return True
        return False

    def ask_for_relief(self, incident: IncidentState) -> None:
        """Ask for a relief for a deployed unit."""
        if not incident.regional.busy:
            self._ask_again(incident, "relief")

    def look_at_freed(self) -> None:
        """Ask for crews that have become free, unless brokers must wait for the next report."""
        if self._homecoming.freed and not self._durations.report_interval:
            self.ask_for_freed()

    def ask_for_freed(self) -> None:
        """Ask for crews that have become free again, on behalf of incidents with unmet need."""
        waiting = [
            (incident, kind)
            for incident in self._incidents
            for kind in incident.kinds
            if incident.kinds[kind].unmet
        ]
        for force, freed in self._homecoming.take_freed():
            for incident, kind in waiting:
                if (
                    kind == freed
                    and incident.host != force
                    and incident.idle
                    and self._listing.lends(force, kind, incident)
                ):
                    self._ask_again(incident, "stock freed")

    def ask_at_national_call(self) -> None:
        """Ask again on behalf of incidents with unmet need, because every force now lends more."""
        for incident in self._incidents:
            if incident.idle and any(state.unmet for state in incident.kinds.values()):
                self._ask_again(incident, "national call")

    def _ask_again(self, incident: IncidentState, cause: str) -> None:
        wanting = self._in_batches(incident, self._wanting_of_host(incident))
        if _any(wanting):
            incident.request += 1
            self._put(incident, wanting, cause)
        self._batch_over_if_idle(incident)

    def _in_batches(
        self, incident: IncidentState, wanting: dict[str, Wanting]
    ) -> dict[str, Wanting]:
        """Limit a request to one batch; open a batch if neither tier is working on a request."""
        most = self._scenario.asking.batch
        if not most or not incident.idle:
            return wanting
        for state in incident.kinds.values():
            state.batch_left = most
        return {
            kind: Wanting(min(amount.need, left_of_batch(incident.kinds[kind])), amount.relief)
            for kind, amount in wanting.items()
        }

    def _batch_over_if_idle(self, incident: IncidentState) -> None:
        if incident.idle:
            for state in incident.kinds.values():
                state.batch_left = None

    def _ask_for_next_batch(self, incident: IncidentState) -> bool:
        """Ask again if the last batch brought crews but more crews are needed.

        Return whether a tier is now at work again.
        """
        most = self._scenario.asking.batch
        got = {kind for kind, state in incident.kinds.items() if state.got_of_batch(most)}
        self._batch_over_if_idle(incident)
        if got and any(self._wanting_of_host(incident)[kind].need for kind in got):
            self._ask_again(incident, "next batch")
        return not incident.idle

    def _wanting_of_host(self, incident: IncidentState) -> dict[str, Wanting]:
        """The units of each kind still needed, given the crews that the host sees in its region."""
        return self._listing.wanting_by_kind(incident, self._listing.region_before_desk)

    def _put(self, incident: IncidentState, wanting: Mapping[str, Wanting], cause: str) -> None:
        """Send a request to the RICC and, if the national call has been made, to NPoCC as well."""
        if not _any(wanting):
            return
        if not self._listing.called:
            self._put_to_ricc(incident, wanting, cause)
            return
        regional, national = self._divide(incident)
        if _any(regional):
            self._put_to_ricc(incident, regional, cause)
        self._put_to_npocc(incident, national, cause)

    def _divide(self, incident: IncidentState) -> tuple[dict[str, Wanting], dict[str, Wanting]]:
        """From one list of crews, divide the units still needed between the RICC and NPoCC."""
        regional: dict[str, Wanting] = {}
        national: dict[str, Wanting] = {}
        country = None if self._policies.whole_forces else self._listing.country_before_desk
        for kind, state in incident.kinds.items():
            crews = self._listing.region_before_desk(incident, kind)
            listed = _together(incident, kind, crews, country)
            wanting = self._listing.wanting_region_first(incident, state, listed)
            near = self._pick_near(incident, kind, crews, listed, wanting)
            regional[kind] = Wanting(len(near.need), len(near.relief))
            national[kind] = beyond(wanting, near)
        return regional, national

    def _ask_partners(self, incident: IncidentState) -> bool:
        """Ask the host's partners under agreements; return whether any partner was asked."""
        if not self._scenario.agreements:
            return False
        picks: Picks = {}
        for kind, state in incident.kinds.items():
            crews = self._listing.partners(incident, kind)
            if crews:
                wanting = self._listing.wanting(incident, state, _whenever(crews))
                picks[kind] = self._listing.pick(incident, state, crews, wanting), crews
        asks = self._donors.count_as_asked(incident, picks, 1, incident.request)
        self._donors.ask(asks)
        return bool(asks)

    # --- tier 2 -----------------------------------------------------------------------------

    def _put_to_ricc(
        self, incident: IncidentState, wanting: Mapping[str, Wanting], cause: str
    ) -> None:
        work = incident.regional
        work.busy, work.round, work.request = True, 1, incident.request
        self._join_ricc(incident, wanting, cause)

    def _join_ricc(
        self, incident: IncidentState, wanting: Mapping[str, Wanting], cause: str
    ) -> None:
        for kind, amount in wanting.items():
            if amount.total:
                incident.kinds[kind].at_ricc = Amount(*amount)
                self._log_request(incident, 2, kind, amount, cause)
        done = partial(self._ricc_done, incident)
        ricc = incident.region
        self._desks.work(ricc, self._durations.ricc_desk, "desk-2", incident, 2, done)

    def _ricc_done(self, incident: IncidentState) -> None:
        """When the RICC has processed a request, ask the region's donors and pass on the rest."""
        picks: Picks = {}
        passed_on: dict[str, Wanting] = {}
        for kind, state in incident.kinds.items():
            put, state.at_ricc = state.at_ricc, Amount()
            if not (put.total or self._listing.may_want(state)):
                continue
            crews = self._listing.region(incident, kind)
            wanting, picked = self._pick_at_ricc(incident, kind, crews, put)
            if put.total or wanting.total:
                picks[kind] = picked, crews
                passed_on[kind] = beyond(wanting, picked)
                self._log_brokered(incident, 2, kind, picked, reported(crews))
        asks = self._donors.count_as_asked(incident, picks, 2, incident.regional.request)
        incident.regional.unanswered = len(asks)
        self._donors.ask(asks)
        self._put_to_npocc(incident, passed_on, "beyond the region")
        if not asks:
            self._region_answered(incident)

    def _pick_at_ricc(
        self, incident: IncidentState, kind: str, crews: list[Candidate], put: Amount
    ) -> tuple[Wanting, Picked]:
        """The units still needed, and the picked crews that come from the region."""
        without = self._listing.called or self._policies.whole_forces
        country = None if without else self._listing.country_before_desk
        listed = _together(incident, kind, crews, country)
        wanting = self._listing.wanting_region_first(incident, incident.kinds[kind], listed)
        if self._listing.called:
            wanting = at_most(wanting, put)
        return wanting, self._pick_near(incident, kind, crews, listed, wanting)

    def _pick_near(
        self,
        incident: IncidentState,
        kind: str,
        region: Sequence[Candidate],
        listed: Sooner,
        wanting: Wanting,
    ) -> Picked:
        """The picked crews from the region, if they are ranked with the country's crews."""
        if not (region and wanting.total):
            return Picked([], [])
        state = incident.kinds[kind]
        crews = listed(self._listing.rivals_of_region(state, region, wanting))
        return regional_part(self._listing.pick_region_first(incident, state, crews, wanting))

    def _region_answered(self, incident: IncidentState) -> None:
        """When all donors in the region have answered, try once more or turn to NPoCC."""
        wanting = self._wanting_of_host(incident)
        work = incident.regional
        region = self._listing.first_of_region
        if work.round == 1 and self._listing.any_useful(incident, wanting, region):
            work.round = 2
            self._join_ricc(incident, wanting, "further round")
            return
        work.busy = False
        self._put_to_npocc(incident, wanting, "region exhausted")
        self._close_if_over(incident)

    # --- tier 3 -----------------------------------------------------------------------------

    def _put_to_npocc(
        self, incident: IncidentState, wanting: Mapping[str, Wanting], cause: str
    ) -> None:
        if not _any(wanting):
            return
        for kind, amount in wanting.items():
            if amount.total:
                waiting = incident.kinds[kind].at_npocc
                waiting.need += amount.need
                waiting.relief += amount.relief
                self._log_request(incident, 3, kind, amount, cause)
        if not incident.national.busy:
            self._join_npocc(incident, 1)

    def _join_npocc(self, incident: IncidentState, round_: int) -> None:
        work = incident.national
        work.busy, work.round = True, round_
        if round_ == 1:
            work.request = incident.request
        done = partial(self._npocc_done, incident)
        self._desks.work(NPOCC, self._durations.npocc_desk, "desk-3", incident, 3, done)

    def _npocc_done(self, incident: IncidentState) -> None:
        """When NPoCC has processed a request, divide it among donors and their regions."""
        picks: Picks = {}
        for kind, state in incident.kinds.items():
            put, state.at_npocc = state.at_npocc, Amount()
            if not put.total:
                continue
            wanting, crews, left = self._seen_by_npocc(incident, kind, put)
            picked = self._listing.pick(incident, state, crews, wanting)
            state.npocc_seeks = wanting.need - len(picked.need)
            picks[kind] = picked, crews
            self._log_brokered(incident, 3, kind, picked, left)
        self._send_forward(incident, picks)
        asks = self._donors.count_as_asked(incident, picks, 3, incident.national.request)
        incident.national.unanswered = len(asks)
        if not asks:
            self._country_answered(incident)
        elif self._listing.called:
            self._donors.ask(asks)
        else:
            self._through_donor_riccs(incident, asks)
        self.look_at_freed()

    def _seen_by_npocc(
        self, incident: IncidentState, kind: str, put: Amount
    ) -> tuple[Wanting, list[Candidate], int]:
        """The number of crews to find, the crews to pick from, and the number that donors report.

        If the host has crews that have not mustered, they are ranked among the country's crews.
        """
        listing, state = self._listing, incident.kinds[kind]
        country = partial(listing.country, incident, kind)
        wanting = at_most(listing.wanting(incident, state, country), put)
        return wanting, *listing.country_for(incident, kind, wanting)

    def _send_forward(self, incident: IncidentState, picks: Picks) -> None:
        """Send the picked units in holding areas, and leave the other crews to be asked for."""
        for kind, (picked, crews) in picks.items():
            for crew in picked.need:
                if crew.held is not None:
                    self._redeploying.send_forward(crew, kind, incident)
                    incident.kinds[kind].note_got()
            asked = [crew for crew in picked.need if crew.held is None]
            picks[kind] = Picked(asked, picked.relief), crews

    def _through_donor_riccs(self, incident: IncidentState, asks: Iterable[DonorAsk]) -> None:
        by_region: dict[str, list[DonorAsk]] = defaultdict(list)
        for ask in asks:
            by_region[self._listing.region_of(ask.donor)].append(ask)
        work = self._durations.donor_desk
        for region in sorted(by_region):
            first = self._listing.first_rank(region)
            done = partial(self._donor_ricc_done, incident, region, by_region[region])
            self._desks.work(region, work, "donor-desk", incident, 3, done, first)

    def _donor_ricc_done(self, incident: IncidentState, region: str, asks: list[DonorAsk]) -> None:
        for kind in incident.kinds:
            count = sum(ask.kinds[kind].count for ask in asks if kind in ask.kinds)
            if count:
                self._log_donor_ricc(incident, region, kind, count)
        self._donors.ask(asks)

    def _country_answered(self, incident: IncidentState) -> None:
        """When all donors have answered NPoCC, start another round if that is useful, or stop."""
        work = incident.national
        for state in incident.kinds.values():
            state.npocc_seeks = 0
        if any(state.at_npocc.total for state in incident.kinds.values()):
            self._join_npocc(incident, 1)
            return
        wanting = self._listing.wanting_by_kind(incident, self._listing.country_before_desk)
        country = self._listing.first_of_country
        if work.round == 1 and self._listing.any_useful(incident, wanting, country):
            for kind, amount in wanting.items():
                if amount.total:
                    incident.kinds[kind].at_npocc = Amount(*amount)
                    self._log_request(incident, 3, kind, amount, "further round")
            self._join_npocc(incident, 2)
            return
        work.busy = False
        self._close_if_over(incident)

    # --- answers, and the end of a request --------------------------------------------------

    def answered(self, ask: DonorAsk) -> None:
        """Record a donor's answer. After the last answer, the tier continues its work."""
        if ask.tier == 1:
            return
        work = _work_of(ask.incident, ask.tier)
        work.unanswered -= 1
        if work.unanswered:
            return
        if ask.tier == 2:
            self._region_answered(ask.incident)
        else:
            self._country_answered(ask.incident)

    def _close_if_over(self, incident: IncidentState) -> None:
        """If neither tier works on a request, record unmet need and schedule another attempt."""
        if not incident.idle or self._ask_for_next_batch(incident):
            return
        for kind, amount in self._wanting_of_host(incident).items():
            incident.kinds[kind].unmet = amount.total
        incident.worked += 1
        if any(state.unmet for state in incident.kinds.values()):
            self.look_at_lines(incident)
            self._schedule.at(
                self._schedule.now + self._durations.rework_interval,
                partial(self._rework, incident, incident.worked),
                Phase.ORDER,
                2,
                incident=incident.rank,
            )

    def _rework(self, incident: IncidentState, worked: int, _: object) -> None:
        if incident.worked == worked and incident.idle:
            self._ask_again(incident, "hourly")

    def look_at_lines(self, incident: IncidentState) -> None:
        """Record how many crews are left in the country to meet the unmet need."""
        if not incident.idle or incident.holding:
            return
        for kind, state in incident.kinds.items():
            waits = state.unmet and state.judged > len(state.lineup)
            if waits and not state.pending_need:
                self._line_watch.look(incident, state, self._listing.left_to_send(incident, kind))

    # --- rows of the log --------------------------------------------------------------------

    def _log_request(
        self, incident: IncidentState, tier: int, kind: str, amount: Wanting, cause: str
    ) -> None:
        number = incident.request
        if cause == "further round":
            number = _work_of(incident, tier).request
        asked = NPOCC if tier == 3 else incident.region
        of = RequestColumns(incident.id, number, incident.host, asked, kind)
        self._record(ev.aid_requested(self._schedule.now, tier, of, amount.total, cause))

    def _log_brokered(
        self, incident: IncidentState, tier: int, kind: str, picked: Picked, known_stock: int
    ) -> None:
        broker = NPOCC if tier == 3 else incident.region
        number, count = _work_of(incident, tier).request, len(picked.need) + len(picked.relief)
        of = RequestColumns(incident.id, number, incident.host, broker, kind)
        now = self._schedule.now
        self._record(ev.aid_brokered(now, tier, of, count, known_stock=known_stock))

    def _log_donor_ricc(self, incident: IncidentState, region: str, kind: str, count: int) -> None:
        number = incident.national.request
        of = RequestColumns(incident.id, number, incident.host, region, kind)
        self._record(ev.aid_brokered(self._schedule.now, 3, of, count, cause="donor RICC"))


def _whenever(crews: Sequence[Candidate]) -> Sooner:
    """A function that gives the same crews, however soon or near they must be."""
    return lambda _: crews


def _together(
    incident: IncidentState, kind: str, region: list[Candidate], country: Listed | None
) -> Sooner:
    """A function that gives the region's crews, and the country's unless ``country`` is None."""
    if country is None:
        return _whenever(region)
    return lambda rivals: region + country(incident, kind, rivals)


def _any(wanting: Mapping[str, Wanting]) -> bool:
    """Whether units of any kind are still needed."""
    return any(amount.need or amount.relief for amount in wanting.values())


def _work_of(incident: IncidentState, tier: int) -> TierWork:
    """The work of the RICC (tier 2) or NPoCC (tier 3) on the incident's request."""
    return incident.regional if tier == 2 else incident.national
