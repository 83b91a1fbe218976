"""What does a planner see first after a run?

The scorecard begins with the answer to each target and says how the night was run. The other
answers follow, and then the tables from which the answers come. The scorecard gives each time by
the clock and in hours, uses the words of the police service, and is at most 100 columns wide.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from mobsim.country.force_tables import SHIPPED, laid_sources
from mobsim.country.line_verdicts import colour_of, printed, verdict_in
from mobsim.country.lines import PSU
from mobsim.ground.clock import ClockTimes, date_in_full, day_name
from mobsim.ground.safe_text import shown
from mobsim.ground.text_layout import aligned, labelled, wrapped
from mobsim.ground.units import (
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    format_duration,
    format_elapsed,
)
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Facts, Measures
from mobsim.scoring.causes import BINDING
from mobsim.scoring.facts import LineFacts
from mobsim.scoring.headlines import HELD_SHARE
from mobsim.scoring.incidents import FIRST_MINUTES
from mobsim.scoring.measures import (
    FirstMinutes,
    ForceAtHome,
    IncidentMeasures,
    LineMeasures,
    Source,
    StrengthHour,
)
from mobsim.scoring.sources import SOURCES
from mobsim.telling.callup import Promise
from mobsim.telling.forces_tonight import playing_told
from mobsim.telling.measures_told import (
    refusal_told,
    steps_told,
    target_told,
    uncovered_told,
)
from mobsim.telling.night_facts import facts_of
from mobsim.telling.results import commitments_of
from mobsim.telling.wording import (
    capital,
    force_name,
    joined,
    percent,
    place_name,
    several,
    shortened,
    units,
)

_LABEL = 18
_LONGEST_NIGHT = 36 * MINUTES_PER_HOUR

_COMMITMENTS = {
    "synthetic": "Commitments are synthetic",
    "published": "Commitments are synthetic, except a few that are published",
    "return": "Commitments are those of your own table",
}

_VERDICTS = {
    "watch": "watch: need remained, and less than 10 % of the figure could still be sent",
    "pass": "pass: there were always crews left to send",
}
"""Notes on the verdicts ``watch`` and ``pass``, for print below the table of national lines."""

_MOST_STEPS = 3
"""The most steps that the sentence on the first aid names."""

_FOUR_HOURS = 4 * MINUTES_PER_HOUR

Style = Callable[[str, str], str]
"""A function that colours a text, given the name of the colour."""

_LONGEST_PLACE = 26
"""The most letters in the name of a place in a table."""


def plain(text: str, _colour: str) -> str:
    """Return the text without colour."""
    return text


def coloured(text: str, colour: str) -> str:
    """Return the text in colour, for a terminal."""
    import click

    return click.style(text, fg=None if colour == "bold" else colour, bold=True)


def scorecard(
    scenario: Scenario,
    measures: Measures,
    *,
    seed: int | str,
    typical: bool = False,
    source: str = "",
    style: Style = plain,
    ready: Sequence[Promise] = (),
) -> str:
    """The scorecard of one run, as text.

    ``seed`` comes from `seed_told`. ``source`` is the scenario's name on the command line; by
    default it is the scenario's own name. ``style`` is the function that colours a word. ``ready``
    compares the promised timeline with the times when crews were ready.
    """
    card = _Card(scenario, measures, style, ready)
    blocks = [
        card.opening(seed, typical),
        card.answers(),
        card.national(),
        *card.places(),
        card.closing(shown(source or scenario.name)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences of a scorecard; each answer has its label."""

    opening: list[str]
    """Sentences on how the night was run, and on the start from which hours count."""
    answers: list[tuple[str, str]]
    closing: list[tuple[str, str]]
    """Other results, each with its label."""
    commitments: str
    """A sentence that says where the commitments come from."""
    notes: list[str]
    """The notes below the table of national lines."""


def told(
    scenario: Scenario,
    measures: Measures,
    facts: Facts,
    *,
    seed: int | str,
    typical: bool = False,
    times: ClockTimes | None = None,
) -> Told:
    """The sentences of a scorecard, for a page that does its own layout.

    ``times`` prints minutes; by default, minutes are printed as on the scorecard.

    ``facts`` must be the facts of the log, because ``scenario`` can lack incidents that nights
    draw.
    """
    card = _Card(scenario, measures, plain, (), facts, times)
    lines = [line for line in measures.national if line.kind in card.needed]
    return Told(
        card.sentences(seed, typical),
        [row for row in (*card.target_rows(), *card.answer_rows()) if row[1]],
        [(label.capitalize(), answer) for label, answer in card.closing_rows() if answer],
        f"{commitments_told(scenario)}.",
        card.line_notes(lines),
    )


def commitments_told(scenario: Scenario) -> str:
    """Say where the commitments of a night come from."""
    if laid_sources(scenario.resolved.get("forces", SHIPPED)):
        return "Commitments are those of the tables of forces that the scenario names"
    return _COMMITMENTS.get(commitments_of(scenario), _COMMITMENTS["synthetic"])


class _Card:
    """Makes the parts of a scorecard, each as a list of lines."""

    def __init__(
        self,
        scenario: Scenario,
        measures: Measures,
        style: Style,
        ready: Sequence[Promise],
        facts: Facts | None = None,
        times: ClockTimes | None = None,
    ) -> None:
        self.ready = ready
        self.scenario = scenario
        self.measures = measures
        self.style = style
        self.facts: Facts = facts or facts_of(scenario)
        self.times = times or ClockTimes(scenario.clock)
        self.needed = [
            kind.kind_id
            for kind in scenario.kinds
            if any(row.kind == kind.kind_id for row in measures.incidents)
        ]
        self.main_kind = PSU if PSU in self.needed or not self.needed else self.needed[0]

    # --- what it is -------------------------------------------------------------------------

    def opening(self, seed: int | str, typical: bool) -> list[str]:
        scenario = self.scenario
        return [
            *(self.style(each, "bold") for each in wrapped(shown(scenario.title))),
            *(wrapped(shown(scenario.question)) if scenario.question != scenario.title else []),
            *_labelled(self.target_rows(), "", _LABEL - 4, self.style),
            *(line for sentence in self.sentences(seed, typical) for line in wrapped(sentence)),
        ]

    def sentences(self, seed: int | str, typical: bool) -> list[str]:
        """Sentences on how the night was run, and on the start from which hours count."""
        scenario, start = self.scenario, self.scenario.clock.start
        is_night = scenario.duration <= _LONGEST_NIGHT
        what = "night" if is_night else f"run of {format_duration(scenario.duration)}"
        of_means = f"One typical {what}, every duration at its mean"
        how = of_means if typical else f"One simulated {what} (seed {seed})"
        readiness = "likely" if scenario.readiness == "roster" else "promised"
        ways = [f"{readiness} readiness", scenario.mode]
        ways += ["no delay and no noise"] if scenario.static else []
        began = f"{day_name(start)} {date_in_full(start)}, {start:%H:%M}"
        return [
            f"{how}, {', '.join(ways)}. Not a forecast.",
            f"+h are hours from the start, {began}, unless a heading says otherwise.",
        ]

    # --- answers ----------------------------------------------------------------------------

    def target_rows(self) -> list[tuple[str, str]]:
        """Say for each target whether it was met, how many units came, and when all had come."""
        refused = self._refused("targets")
        return [
            ("Your target", target_told(each, self.facts, refused, self._both))
            for each in self.measures.targets
        ]

    def answers(self) -> list[str]:
        return [
            self.style("ANSWERS", "bold"),
            *_labelled(self.answer_rows(), "  ", _LABEL, self.style),
        ]

    def answer_rows(self) -> list[tuple[str, str]]:
        """Each label with its answer; the answer is empty if there is nothing to say."""
        return [
            ("Capacity", self._capacity()),
            ("Speed", self._speed()),
            ("Worst shortfall", self._worst_shortfall()),
            ("Help arrives", self._help_arrives()),
            ("Need met", self._met_on_average()),
            ("Met in full", self._met_in_full()),
            ("Home cover", self._home_cover()),
            ("Left for London", self._left_for_london()),
            ("National reserve", self._reserve()),
            ("Endurance", self._endurance()),
        ]

    def _capacity(self) -> str:
        """Say whether there were enough crews, regardless of how late they came."""
        refused = self._refused("national.binds_at")
        if refused or not self.measures.national:
            return refused or playing_told(self.scenario)
        broken = self._first_to_break()
        if broken:
            return f"breaks: {broken}"
        tested = [row for row in self.measures.national if row.verdict_capacity != "not tested"]
        row = next((row for row in tested if row.kind == self.main_kind), None)
        if row is None or row.peak_in_use is None:
            return "holds" if tested else "not tested: no incident needed units of a national line"
        told = "holds, crews were left to send"
        told += f": at most {row.peak_in_use} of {self._figure(row)} in use"
        return told if row.peak_in_use_at is None else f"{told}, {self._both(row.peak_in_use_at)}"

    def _figure(self, row: LineMeasures) -> str:
        return f"{row.required} {self._line(row).plural}"

    def _both(self, minute: float) -> str:
        return self.times.both(minute)

    def _speed(self) -> str:
        """Say how many targets were met, and how many places had help within 4 h."""
        rows = [row for row in self.measures.incidents if row.kind == self.main_kind]
        if not rows or "incidents.time_to" in self.measures.refused:
            return self._refused("incidents.time_to")
        return f"{self._targets_met()}; {self._forty_in_four_hours(rows)}"

    def _targets_met(self) -> str:
        verdicts = [target.verdict for target in self.measures.targets]
        if not verdicts or None in verdicts:
            return "targets not known" if verdicts else "no target stated"
        met, stated = verdicts.count("met"), len(verdicts)
        how = "met" if met == stated else "missed"
        return f"{how}: {met} of {stated} target{'s' if stated > 1 else ''} met"

    def _forty_in_four_hours(self, rows: Sequence[IncidentMeasures]) -> str:
        quick = [row for row in rows if _within(row.time_to["40"], _FOUR_HOURS)]
        plural = several(self.facts.kinds[self.main_kind])
        need = f"40 % of the {plural} needed"
        where = f"in {len(quick)} of {len(rows)} places"
        if len(rows) == 1:
            there = rows[0].time_to["40"]
            after = "never there" if there is None else f"there after {self.times.after(there)}"
            return f"{need} in {place_name(self.facts, rows[0].incident)} {after}"
        return f"{need} there within 4 h {where}"

    def _left_for_london(self) -> str:
        """Say how many of its own crews London had left when it had lent the most crews."""
        told = [
            f"at the lowest {row.least_left} of its {units(self.facts, row.required, row.kind)}, "
            f"{self._both(row.least_left_at)}"
            for row in self.measures.national
            if row.kind in self.needed
            and row.least_left is not None
            and row.least_left_at is not None
        ]
        return "; ".join(told)

    def _met_on_average(self) -> str:
        """The share of the needed unit-hours that was met, by kind."""
        told = []
        for kind in self.needed:
            rows = [row for row in self.measures.incidents if row.kind == kind]
            unmet = sum(row.unmet_unit_hours or 0.0 for row in rows)
            needed = sum(row.needed_unit_hours for row in rows)
            if needed and all(row.met_share is not None for row in rows):
                told.append(f"{several(self.facts.kinds[kind])} {percent(1 - unmet / needed)}")
        return f"of the unit-hours needed: {', '.join(told)}" if told else ""

    def _first_to_break(self) -> str:
        bound = [line for line in self.measures.national if line.binds_at is not None]
        if not bound:
            return ""
        bound.sort(key=lambda line: line.binds_at or 0.0)
        first = self.times.both(bound[0].binds_at or 0.0)
        together = [line for line in bound if self.times.both(line.binds_at or 0.0) == first]
        told: list[str] = []
        for why, lines in groupby(together, key=self._why_bound):
            names = joined([self._line(line).plural for line in lines])
            told.append(f"{names}, {why}" if told else f"{names} at {first}, {why}")
        return "; ".join(told)

    def _refused(self, measure: str) -> str:
        return refusal_told(self.measures, measure)

    def _why_bound(self, line: LineMeasures) -> str:
        cause = BINDING[line.binds_cause or "stock"].headline
        return f"needed in {place_name(self.facts, line.binds_where or '')}, {cause}"

    def _line(self, line: LineMeasures) -> LineFacts:
        """Return the facts of a national line, which include its name."""
        known = self.facts.line(line.line)
        return known or LineFacts(line.line, line.kind, line.required, line.declared)

    def _worst_shortfall(self) -> str:
        worst = self.measures.headlines.worst_shortfall
        if worst is None:
            return self._refused("headlines.worst_shortfall") or "none that lasted an hour"
        short = units(self.facts, worst.units, worst.kind)
        where = place_name(self.facts, worst.incident)
        lasts = format_duration(worst.lasts)
        since = self.times.both(worst.at)
        return f"at least {short} short in {where}, from {since} for {lasts}"

    def _help_arrives(self) -> str:
        headlines = self.measures.headlines
        if headlines.first_aid_at is None:
            first = "no unit from another force was deployed"
        else:
            kind = units(self.facts, 1, headlines.first_aid_kind or "unit").removeprefix("1 ")
            where = place_name(self.facts, headlines.first_aid_where or "")
            when = self.times.both(headlines.first_aid_at)
            first = f"first unit from another force ({kind}, {where}) {when}"
            first += self._spent(headlines.first_aid_where, headlines.first_aid_kind)
        if PSU not in self.needed:
            return first
        there = headlines.forty_percent_at
        need = f"40 % of all PSU need{self._of_the_places()}"
        if there is None:
            return f"{first}; {need} never there"
        return f"{first}; {need} there, own crews counted, {self.times.both(there)}"

    def _spent(self, incident: str | None, kind: str | None) -> str:
        """Say how long the first aid took, and which steps took longest."""
        rows = (r for r in self.measures.incidents if (r.incident, r.kind) == (incident, kind))
        steps = next((row.spent_on_first_aid for row in rows), None)
        spent = steps_told(steps or {}, _MOST_STEPS)
        if not spent:
            return ""
        total = format_duration(sum(minutes or 0.0 for minutes in (steps or {}).values()))
        return f", {total} after disorder began there, most of it {spent}"

    def _of_the_places(self) -> str:
        """Words to add if the PSU need is the sum over several places."""
        places = {row.incident for row in self.measures.incidents if row.kind == PSU}
        return f" of the {len(places)} places together" if len(places) > 1 else ""

    def _met_in_full(self) -> str:
        full = self._full_at()
        if not full:
            return ""
        if len(full) == 1:
            [(incident, at)] = full.items()
            return self._met_in_the_one_place(incident, at)
        told = [self._counted_in_full(full)]
        for still_needed, ending in ((False, "never"), (True, "not by the end of the run")):
            short = [name for name, at in full.items() if at is None]
            names = [name for name in short if (name in self._open_ended()) == still_needed]
            if names:
                places = joined([place_name(self.facts, incident) for incident in names])
                told.append(f"{places} {ending}")
        return "; ".join(told)

    def _full_at(self) -> dict[str, float | None]:
        """For each incident, the minute by which the need for every kind had been met in full."""
        found: dict[str, float | None] = {}
        for row in self.measures.incidents:
            took, before = row.time_to["100"], found.get(row.incident, 0.0)
            at = None if took is None else row.began_at + took
            found[row.incident] = None if at is None or before is None else max(at, before)
        return found

    def _open_ended(self) -> set[str]:
        """Incidents that still need units when the run ends."""
        return {row.incident for row in self.measures.incidents if row.ended_at is None}

    def _counted_in_full(self, full: Mapping[str, float | None]) -> str:
        """Say in how many places need was met in full, and which place was the last."""
        times = {name: at for name, at in full.items() if at is not None}
        if not times:
            return f"in none of {len(full)} places"
        last = max(times, key=lambda name: times[name])
        when = f"{place_name(self.facts, last)}, at {self.times.both(times[last])}"
        told = f"every kind, at some time, in {len(times)} of {len(full)} places"
        return f"{told}; {'last ' if len(times) > 1 else ''}{when}"

    def _met_in_the_one_place(self, incident: str, at: float | None) -> str:
        place = place_name(self.facts, incident)
        if at is not None:
            return f"in {place}, at {self.times.both(at)}"
        if incident in self._open_ended():
            return f"not in {place} by the end of the run"
        return f"never in {place}"

    def _home_cover(self) -> str:
        kept = self._kept(self.main_kind)
        if not kept:
            return ""
        told = f"{several(self.facts.kinds[self.main_kind])}: {emptied(kept)}"
        worst = min(kept, key=by_cover)
        if worst.lowest_at is None:
            return told
        when, name = self.times.both(worst.lowest_at), force_name(self.facts, worst.force)
        fewest = f"{worst.lowest} of {worst.fit} at home at {when}{uncovered_told(worst)}"
        return f"{told}; fewest in {name}, {fewest}"

    def _kept(self, kind: str) -> list[ForceAtHome]:
        home = self.measures.home
        return [row for row in home.forces if row.kind == kind and row.fit] if home else []

    def _reserve(self) -> str:
        by_line = self.measures.headlines.reserve_by_hour
        line = next((row for row in self.measures.national if row.kind == self.main_kind), None)
        if by_line is None or line is None:
            return ""
        hours = by_line[line.line]
        lowest = min(hours)
        when = self.times.both(hours.index(lowest) * MINUTES_PER_HOUR)
        declared = units(self.facts, line.declared, line.kind)
        return f"{lowest} of {declared} not in use at the busiest full hour, {when}"

    def _endurance(self) -> str:
        days = self.measures.headlines.endurance_days or {}
        told = [
            f"{several(self.facts.kinds[kind])} {_days(count)}"
            for kind, count in days.items()
            if self._lasts(kind) >= MINUTES_PER_DAY
        ]
        held = f"{percent(HELD_SHARE)} or more of the need was met for"
        return f"{held}: {', '.join(told)}" if told else ""

    def _lasts(self, kind: str) -> float:
        """Minutes from the first need for a kind to the last need for it."""
        rows = [row for row in self.measures.incidents if row.kind == kind]
        ends = (self.facts.duration if row.ended_at is None else row.ended_at for row in rows)
        return max(ends) - min(row.began_at for row in rows)

    # --- tables -----------------------------------------------------------------------------

    def national(self) -> list[str]:
        lines = [line for line in self.measures.national if line.kind in self.needed]
        if not lines:
            return []
        header = ["NATIONAL LINES", "required", "in use at most", "10 %", "40 %", "60 %", "100 %"]
        header += ["returns"] if self.facts.returns_loaded else []
        rows = [[*header, "capacity"], *map(self._line_row, lines)]
        notes = (row for note in self.line_notes(lines) for row in wrapped(note, indent="  "))
        return [*self._table(rows, last_left=True), *notes]

    def _line_row(self, line: LineMeasures) -> list[str]:
        times = [format_elapsed(line.time_to[share]) for share in ("10", "40", "60", "100")]
        stock = [printed(line.verdict_stock)] if self.facts.returns_loaded else []
        in_use = "?" if line.peak_in_use is None else str(line.peak_in_use)
        name, required = f"  {self._line(line).name}", str(line.required)
        return [name, required, in_use, *times, *stock, self._capacity_of(line)]

    def line_notes(self, lines: Sequence[LineMeasures]) -> list[str]:
        """Notes on the meaning of the columns in the table of lines."""
        if not lines:
            return []
        notes = [self._counted_from(lines[0]), _meaning(lines)]
        return [note for note in [*notes, *self._promises()] if note]

    def _promises(self) -> list[str]:
        """A note that compares the promised timeline with likely readiness."""
        if not self.ready:
            return []
        told = [
            f"{percent(each.share)} ({each.crews}) {_late(each)}, promised by "
            f"{format_elapsed(each.promised)}"
            for each in self.ready
        ]
        return [f"PSUs ready if all had been ordered at the call: {'; '.join(told)}."]

    def _capacity_of(self, line: LineMeasures) -> str:
        if line.binds_at is None:
            return printed(line.verdict_capacity)
        return f"{printed('fail')} {self.times.at(line.binds_at)} {line.binds_cause}"

    def _counted_from(self, line: LineMeasures) -> str:
        if line.counted_from_at is None:
            return "No incident began."
        call = line.counted_from == "NationalCallMade"
        start = "the national call" if call else "the first incident"
        when = self.times.at(line.counted_from_at)
        return (
            f"Hours from {start} ({when}) until that many different crews had been deployed, "
            "as a share of the number required. In use: from the order until the crew has rested."
        )

    def places(self) -> list[list[str]]:
        """Make one table for each kind, in the order of the kinds."""
        tables = []
        for kind in self.needed:
            rows = [row for row in self.measures.incidents if row.kind == kind]
            sources = _sources(rows)
            header = [f"PLACE ({self.facts.kinds[kind].short})", "need", "first", "40 %", "100 %"]
            body = [self._place_row(row, sources) for row in rows]
            cells = [[*header, "met", "/".join(sources)], *body]
            tables.append(self._table(cells))
        if tables:
            note = (
                "Hours from the start at each place until that many units were there at once. "
                "Met: share of the unit-hours needed. Last column: units deployed, by source."
            )
            tables[-1] += wrapped(note, indent="  ")
        return [*self._strength(), *self._in_serials(), *tables]

    def _strength(self) -> list[list[str]]:
        """Make a table of units of the main kind at each place, by hours from the start there."""
        rows = [row for row in self.measures.incidents if row.kind == self.main_kind]
        if not rows or "incidents.met_share" in self.measures.refused:
            return []
        header = [f"THERE AT ({self.facts.kinds[self.main_kind].short})"]
        header += [f"+{hour} h" for hour in rows[0].there_at]
        cells = [[*header, "peak need"]]
        for row in rows:
            name = shortened(place_name(self.facts, row.incident), _LONGEST_PLACE)
            there = [self._there(row, hour) for hour in row.there_at]
            cells.append([f"  {name}", *there, str(row.peak_need)])
        return [self._table(cells)]

    def _in_serials(self) -> list[list[str]]:
        """Make a table of the officers at each place's RVP, if crews came in serials."""
        there: dict[str, Counter[FirstMinutes]] = {}
        for row in self.measures.incidents:
            known = {minutes: n for minutes, n in row.officers_at.items() if n is not None}
            if known:
                there.setdefault(row.incident, Counter()).update(known)
        if not there:
            return []
        header = ["AT THE RVP (officers)", *(f"+{each} min" for each in FIRST_MINUTES)]
        body = [
            [f"  {shortened(place_name(self.facts, incident), _LONGEST_PLACE)}"]
            + [str(officers[each]) if each in officers else "" for each in FIRST_MINUTES]
            for incident, officers in there.items()
        ]
        return [self._table([header, *body])]

    def _there(self, row: IncidentMeasures, hour: StrengthHour) -> str:
        """The units there at an hour; a dash after disorder ends, empty after the log ends."""
        level, at = row.there_at[hour], row.began_at + int(hour) * MINUTES_PER_HOUR
        over = row.ended_at is not None and row.ended_at <= at
        return "" if level is None else "–" if over else str(level)

    def _place_row(self, row: IncidentMeasures, sources: Sequence[Source]) -> list[str]:
        times = [format_elapsed(row.time_to[share]) for share in ("first", "40", "100")]
        name = shortened(place_name(self.facts, row.incident), _LONGEST_PLACE)
        found = row.by_source
        by_source = "/".join(str(found[source]) for source in sources) if found else "?"
        return [f"  {name}", str(row.peak_need), *times, percent(row.met_share), by_source]

    def _table(self, rows: list[list[str]], *, last_left: bool = False) -> list[str]:
        """Lay out rows in columns, with the first aligned left and verdicts in colour."""
        return aligned(
            rows,
            last_left=last_left,
            paint=self._painted,
            title=lambda line: self.style(line, "bold"),
        )

    def _painted(self, cell: str) -> str:
        """Print a verdict in its colour, padded before colour codes, which take no room."""
        text = cell.strip()
        colour = colour_of(text)
        return cell.replace(text, self.style(text, colour)) if colour else cell

    # --- the end ----------------------------------------------------------------------------

    def closing(self, source: str) -> list[str]:
        told = f"{commitments_told(self.scenario)}: mobsim explain {source} --assumptions"
        return [*_labelled(self.closing_rows(), "", _LABEL - 4), *wrapped(told)]

    def closing_rows(self) -> list[tuple[str, str]]:
        """The labels and texts of other results; a text is empty if there is nothing to say."""
        taken = self.measures.headlines.officers_taken or []
        most = ", ".join(f"{force_name(self.facts, row.force)} {row.most:,}" for row in taken[:3])
        return [
            ("ASKED", self._asked()),
            ("GAVE MOST", self._gave_most()),
            ("TAKEN OUT", self._taken_out()),
            ("STANDING BY", self._standing_by()),
            ("MOVED ON", self._moved_on()),
            ("HITCHES", self._hitches()),
            ("OFFICERS OUT", f"at most at once: {most}" if most else ""),
            ("TOURS", self._tours() if self.scenario.mode == "sustained" else ""),
            *(
                ("NOT KNOWN", f"{measure}: {reason}")
                for measure, reason in self.measures.refused.items()
            ),
        ]

    def _asked(self) -> str:
        asked = self.measures.asked
        desks = (("RICC first", asked.first_ricc_at), ("NPoCC first", asked.first_npocc_at))
        told = [f"{desk} at {self.times.both(at)}" for desk, at in desks if at is not None]
        call = asked.national_call_at
        when = "no national call" if call is None else f"national call at {self.times.both(call)}"
        return ", ".join([*(told or ["nobody"]), when])

    def _gave_most(self) -> str:
        gave = sorted(self._kept(self.main_kind), key=lambda row: (-row.given, row.force))
        told = [f"{force_name(self.facts, row.force)} {row.given}" for row in gave[:3] if row.given]
        if not told:
            return ""
        return f"{', '.join(told)} ({several(self.facts.kinds[self.main_kind])})"

    def _taken_out(self) -> str:
        """Say which units operations used, and which units operations could not find."""
        home = self.measures.home
        if home is None:
            return ""
        taken, short = (
            joined([units(self.facts, count, kind) for kind, count in counts.items() if count])
            for counts in (home.committed, home.operations_short)
        )
        told = [f"by operations, or already out as aid: {taken}"] if taken else []
        told += [f"{short} that should have been taken out were missing"] if short else []
        return "; ".join(told)

    def _standing_by(self) -> str:
        """Say how many units were on standby at home at the same time, and in how many shifts."""
        home = self.measures.home
        if home is None or not home.most_standing_by:
            return ""
        most = joined([units(self.facts, n, kind) for kind, n in home.most_standing_by.items()])
        shifts = sum(home.standby_shifts.values())
        return f"at most {most} at a time, in {shifts} unit shift{'s' * (shifts != 1)}"

    def _moved_on(self) -> str:
        """Say how many units went straight from one incident to another."""
        moved = self.measures.asked.moved
        told = [f"{count} {how}" for how, count in moved.items() if count]
        return f"straight from one incident to another: {joined(told)}" if told else ""

    def _hitches(self) -> str:
        """Say what went wrong: refusals, withdrawn units, and crews found unfit."""
        asked, people = self.measures.asked, self.measures.people
        counts = {
            "asks refused": asked.answers["refused"],
            "units withdrawn when they should have mustered": asked.withdrawn,
            "crews found unfit after rest": people.found_unfit if people else 0,
        }
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count)

    def _tours(self) -> str:
        people = self.measures.people
        if people is None:
            return "not known"
        limit = format_duration(self.facts.tour)
        longest = format_duration(people.longest_tour_hours * MINUTES_PER_HOUR)
        return (
            f"{people.tours_over_limit} of {people.tours} over {limit} (longest {longest}), "
            f"{people.short_rests} short rests, up to {people.most_days_in_a_row} "
            f"day{'s' * (people.most_days_in_a_row != 1)} in a row, "
            f"{people.officer_hours:,.0f} officer-hours"
        )


def _labelled(
    rows: Iterable[tuple[str, str]], indent: str, width: int, style: Style = plain
) -> list[str]:
    """Lay out labels and answers in two columns, with verdicts in colour and no empty answers."""
    text = []
    for label, answer in rows:
        if answer:
            lines = labelled(f"{indent}{label}", answer, width)
            verdict = verdict_in(answer)
            # The verdict is on the line of the label, or on the next line if the text is narrow.
            place = 0 if len(lines) == 1 or verdict in lines[0][len(indent + label) :] else 1
            lines[place] = _verdict_painted(lines[place], indent + label, verdict, style)
            text += lines
    return text


def _verdict_painted(line: str, label: str, verdict: str, style: Style) -> str:
    """Return a line with its verdict in colour."""
    colour, head = colour_of(verdict), label if line.startswith(label) else ""
    if colour is None:
        return line
    return head + line[len(head) :].replace(verdict, style(verdict, colour), 1)


def _late(promise: Promise) -> str:
    if promise.ready is None:
        return "never"
    late = round(promise.ready - promise.promised)
    side = f"{late} min late" if late > 0 else f"{-late} min early"
    return f"at {format_elapsed(promise.ready)}, {side}"


def _meaning(lines: Sequence[LineMeasures]) -> str:
    """A note on the meaning of the verdicts in a table."""
    causes = {line.binds_cause for line in lines if line.binds_cause}
    verdicts = {line.verdict_capacity for line in lines}
    told = [meaning for verdict, meaning in _VERDICTS.items() if verdict in verdicts]
    if causes:
        why = " or ".join(said.verdict for cause, said in BINDING.items() if cause in causes)
        told.insert(
            0, f"FAIL: all forces had been asked, need remained, and no crew in the country {why}"
        )
    if not told:
        return ""
    meaning = "Capacity shows whether there were enough crews, however late they came."
    return f"{meaning} {capital('; '.join(told))}."


def _within(minutes: float | None, limit: float) -> bool:
    return minutes is not None and minutes <= limit


def _sources(rows: Sequence[IncidentMeasures]) -> list[Source]:
    """The sources of units to list, with agreements and outside bodies only if they gave units."""
    always = ("own", "region", "nation")
    counted = [row.by_source or {} for row in rows]
    return [s for s in SOURCES if s in always or any(each.get(s) for each in counted)]


def emptied(kept: Sequence[ForceAtHome]) -> str:
    """Say how many forces went down to their floor, and how many had no crew left."""
    floored = [row for row in kept if row.floor]
    emptied = sum(row.lowest <= 0 for row in kept)
    told = []
    if floored:
        at_floor = sum(row.lowest <= row.floor for row in floored)
        below = sum(row.lowest < row.floor for row in floored)
        if below and below == at_floor:
            told.append(f"{_forces(below)} below the floor")
        else:
            told.append(f"{_forces(at_floor)} down to the floor")
            told += [f"{below or 'none'} of them below"] if at_floor else []
    if emptied or not floored:
        told.append(f"{emptied or 'none'} emptied" if floored else f"{_forces(emptied)} emptied")
    return ", ".join(told)


def _days(count: int) -> str:
    """A number of whole days, in words.

    >>> [_days(count) for count in (0, 1, 3)]
    ['less than a day', '1 whole day', '3 whole days']
    """
    return f"{count} whole day{'s' if count > 1 else ''}" if count else "less than a day"


def by_cover(row: ForceAtHome) -> tuple[float | str, ...]:
    """A sort key for forces by time without crews, then by time below the floor, longest first."""
    left, first = row.lowest / row.fit, row.lowest_at or 0.0
    return (-row.minutes_emptied, -row.hours_below_floor, left, first, row.force)


def _forces(count: int) -> str:
    return f"{count or 'no'} force{'s' if count > 1 else ''}"
