"""Which tables and pictures are in the report of one night?"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mobsim.ground.clock import ClockTimes, date_in_full, day_letters, day_name
from mobsim.ground.units import MINUTES_PER_HOUR, format_elapsed, round_half_up
from mobsim.looking.report import charts
from mobsim.looking.report.charts import Asking, Chart, Curve, KindStrength
from mobsim.looking.report.first_pictures import need_and_there
from mobsim.looking.report.page_tables import PageTable, data_link
from mobsim.looking.report.replay import Replay, desk_name, whole
from mobsim.looking.report.still import step_down
from mobsim.scoring import events as ev
from mobsim.scoring.events import NPOCC, Event
from mobsim.scoring.measures import STEPS, IncidentMeasures
from mobsim.scoring.sources import SOURCES
from mobsim.scoring.steps import StepCurve
from mobsim.scoring.tally import Front
from mobsim.telling.at_a_glance import Glance, counted_as
from mobsim.telling.forces_tonight import few_in_play, no_line_told
from mobsim.telling.store import national_rows
from mobsim.telling.wording import (
    force_name,
    joined,
    percent,
    place_name,
    several,
    shortened,
    units,
)

LONGEST_CURVE = 24 * MINUTES_PER_HOUR
SHORTEST_CURVE = 8 * MINUTES_PER_HOUR
"""The longest and shortest times that curves can cover, in minutes."""
MOST_COLUMNS = 24
"""The most columns in the table of crews at home; in a long run, each column covers more hours."""
NICE_HOURS = (1, 2, 3, 4, 6, 8, 12, 24, 48)
"""The numbers of hours that one column or row of a table can cover."""
MOST_ROWS = 24
"""The most rows in the table of hours for a place; in a long run, each row covers more hours."""
MOST_TIMED = 12
"""The most places in the table of steps; the file to download has all places."""
MOST_ASKS = 250
"""The most rows in the table of requests; the file to download has all rows."""


_TARGET_DATA = ("kind", "units", "by", "there", "reached_at", "verdict")


@dataclass(frozen=True)
class PlaceParts:
    """The part of a report about one place, with its picture and table."""

    name: str
    told: str
    picture: Chart
    table: PageTable


@dataclass(frozen=True)
class Heat:
    """The table of crews left at home by force and time, as numbers and steps of colour."""

    caption: str
    note: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, int, Sequence[tuple[int, int]]]]
    """For each force, its name, its fit crews and, for each column, the fewest at home and a
    colour.
    """
    link: str


DeskAsk = tuple[float, str, str, str, str, str, str]
"""A request to a desk or a donor: the minute, the side that asks, the side that is asked, the
place, the units, the time of the answer, and the answer.
"""


class Content:
    """Makes each part of a report when it is first needed."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.source = replay.source
        self.facts = replay.source.facts
        self.clock = replay.clock
        self.times = ClockTimes(self.clock)
        self.document = replay.source.document

    # --- names ------------------------------------------------------------------------------

    def place(self, incident: str | None) -> str:
        return shortened(place_name(self.facts, incident or ""))

    def force(self, force: str | None) -> str:
        return shortened(force_name(self.facts, force or ""))

    def kinds(self, kind: str) -> str:
        return several(self.facts.kinds[kind])

    # --- the first screen -------------------------------------------------------------------

    @cached_property
    def glance(self) -> Glance:
        """The summary of the night: verdicts, sentences and turning points."""
        untested = few_in_play(self.source.scenario)
        places = [each for each in self.replay.incidents if each not in self.facts.holding]
        counted = counted_as([self.replay.atlas.spots["incident", each] for each in places])
        tally = self.replay.tally
        return Glance(self.facts, self.source.measures, self.times, tally, untested, counted)

    @property
    def began(self) -> str:
        """A sentence that says when the run starts, because hours count from the start."""
        start = self.clock.at(0.0)
        return f"From {day_name(start)} {date_in_full(start)}, {start:%H:%M}; +h counts from then."

    @cached_property
    def need_there(self) -> tuple[Chart, PageTable] | None:
        """The picture and table of the units needed and there; None if nothing was needed."""
        return need_and_there(self.replay)

    @cached_property
    def time_spent(self) -> PageTable:
        """A table of the steps before 40 % of the units needed were there, by place."""
        rows = sorted(self.glance.rows, key=_waited, reverse=True)
        more = len(rows) - MOST_TIMED
        note = (
            "For the unit that completed 40 % of the need. "
            "Waiting: from judging the need until the request."
        )
        note += f" The {MOST_TIMED} longest waits; the download has all places." if more > 0 else ""
        what = self.kinds(self.glance.main_kind) if rows else "units"
        return PageTable(
            "time-spent",
            f"Minutes until 40 % of the {what} needed were there, step by step",
            ["Place", *(step.replace("_", " ") for step in STEPS), "total"],
            [_told_spent(self.place(row.incident), row) for row in rows[:MOST_TIMED]],
            note,
            ["place", *STEPS, "in_all"],
            [[place_name(self.facts, row.incident), *_spent(row)] for row in rows],
        )

    # --- national lines ---------------------------------------------------------------------

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """The rows for the national lines whose units some incident needed."""
        return [
            self._line(row) for row in self.document["national"] if row["kind"] in self.replay.kinds
        ]

    @property
    def no_line(self) -> str:
        """The reason why the table of national lines has no rows."""
        return no_line_told(self.source.scenario)

    def _line(self, row: Mapping[str, Any]) -> dict[str, Any]:
        line, why = self.facts.line(row["line"]), ""
        if row["binds_at"] is not None:
            why = f"{self.times.at(row['binds_at'])} {row['binds_cause']}"
        return {
            "name": line.name if line else row["line"],
            "required": row["required"],
            "peak": "?" if row["peak_in_use"] is None else row["peak_in_use"],
            "times": [format_elapsed(row["time_to"][share]) for share in ("10", "40", "60", "100")],
            "stock": row["verdict_stock"],
            "run": row["verdict_capacity"],
            "timeline": row["verdict_timeline"],
            "why": why,
        }

    @property
    def lines_link(self) -> str:
        rows = national_rows(dict(self.document))
        # Sort by name, because the keys of a document read from a file are in another order.
        columns = sorted(rows[0]) if rows else []
        return data_link(columns, [[row[column] for column in columns] for row in rows])

    # --- targets ----------------------------------------------------------------------------

    @cached_property
    def targets(self) -> PageTable | None:
        """A table that says whether each target was met; None if there is no target."""
        rows = self.document["targets"]
        if not rows:
            return None
        return PageTable(
            "targets",
            "Speed: was each target of the scenario met?",
            ["Place", "kind*", "target", "by*", "there by then", "reached*", "speed*"],
            [
                [
                    self.place(row["incident"]),
                    self.kinds(row["kind"]),
                    str(row["units"]),
                    self.times.both(row["by"]),
                    "?" if row["there"] is None else str(row["there"]),
                    "–" if row["reached_at"] is None else self.times.both(row["reached_at"]),
                    row["verdict"] or "not known",
                ]
                for row in rows
            ],
            "Met: the target was reached in time. Late: reached later. Never: not reached.",
            ["place", "kind", "units", "by_minute", "there", "reached_minute", "speed"],
            [
                [place_name(self.facts, row["incident"]), *(row[key] for key in _TARGET_DATA)]
                for row in rows
            ],
        )

    # --- time to deploy ---------------------------------------------------------------------

    @cached_property
    def curves(self) -> Chart | None:
        """A picture of the share of peak need met at each place, by hours since the start there."""
        kind = self.replay.main_kind
        fronts = list(self._fronts(kind))
        if not fronts:
            return None
        long = _until_quiet([(front, began) for _, front, began in fronts])
        found = [
            Curve(
                f"{place}, {self.times.at(began)}",
                _most_so_far(front, began, min(self.facts.duration, began + long)),
                look=self.looks[place],
            )
            for place, front, began in fronts
        ]
        longest = max(curve.points[-1][0] for curve in found)
        what = f"largest share of peak {self.facts.kinds[kind].short} need met at once so far"
        since = "the start of disorder at each place (clock time beside its name)"
        return charts.curves(
            "curves",
            f"Time to deploy: {what}",
            found,
            longest,
            of=what,
            hours=charts.HourAxis(since),
            table=f"places-{kind}",
        )

    @cached_property
    def looks(self) -> dict[str, int]:
        """The number of the style that each place has in all pictures, by printed name."""
        return {self.place(each): number for number, each in enumerate(self.replay.incidents)}

    def _fronts(self, kind: str) -> Iterator[tuple[str, Front, float]]:
        """The places, except holding areas, that needed a kind, and when disorder began there."""
        tally = self.replay.tally
        for incident in self.replay.incidents:
            front, began = tally.fronts.get((incident, kind)), tally.clocks[incident].began
            if front is not None and began is not None and front.need.highest()[0]:
                yield self.place(incident), front, began

    def place_tables(self) -> Iterator[PageTable]:
        """One table for each kind, with the need and the times when shares of the need were met."""
        for kind in self.replay.kinds:
            rows = [row for row in self.document["incidents"] if row["kind"] == kind]
            if rows:
                yield self._place_table(kind, rows)

    def _place_table(self, kind: str, rows: Sequence[Mapping[str, Any]]) -> PageTable:
        shares = ("first", "10", "40", "60", "100")
        told = [
            [
                self.place(row["incident"]),
                self.times.at(row["began_at"]),
                str(row["peak_need"]),
                *(format_elapsed(row["time_to"][share]) for share in shares),
                percent(row["met_share"]),
                "?" if row["worst_short"] is None else str(row["worst_short"]),
                "/".join(str(row["by_source"][s]) for s in SOURCES) if row["by_source"] else "?",
            ]
            for row in rows
        ]
        data = [
            [
                place_name(self.facts, row["incident"]),
                *(row[key] for key in ("began_at", "peak_need")),
                *(row["time_to"][share] for share in shares),
                *(row[key] for key in ("met_share", "worst_short")),
                *(row["by_source"][s] if row["by_source"] else None for s in SOURCES),
            ]
            for row in rows
        ]
        return PageTable(
            f"places-{kind}",
            f"{self.kinds(kind)}, place by place",
            ["Place", "began", "need", "first", "10 %", "40 %", "60 %", "100 %", "met",
             "worst shortfall", "/".join(SOURCES)],
            told,
            "Hours from the start at each place until that many units were there at once. "
            "Met: share of the unit-hours needed. Worst shortfall: the largest of an hour or more. "
            "Last column: units deployed, by source.",
            ["place", "began_minute", "peak_need", *(f"minutes_to_{share}" for share in shares),
             "met_share", "most_short", *SOURCES],
            data,
        )  # fmt: skip

    # --- places -----------------------------------------------------------------------------

    def places(self) -> Iterator[PlaceParts]:
        """The picture and table of each place, with the requests for it."""
        lanes = self._lanes()
        for incident in self.replay.incidents:
            clocks = self.replay.tally.clocks[incident]
            fronts = {
                kind: front
                for kind in self.replay.kinds
                if (front := self.replay.fronts.get((incident, kind))) is not None
                and (front.need.minutes or front.deployed.minutes)
            }
            if fronts and clocks.began is not None:
                yield self._place(incident, fronts, lanes[incident])

    def _place(
        self, incident: str, fronts: Mapping[str, Front], lanes: Sequence[Asking]
    ) -> PlaceParts:
        clocks = self.replay.tally.clocks[incident]
        span = self._span(clocks.began or 0.0, fronts.values())
        number = self.replay.incidents.index(incident)
        name = self.place(incident)
        kinds = [KindStrength(self.kinds(kind), f.need, f.deployed) for kind, f in fronts.items()]
        asked = clocks.requested
        aid = "no request" if asked is None else f"first request {self.times.both(asked)}"
        end = "not ended" if clocks.ended is None else f"ended {self.times.both(clocks.ended)}"
        told = f"Began {self.times.both(clocks.began or 0.0)}; {aid}; {end}."
        picture = charts.timeline(
            f"timeline-{number}",
            f"{name}: units needed and there",
            kinds,
            lanes,
            span,
            hours=self._named_hours(span),
            desc=f"{name}. {told} The line is the need; the area is the units deployed.",
            table=f"hours-{number}",
        )
        return PlaceParts(name, told, picture, self._hours_table(number, name, fronts, span))

    def _span(self, began: float, fronts: Iterable[Front]) -> tuple[float, float]:
        changes = (
            minute for f in fronts for level in (f.need, f.deployed) for minute in level.minutes
        )
        end = min(self.facts.duration, max([began + 60.0, *changes]) + 30.0)
        return max(0.0, began - 30.0), max(end, began + 30.0)

    def _named_hours(self, span: tuple[float, float]) -> dict[float, str]:
        """The clock times to print under a picture, which are about eight whole hours at most."""
        long = span[1] - span[0]
        step = next((h for h in (1, 2, 3, 4, 6, 12, 24) if long / (60 * h) <= 8), 48)
        found: dict[float, str] = {}
        for hour in range(int(span[0] // 60), int(span[1] // 60) + 2):
            minute = hour * MINUTES_PER_HOUR - self.clock.at(0).minute
            if span[0] <= minute <= span[1] and self.clock.at(minute).hour % min(step, 24) == 0:
                found[minute] = self.times.at(minute)
        return found

    def _hours_table(
        self, number: int, name: str, fronts: Mapping[str, Front], span: tuple[float, float]
    ) -> PageTable:
        levels = [level for f in fronts.values() for level in (f.need, f.deployed)]
        hours = max(1, -(-int(span[1] - span[0]) // int(MINUTES_PER_HOUR * MOST_ROWS)))
        step = MINUTES_PER_HOUR * hours
        minutes = [span[0] + step * n for n in range(int((span[1] - span[0]) // step) + 1)]
        changes = sorted({whole(minute) for level in levels for minute in level.minutes})
        return PageTable(
            f"hours-{number}",
            f"{name}, hour by hour" if hours == 1 else f"{name}, every {hours} hours",
            ["Clock", *(f"{self.kinds(k)} {what}" for k in fronts for what in ("needed", "there"))],
            [[self.times.both(m), *(str(level.at(m)) for level in levels)] for m in minutes],
            "",
            ["minute", *(f"{kind}_{what}" for kind in fronts for what in ("need", "there"))],
            [[minute, *(level.at(minute) for level in levels)] for minute in changes],
        )

    def _lanes(self) -> dict[str, list[Asking]]:
        """The times during which requests for each incident were with the RICC and with NPoCC."""
        spans: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        since: dict[tuple[str, int | None, str], float] = {}
        for row in self.source.log:
            incident, desk = row.incident or "", row.counterpart or ""
            key = (incident, row.request, desk)
            if row.event == ev.AID_REQUESTED and key not in since:
                since[key] = row.minute
            elif row.event == ev.AID_BROKERED and key in since:
                lane = "NPoCC asked" if desk == NPOCC else "RICC asked"
                spans[incident, lane].append((since.pop(key), row.minute))
        found: dict[str, list[Asking]] = defaultdict(list)
        for (incident, lane), each in sorted(spans.items(), reverse=True):
            found[incident].append(Asking(lane, each))
        call = self.replay.tally.national_call
        last = [] if call is None else [Asking("national call", [(call, call)])]
        return {incident: [*found[incident], *last] for incident in self.replay.incidents}

    # --- units sent -------------------------------------------------------------------------

    @cached_property
    def given(self) -> Counter[tuple[str, str, str]]:
        """The number of different units deployed for another force, by force, incident and kind."""
        deployed = {
            (row.force or "", row.incident or "", row.kind or "", row.unit)
            for row in self.source.log
            if row.event == ev.UNIT_DEPLOYED and row.force != row.counterpart
        }
        return Counter((force, incident, kind) for force, incident, kind, _ in deployed)

    @cached_property
    def flow(self) -> Chart | None:
        kind = self.replay.main_kind
        pairs: Counter[tuple[str, str]] = Counter()
        for (force, incident, of), count in self.given.items():
            if of == kind:
                pairs[self.force(force), self.place(incident)] += count
        if not pairs:
            return None
        unit = self.kinds(kind)
        title = f"{unit} sent to other forces"
        return charts.flows("flows", title, pairs, unit=unit, looks=self.looks, table="given")

    @cached_property
    def gave(self) -> PageTable:
        """A table of the units from each force to each place, by kind."""
        kinds = self.replay.kinds
        pairs = sorted(
            {(force, incident) for force, incident, _ in self.given},
            key=lambda pair: (self.force(pair[0]), self.place(pair[1])),
        )
        return PageTable(
            "given",
            "Units deployed for another force",
            ["From", "to*", *(self.kinds(kind) for kind in kinds)],
            [
                [self.force(f), self.place(i), *(str(self.given[f, i, k] or "–") for k in kinds)]
                for f, i in pairs
            ],
            "Different units; a unit that was sent to two places counts in both rows.",
        )

    @cached_property
    def kept(self) -> PageTable:
        """A table of the crews that each force had, kept, gave and received."""
        home = self.document["home"] or {"forces": []}
        rows = [
            [
                self.force(row["force"]),
                self.facts.kinds[row["kind"]].short,
                *(str(row[key]) for key in ("fit", "floor", "lowest")),
                "–" if row["lowest_at"] is None else self.times.both(row["lowest_at"]),
                f"{row['hours_below_floor']:.1f}",
                *(str(row[key]) for key in ("given", "received")),
            ]
            for row in home["forces"]
        ]
        return PageTable(
            "kept",
            "Crews that each force had, kept, gave and received",
            ["Force", "kind*", "fit", "floor", "fewest at home", "at", "hours below floor", "given",
             "received"],
            rows,
            "Only forces and kinds with an order are listed; the other forces lent nothing.",
            taken=False,
            )  # fmt: skip

    @cached_property
    def heat(self) -> Heat | None:
        """A table of the fewest crews at home by force and hour; None if no crew was ordered."""
        kind = self.replay.main_kind
        homes = {
            f: home for (f, k), home in self.replay.tally.home.items() if k == kind and home.base
        }
        if not homes:
            return None
        hours = -(-int(self.facts.duration) // 60)
        step = next((each for each in NICE_HOURS if hours / each <= MOST_COLUMNS), NICE_HOURS[-1])
        starts = [MINUTES_PER_HOUR * hour for hour in range(0, hours, step)]
        rows = []
        for force, home in homes.items():
            least = (_lowest(home, start, start + step * MINUTES_PER_HOUR) for start in starts)
            cells = [(left, step_down(left, home.base)) for left in least]
            rows.append((self.force(force), home.base, cells))
        rows.sort(key=lambda row: (min(left for left, _ in row[2]) / row[1], row[0]))
        return Heat(
            f"{self.kinds(kind)} left at home",
            f"The fewest crews in each {f'{step} hours' if step > 1 else 'hour'} from the time "
            "above; darker means fewer. Forces with the smallest share left come first. Forces "
            "without an order are left out.",
            list(self._named_starts(starts)),
            rows,
            data_link(
                ["force", "fit", *(f"minute_{start:g}" for start in starts)],
                [[name, fit, *(cell for cell, _ in cells)] for name, fit, cells in rows],
            ),
        )

    def _named_starts(self, starts: Iterable[float]) -> Iterator[str]:
        """Hours by the clock; the name of the day precedes the first hour of each day."""
        day = ""
        for start in starts:
            now = self.clock.at(start)
            told = day_letters(now)
            yield f"{told} {now:%H}" if told != day else f"{now:%H}"
            day = told

    # --- requests ---------------------------------------------------------------------------

    @cached_property
    def asks(self) -> PageTable:
        """A table of requests and of asks with their answers, in time order."""
        found = list(self._asks())
        more = len(found) - MOST_ASKS
        return PageTable(
            "asks",
            "Requests and answers",
            ["When", "who*", "asked*", "for*", "units*", "answered", "answer*"],
            [[self.times.both(minute), *cells] for minute, *cells in found[:MOST_ASKS]],
            f"The first {MOST_ASKS} of {len(found)}; the download has all rows."
            if more > 0
            else "",
            ["minute", "who", "asked", "for", "units", "answered", "answer"],
            [[round(minute, 2), *cells] for minute, *cells in found],
        )

    def _asks(self) -> Iterator[DeskAsk]:
        answers = self._answers()
        for rows in _together(self.source.log, ev.AID_REQUESTED, ev.AID_ASKED):
            first = rows[0]
            told = (units(self.facts, row.count or 0, row.kind or "") for row in rows if row.count)
            what, place = joined(list(told)), self.place(first.incident)
            if first.event == ev.AID_REQUESTED:
                desk = desk_name(self.source, first.counterpart or "")
                who = self.force(first.force)
                yield first.minute, who, desk, place, what, "", first.cause or ""
                continue
            known = answers.get((first.incident, first.request, first.tier, first.force), [])
            answer = next((each for each in known if each[0].minute >= first.minute), None)
            said = self._answer(answer) if answer else "none before the run ended"
            when = self.times.both(answer[0].minute) if answer else ""
            who, asked = self._asking(first), self.force(first.force)
            yield first.minute, who, asked, place, what, when, said

    def _asking(self, row: Event) -> str:
        """The name of the desk that asks a donor; under an agreement, the name of the host."""
        desk = self._desks.get((row.incident, row.request, row.tier))
        return desk_name(self.source, desk) if desk else self.force(row.counterpart)

    @cached_property
    def _desks(self) -> dict[tuple[Any, ...], str]:
        return {
            (row.incident, row.request, row.tier): row.counterpart or ""
            for row in self.source.log
            if row.event == ev.AID_REQUESTED
        }

    def _answers(self) -> dict[tuple[Any, ...], list[list[Event]]]:
        found: dict[tuple[Any, ...], list[list[Event]]] = defaultdict(list)
        for rows in _together(self.source.log, ev.AID_OFFERED):
            first = rows[0]
            found[first.incident, first.request, first.tier, first.force].append(rows)
        return found

    def _answer(self, rows: Sequence[Event]) -> str:
        offered = [units(self.facts, row.count, row.kind or "") for row in rows if row.count]
        causes = list(dict.fromkeys(row.cause or "" for row in rows))
        return f"{joined(offered)} ({', '.join(causes)})" if offered else ", ".join(causes)


def _spent(row: IncidentMeasures) -> list[float | None]:
    """The minutes of each step until 40 % of the units needed were there, and the total."""
    return [*(row.spent_on_40[step] for step in STEPS), row.time_to["40"]]


def _told_spent(place: str, row: IncidentMeasures) -> list[str]:
    """The row for a place; the total is ``never`` if 40 % of the units needed were never there."""
    *steps, whole_wait = map(in_minutes, _spent(row))
    return [place, *steps, "never" if row.time_to["40"] is None else whole_wait]


def _waited(row: IncidentMeasures) -> float:
    """The minutes until 40 % of the units needed were there; infinite if that never happened."""
    return math.inf if (took := row.time_to["40"]) is None else took


def in_minutes(minutes: float | None) -> str:
    """Print minutes as tables show them, with a dash for None.

    >>> in_minutes(61.5), in_minutes(0.0), in_minutes(None)
    ('62', '0', '–')
    """
    return "–" if minutes is None else str(round_half_up(minutes))


def _most_so_far(front: Front, began: float, end: float) -> list[tuple[float, float]]:
    """Each minute when a new largest share of peak need was met at once, with the share."""
    peak = front.need.highest()[0]
    most = min(1.0, front.deployed.at(began) / peak)
    points = [(0.0, most)]
    for minute, level in zip(front.deployed.minutes, front.deployed.levels, strict=True):
        share = min(1.0, level / peak)
        if began < minute <= end and share > most:
            most = share
            points.append((minute - began, most))
    return [*points, (end - began, most)]


def _until_quiet(fronts: Sequence[tuple[Front, float]]) -> float:
    """The minute after which no curve or need changes, rounded up to an even number of hours."""
    last = 0.0
    for front, began in fronts:
        rises = _most_so_far(front, began, began + LONGEST_CURVE)[:-1]
        last = max(last, rises[-1][0], *(minute - began for minute in front.need.minutes))
    step = 2 * MINUTES_PER_HOUR
    return min(LONGEST_CURVE, max(SHORTEST_CURVE, step * math.ceil(last / step)))


def _lowest(steps: StepCurve, start: float, end: float) -> int:
    levels = zip(steps.minutes, steps.levels, strict=True)
    return min([steps.at(start), *(level for minute, level in levels if start <= minute < end)])


def _together(log: Iterable[Event], *events: str) -> list[list[Event]]:
    """Group rows that have the same minute, event, request and parties; their kinds can differ."""
    found: dict[tuple[Any, ...], list[Event]] = defaultdict(list)
    for row in log:
        if row.event in events:
            ask = (row.incident, row.request, row.tier, row.force, row.counterpart)
            found[row.minute, row.event, *ask].append(row)
    return list(found.values())
