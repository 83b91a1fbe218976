"""Which units were requested for an incident, which came, and what delayed them?"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby

from mobsim.ground.units import format_duration
from mobsim.scoring import events as ev
from mobsim.scoring.causes import SENT_FORWARD, meaning_of
from mobsim.scoring.incidents import share_of
from mobsim.scoring.measures import IncidentMeasures, Step
from mobsim.telling.measures_told import steps_told, target_told
from mobsim.telling.story.aid_told import answers_told, names_told, number_of_asks, unused_told
from mobsim.telling.story.asks_made import AsksMade, asks_made
from mobsim.telling.story.story_night import StoryNight
from mobsim.telling.story.story_opening import Opening, answers, times
from mobsim.telling.wording import capital, percent


def incident_opening(night: StoryNight, incident: str) -> Opening:
    """The answers that open the story of an incident; if kinds differ, one for each kind."""
    teller = _IncidentTeller(night, incident)
    if incident in night.facts.holding:
        return (
            *answers("Needed", teller.held()),
            *answers("Asked", [" ".join(teller.asked())]),
            *answers("Not used", [unused_told(night, teller.rows)]),
        )
    return (
        *answers("Needed", [teller.needed()]),
        *answers("Asked", [" ".join(teller.asked())]),
        *answers("Came", teller.came()),
        *answers("Delayed", teller.delayed()),
        *answers("Target", teller.targets()),
        *answers("Short", teller.short()),
        *answers("Not used", [unused_told(night, teller.rows)]),
        *answers("Unmet", teller.unmet()),
    )


class _IncidentTeller:
    """Makes the opening sentences about one incident in a night."""

    def __init__(self, night: StoryNight, incident: str) -> None:
        self._night = night
        self._incident = incident
        self._say = night.say
        self.rows = night.of_incident[incident]
        kinds = (row for row in night.measures.incidents if row.incident == incident)
        self._kinds = sorted(kinds, key=lambda row: night.rank(row.kind))
        self._refused = night.refused

    # --- need and requests ------------------------------------------------------------------

    def needed(self) -> str:
        if not self._kinds:
            return self._refused("incidents") or "No units were needed."
        first = self._kinds[0]
        most = self._night.units({row.kind: row.peak_need for row in self._kinds})
        began = self._say.both(first.began_at)
        if first.ended_at is not None:
            return f"At most {most}, from {began} to {self._say.both(first.ended_at)}."
        refused = self._refused("incidents.ended_at")
        if refused:
            return f"At most {most}, from {began}. The end is {refused}."
        return f"At most {most}, from {began} to the end of the run."

    def held(self) -> Iterator[str]:
        """Sentences on the units that a holding area needed, and on the units that were there."""
        yield "This is a holding area: units wait here, ready for incidents."
        refused = self._refused("incidents.met_share")
        if refused:
            yield refused
            return
        fronts = self._night.tally.areas.items()
        areas = {kind: front for (name, kind), front in fronts if name == self._incident}
        wanted = self._night.units({k: front.need.highest()[0] for k, front in areas.items()})
        there = self._night.units({k: front.deployed.highest()[0] for k, front in areas.items()})
        went = Counter(
            row.kind or ""
            for _, row in self.rows
            if row.event == ev.UNIT_STOOD_DOWN and row.cause == SENT_FORWARD
        )
        on = f"; {self._night.units(went)} went on to disorder" if went else ""
        yield f"At most {wanted or 'no units'} wanted; at most {there or 'none'} stood ready{on}."

    def asked(self) -> Iterator[str]:
        """Sentences on the forces asked for aid, the units asked for, and the answers."""
        refused = self._night.lacks(ev.AID_REQUESTED, ev.AID_ASKED)
        if refused:
            yield refused
            return
        yield self._requested()
        asks = asks_made(self.rows, lambda row: row.force or "")
        if asks.asks:
            yield f"{self._donors(asks)} {answers_told(self._night, asks, self._say.force)}"
        elif brokered := [row for _, row in self.rows if row.event == ev.AID_BROKERED]:
            why = "the units reported available would come too late or were no longer needed"
            known = any(row.known_stock for row in brokered)
            yield f"No force was asked: {why if known else 'no units were reported available'}."

    def _donors(self, asks: AsksMade) -> str:
        """A sentence on how many forces were asked for how many units, and what they offered."""
        forces = list(asks.asked_for)
        who = self._say.force(forces[0]) if len(forces) == 1 else f"{len(forces)} forces"
        wanted = self._night.units(asks.asked) or "no units"
        told = f"{who} got {number_of_asks(asks)}, for {wanted}"
        if self._night.lacks(ev.AID_OFFERED):
            return f"{told}."
        if not asks.offered.total():
            return f"{told}, and offered no units."
        missing = self._night.units(asks.asked - asks.offered)
        offered = "it" if asks.asked.total() == 1 else "them all"
        return f"{told}, and offered {f'all but {missing}' if missing else offered}."

    def _requested(self) -> str:
        """A sentence on the host's requests to the RICC, to NPoCC and to partners."""
        asked: dict[str | None, list[ev.Event]] = {}
        partners = []
        for _, row in self.rows:
            if row.event == ev.AID_REQUESTED:
                asked.setdefault(row.counterpart, []).append(row)
            elif row.event == ev.AID_ASKED and row.cause == "agreement":
                partners.append(row)
        told = [self._requests(self._say.broker(broker), rows) for broker, rows in asked.items()]
        host = next((rows[0].force for rows in asked.values()), None)
        if partners:
            host = partners[0].counterpart
            names = names_told([row.force or "" for row in partners], self._say.force)
            told.insert(0, self._requests(f"{names} under an agreement", partners))
        if not told:
            return "No aid was requested."
        return f"{self._say.force(host)} asked {'; '.join(told)}."

    def _requests(self, whom: str, rows: list[ev.Event]) -> str:
        """Say how many requests one desk or partner received, and when it received the first."""
        requests = [
            list(each) for _, each in groupby(rows, key=lambda row: (row.minute, row.request))
        ]
        units: Counter[str] = Counter()
        for row in requests[0]:
            units[row.kind or ""] += row.count or 0
        often = "" if len(requests) == 1 else f" {times(len(requests))}, first"
        return f"{whom}{often} at {self._say.both(rows[0].minute)} for {self._night.units(units)}"

    # --- arrivals and delays ----------------------------------------------------------------

    def came(self) -> Iterator[str]:
        """Sentences on the units from each source, and on the times when the units arrived."""
        refused = self._refused("incidents.by_source")
        if refused:
            yield refused
            return
        for row in self._kinds:
            by_source = (
                f"{name} {count}" for name, count in (row.by_source or {}).items() if count
            )
            sources = ", ".join(by_source)
            plural = capital(self._night.several(row.kind))
            yield f"{plural}: {sources}. {self._reached(row)}" if sources else f"{plural}: none."

    def _reached(self, row: IncidentMeasures) -> str:
        refused = self._refused("incidents.time_to")
        if refused:
            return f"The times of arrival are {refused}."
        forty, peak = share_of("40", row.peak_need), row.peak_need
        reached: list[tuple[str, float | None]] = [("first", row.time_to["first"])]
        if 1 < forty < peak:
            reached.append((f"40 % ({forty})", row.time_to["40"]))
        if peak > 1 and reached[-1][1] is not None:
            reached.append((f"all {peak}", row.time_to["100"]))
        over = row.ended_at is not None or self._refused("incidents.ended_at")
        never = "never at once" if over else "not by the end of the run"
        told = [
            f"{what} {never}" if took is None
            else f"{what} at {self._say.both(row.began_at + took)}"
            for what, took in reached
        ]  # fmt: skip
        return f"{capital(', '.join(told))}."

    def delayed(self) -> Iterator[str]:
        """Sentences on the steps that delayed the first aid and 40 % of the units needed."""
        refused = self._refused("incidents.spent_on_first_aid")
        if refused:
            yield refused
            return
        came = [row for row in self._kinds if row.began_to_first_aid is not None]
        # As in the headlines: of kinds that come in the same minute, take the first by id.
        first = min(came, key=lambda row: (row.began_to_first_aid, row.kind), default=None)
        if first is not None:
            unit = self._say.units(1, first.kind).removeprefix("1 ")
            took = self._took(
                first.began_to_first_aid, "after disorder began", first.spent_on_first_aid
            )
            at = self._say.both(first.began_at + (first.began_to_first_aid or 0.0))
            yield f"Another force's first unit ({unit}) came at {at}, {took}."
        elif any(row.event in (ev.AID_REQUESTED, ev.AID_ASKED) for _, row in self.rows):
            yield "No unit of another force was deployed."
        for row in self._kinds[:1]:
            if row.time_to["40"] is not None:
                yield self._forty(row, with_first=row == first)

    def _forty(self, row: IncidentMeasures, *, with_first: bool) -> str:
        """A sentence on the steps that delayed the unit that completed 40 % of the peak need."""
        forty = f"{share_of('40', row.peak_need)} of {row.peak_need}"
        what = f"40 % of the {self._night.several(row.kind)} ({forty})"
        if with_first and row.time_to["40"] == row.began_to_first_aid:
            return f"{what} were there with it."
        after = "after disorder began; last unit"
        took = self._took(row.time_to["40"], after, row.spent_on_40)
        return f"{what} were there {took}."

    def _took(self, minutes: float | None, after: str, spent: dict[Step, float | None]) -> str:
        steps = steps_told(spent)
        return f"{format_duration(minutes or 0.0)} {after}{f': {steps}' if steps else ''}"

    def targets(self) -> list[str]:
        refused = self._refused("targets")
        return [
            f"{capital(target_told(each, self._night.facts, refused, self._say.both))}."
            for each in self._night.measures.targets
            if each.incident == self._incident
        ]

    # --- shortfalls -------------------------------------------------------------------------

    def short(self) -> Iterator[str]:
        """Sentences on the share of need met, the worst shortfall, and the shortfall at the end."""
        refused = self._refused("incidents.met_share")
        if refused:
            yield refused
            return
        for row in self._kinds:
            if row.met_share is None:
                continue
            told = f"need met {percent(row.met_share)}"
            if row.worst_short and row.worst_short_at is not None:
                lasts = format_duration(row.worst_short_lasts or 0.0)
                at = self._say.both(row.worst_short_at)
                told += f"; at worst, at least {row.worst_short} short from {at} for {lasts}"
            told += self._short_at_the_end(row)
            yield f"{capital(self._night.several(row.kind))}: {told}."

    def _short_at_the_end(self, row: IncidentMeasures) -> str:
        front = self._night.tally.fronts[row.incident, row.kind]
        short = front.short.at(self._night.facts.duration)
        return f"; {short} still at the end" if short else ""

    def unmet(self) -> Iterator[str]:
        """Sentences on shortfalls for which no request was open.

        For each cause, a sentence gives the first such shortfall. Of shortfalls without a cause, a
        sentence gives the largest.
        """
        refused = self._night.lacks(ev.NEED_UNMET)
        if refused:
            yield refused
            return
        found: dict[tuple[str, str | None], list[ev.Event]] = defaultdict(list)
        for _, row in self.rows:
            if row.event == ev.NEED_UNMET:
                found[row.kind or "", row.cause].append(row)
        for kind, cause in sorted(found, key=lambda key: (self._night.rank(key[0]), not key[1])):
            rows = found[kind, cause]
            row = rows[0] if cause else max(rows, key=lambda each: each.count or 0)
            left = "some" if row.known_stock is None else str(row.known_stock)
            why = meaning_of(ev.NEED_UNMET, cause, f"{left} left to send, however late")
            short, at = self._say.units(row.count, kind), self._say.both(row.minute)
            told = f"{short} short at {at} with no request open: {why}."
            yield f"{told} This happened {times(len(rows))}." if len(rows) > 1 else told
