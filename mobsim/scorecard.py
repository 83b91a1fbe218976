"""What does a planner see first?

The answers, then the tables they come from: in clock times and in hours, in the words of the
service, at most 100 columns wide.
"""

import textwrap
from collections.abc import Callable, Sequence

from mobsim.results import commitments_of
from mobsim.scenario import Scenario
from mobsim.scoring import Facts, Measures, facts_of
from mobsim.scoring.measures import ForceAtHome, IncidentMeasures, LineMeasures
from mobsim.units import MINUTES_PER_HOUR, format_duration, format_elapsed, round_half_up
from mobsim.wording import Times, force_name, joined, place_name, several, units

WIDTH = 100
PSU = "psu"

_LABEL = 18
_LONGEST_NAME = 26
_LONGEST_NIGHT = 36 * MINUTES_PER_HOUR

_CAUSES = {
    "stock": "needed, none left above the floors",
    "drawdown": "needed, none left that may be lent",
    "time": "needed, none left that could come in time",
}
_COMMITMENTS = {
    "synthetic": "Commitments are synthetic",
    "published": "Commitments are synthetic but for a few published ones",
    "return": "Commitments are those of your own table",
}

Style = Callable[[str, str], str]
"""A text in a colour by name."""


def plain(text: str, _colour: str) -> str:
    """No colour at all."""
    return text


def coloured(text: str, colour: str) -> str:
    """For a terminal."""
    import click

    return click.style(text, fg=None if colour == "bold" else colour, bold=True)


def scorecard(
    scenario: Scenario,
    measures: Measures,
    *,
    seed: int,
    typical: bool = False,
    source: str = "",
    style: Style = plain,
) -> str:
    """The text of one run.

    Parameters
    ----------
    scenario, measures
        What was run and what it came to.
    seed, typical
        Of the run.
    source
        The scenario as the command line named it; its name by default.
    style
        How a word is coloured.
    """
    card = _Card(scenario, measures, style)
    blocks = [
        card.opening(seed, typical),
        card.answers(),
        card.national(),
        *card.places(),
        card.closing(source or scenario.name),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


class _Card:
    """The parts of a scorecard, each a list of lines."""

    def __init__(self, scenario: Scenario, measures: Measures, style: Style) -> None:
        self.scenario = scenario
        self.measures = measures
        self.style = style
        self.facts: Facts = facts_of(scenario)
        self.times = Times(scenario.clock)
        self.needed = [
            kind.kind_id
            for kind in scenario.kinds
            if any(row.kind == kind.kind_id for row in measures.incidents)
        ]
        self.main_kind = PSU if PSU in self.needed or not self.needed else self.needed[0]

    # --- what it is -------------------------------------------------------------------------

    def opening(self, seed: int, typical: bool) -> list[str]:
        scenario, start = self.scenario, self.scenario.clock.start
        what = "night"
        if scenario.duration > _LONGEST_NIGHT:
            what = f"run of {format_duration(scenario.duration)}"
        how = f"One typical {what}, every duration at its mean"
        if not typical:
            how = f"One simulated {what} (seed {seed})"
        ways = ["promised readiness", scenario.mode]
        if scenario.static:
            ways.append("no delay and no noise")
        began = f"{start:%A} {start.day} {start:%B %Y}, {start:%H:%M}"
        return [
            *_wrapped(self.style(scenario.title, "bold")),
            *(_wrapped(scenario.question) if scenario.question != scenario.title else []),
            f"{how}, {', '.join(ways)}. Not a forecast.",
            f"+h are hours from the start, {began}, unless a heading says otherwise.",
        ]

    # --- answers ----------------------------------------------------------------------------

    def answers(self) -> list[str]:
        rows = [
            ("First to break", self._first_to_break()),
            ("Worst shortfall", self._worst_shortfall()),
            ("Help arrives", self._help_arrives()),
            ("Need met in full", self._met_in_full()),
            ("Home cover", self._home_cover()),
            ("National reserve", self._reserve()),
            ("Endurance", self._endurance()),
        ]
        lines = [self.style("ANSWERS", "bold")]
        for label, answer in rows:
            if answer:
                lines += _labelled(f"  {label}", answer)
        return lines

    def _first_to_break(self) -> str:
        first = self.measures.headlines.first_to_break
        if first is None:
            if "national.binds_at" in self.measures.refused:
                return f"cannot be told: {self.measures.refused['national.binds_at']}"
            return "no national line"
        where = place_name(self.facts, first.incident)
        when = self.times.both(first.at)
        return f"{self._line_units(first.line)} at {when}, for {where}: {_CAUSES[first.cause]}"

    def _line_units(self, line: str) -> str:
        for facts in self.facts.lines:
            if facts.line == line:
                known = self.facts.kinds.get(facts.kind)
                name = several(known) if known else facts.kind
                return f"{name} for London" if facts.london == "inside" else name
        return line

    def _worst_shortfall(self) -> str:
        worst = self.measures.headlines.worst_shortfall
        if worst is None:
            refused = self.measures.refused.get("incidents.met_share")
            return f"cannot be told: {refused}" if refused else "none"
        short = units(self.facts, worst.units, worst.kind)
        where = place_name(self.facts, worst.incident)
        return f"{short} short in {where} at {self.times.both(worst.at)}"

    def _help_arrives(self) -> str:
        headlines = self.measures.headlines
        if headlines.first_aid_at is None:
            first = "no aid unit was deployed"
        else:
            first = f"first aid unit {self.times.both(headlines.first_aid_at)}"
        if PSU not in self.needed:
            return first
        there = headlines.forty_percent_at
        if there is None:
            return f"{first}; 40 % of all PSU need never there"
        return f"{first}; 40 % of all PSU need there at {self.times.both(there)}"

    def _met_in_full(self) -> str:
        met: dict[str, bool] = {}
        open_ended = set()
        for row in self.measures.incidents:
            full = row.time_to["100"] is not None
            met[row.incident] = met.get(row.incident, True) and full
            if row.ended_at is None:
                open_ended.add(row.incident)
        if not met:
            return ""
        never = [name for name, full in met.items() if not full and name not in open_ended]
        not_yet = [name for name, full in met.items() if not full and name in open_ended]
        told = [f"{sum(met.values())} of {len(met)} place{'s' if len(met) != 1 else ''}"]
        if never:
            told.append(f"{self._places(never)} never")
        if not_yet:
            told.append(f"{self._places(not_yet)} not by the end of the run")
        return "; ".join(told)

    def _places(self, incidents: Sequence[str]) -> str:
        return joined([place_name(self.facts, incident) for incident in incidents])

    def _home_cover(self) -> str:
        kept = self._kept(self.main_kind)
        if not kept:
            return ""
        at_floor = sum(row.lowest <= row.floor for row in kept)
        below = sum(row.lowest < row.floor for row in kept)
        down = "no force" if not at_floor else f"{at_floor} force{'s' if at_floor != 1 else ''}"
        told = f"{down} down to the floor, {below or 'none'} of them below"
        if not at_floor:
            told = f"{down} down to the floor"
        emptiest = min(kept, key=lambda row: (row.lowest / row.fit, row.lowest_at or 0, row.force))
        if emptiest.lowest_at is None:
            return told
        left = units(self.facts, emptiest.fit, emptiest.kind)
        when = self.times.both(emptiest.lowest_at)
        name = force_name(self.facts, emptiest.force)
        return f"{told}; {name} emptiest, {emptiest.lowest} of {left} at home at {when}"

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
        days = self.measures.headlines.endurance_days
        if not days:
            return ""
        told = [f"{self.facts.kinds[kind].short} {count}" for kind, count in days.items()]
        return f"whole days (24 h) held, once met: {', '.join(told)}"

    # --- tables -----------------------------------------------------------------------------

    def national(self) -> list[str]:
        lines = [line for line in self.measures.national if line.kind in self.needed]
        if not lines:
            return []
        header = ["NATIONAL LINES", "required", "peak in use", "10 %", "40 %", "60 %", "100 %"]
        header += ["returns"] if self.facts.returns_loaded else []
        rows = [[*header, "this run"]]
        for line in lines:
            times = [format_elapsed(line.time_to[share]) for share in ("10", "40", "60", "100")]
            stock = [self._verdict(line.verdict_stock)] if self.facts.returns_loaded else []
            rows.append([
                f"  {self._line_label(line)}",
                str(line.required),
                "?" if line.peak_in_use is None else str(line.peak_in_use),
                *times,
                *stock,
                self._verdict(line.verdict_run, line.binds_at),
            ])  # fmt: skip
        return [*self._table(rows, last_left=True), *_wrapped(self._counted_from(lines[0]), "  ")]

    def _line_label(self, line: LineMeasures) -> str:
        short = self.facts.kinds[line.kind].short
        return f"{short} for London" if line.line != line.kind else short

    def _verdict(self, verdict: str | None, at: float | None = None) -> str:
        if verdict == "fail":
            told = "FAIL" if at is None else f"FAIL {self.times.at(at)}"
            return self.style(told, "red")
        if verdict == "watch":
            return self.style("watch", "yellow")
        return verdict or "not told"

    def _counted_from(self, line: LineMeasures) -> str:
        if line.counted_from_at is None:
            return "No incident began."
        call = line.counted_from == "NationalCallMade"
        start = "the national call" if call else "the first incident"
        when = self.times.at(line.counted_from_at)
        return (
            f"Hours from {start} ({when}) until so many different crews had been deployed, "
            "as a share of the figure."
        )

    def places(self) -> list[list[str]]:
        """One table a kind, in the order of the kinds."""
        tables = []
        for kind in self.needed:
            rows = [row for row in self.measures.incidents if row.kind == kind]
            header = [f"PLACE ({self.facts.kinds[kind].short})", "need", "first", "40 %", "100 %"]
            cells = [[*header, "met", "own/region/nation"], *map(self._place_row, rows)]
            tables.append(self._table(cells))
        if tables:
            note = (
                "Hours from each place's own beginning until so many were there at once; "
                "met: share of the unit-hours needed; own/region/nation: units deployed by tier."
            )
            tables[-1] += _wrapped(note, "  ")
        return tables

    def _place_row(self, row: IncidentMeasures) -> list[str]:
        times = [format_elapsed(row.time_to[share]) for share in ("first", "40", "100")]
        met = "?" if row.met_share is None else f"{_percent(row.met_share)} %"
        tiers = row.by_tier
        name = _shortened(place_name(self.facts, row.incident))
        by_tier = "/".join(str(tiers[tier]) for tier in ("1", "2", "3")) if tiers else "?"
        return [f"  {name}", str(row.peak_need), *times, met, by_tier]

    def _table(self, rows: list[list[str]], *, last_left: bool = False) -> list[str]:
        """Rows lined up, the first column to the left.

        A coloured cell has letters that take no room: it can only stand last and to the left.
        """
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = []
        for first, *middle, last in rows:
            cells = [first.ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(middle, widths[1:-1], strict=True)]
            cells.append(last if last_left else last.rjust(widths[-1]))
            lines.append("  ".join(cells))
        return [self.style(lines[0], "bold"), *lines[1:]]

    # --- and then ---------------------------------------------------------------------------

    def closing(self, source: str) -> list[str]:
        lines = _labelled("ASKED", self._asked())
        gave = self._gave_most()
        if gave:
            lines += _labelled("GAVE MOST", gave)
        taken = self.measures.headlines.officers_taken
        if taken:
            most = [f"{force_name(self.facts, row.force)} {row.most:,}" for row in taken[:3]]
            lines += _labelled("OFFICERS OUT", f"at most at once: {', '.join(most)}")
        if self.scenario.mode == "sustained":
            lines += _labelled("TOURS", self._tours())
        for measure, reason in self.measures.refused.items():
            lines += _labelled("NOT TOLD", f"{measure}: {reason}")
        label = _COMMITMENTS.get(commitments_of(self.scenario), _COMMITMENTS["synthetic"])
        return [*lines, f"{label}: mobsim explain {source} --assumptions"]

    def _asked(self) -> str:
        asked = self.measures.asked
        told = []
        if asked.first_ricc_at is not None:
            told.append(f"RICC first at {self.times.both(asked.first_ricc_at)}")
        if asked.first_npocc_at is not None:
            told.append(f"NPoCC first at {self.times.both(asked.first_npocc_at)}")
        if not told:
            told.append("nobody")
        if asked.national_call_at is None:
            told.append("no national call")
        else:
            told.append(f"national call at {self.times.both(asked.national_call_at)}")
        return ", ".join(told)

    def _gave_most(self) -> str:
        gave = sorted(self._kept(self.main_kind), key=lambda row: (-row.given, row.force))
        told = [f"{force_name(self.facts, row.force)} {row.given}" for row in gave[:3] if row.given]
        if not told:
            return ""
        return f"{', '.join(told)} ({several(self.facts.kinds[self.main_kind])})"

    def _tours(self) -> str:
        people = self.measures.people
        if people is None:
            return "not told"
        limit = format_duration(self.facts.tour)
        longest = format_duration(people.longest_tour_hours * MINUTES_PER_HOUR)
        return (
            f"{people.tours_over_limit} of {people.tours} over {limit} (longest {longest}), "
            f"{people.short_rests} short rests, up to {people.most_days_in_a_row} days in a row, "
            f"{people.officer_hours:,.0f} officer-hours"
        )


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _labelled(label: str, text: str) -> list[str]:
    width = _LABEL if label.startswith(" ") else _LABEL - 4
    head = label.ljust(width) + "  "
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
    )


def _percent(share: float) -> int:
    """A share as per cent, rounded; one that is not whole is never told as whole."""
    return 100 if share >= 1 else min(99, round_half_up(100 * share))
