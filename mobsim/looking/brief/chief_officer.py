"""What does a chief officer need to know about the night, in two pages?"""

from collections.abc import Iterator, Sequence
from typing import Final

from mobsim.country.line_verdicts import printed
from mobsim.ground.clock import date_in_full, day_name
from mobsim.ground.units import format_duration
from mobsim.looking.brief.brief_night import BriefNight
from mobsim.looking.brief.decisions import decisions
from mobsim.looking.brief.sheets import (
    BriefSheet,
    BriefTable,
    BriefText,
    Cell,
    Part,
    columns,
)
from mobsim.looking.report.report_writing import assumptions
from mobsim.scoring.events import NPOCC
from mobsim.scoring.measures import ForceAtHome, IncidentMeasures, LineMeasures, NationalShare
from mobsim.telling.forces_tonight import no_line_told
from mobsim.telling.scorecard import Told, by_cover, emptied, told
from mobsim.telling.wording import capital, in_words, percent, seed_told, several, shortened

_LONGEST: Final = 300
"""The most letters of the scenario's question on the sheet."""
_MOST_PLACES: Final = (18, 10)
"""The most rows in the table of need if times have no date, and the most if they have dates."""
_MOST_FORCES: Final = 6
_MOST_ASKS: Final = 8

_ANSWERS: Final = columns("What | Answer")
_DECISIONS: Final = columns("No | Decide | What this night showed, and what there is to decide")
_NEED: Final = columns(
    "Place | Kind | Needed from | At most | First on duty | 40 % on duty | All on duty | Need "
    "met | Worst short | From"
)
_LINES: Final = columns(
    "National line | Required | In use at most | When | 10 % | 40 % | 60 % | Capacity"
)
_HOME: Final = columns("Force | Kind | Fit | Floor | Fewest at home | When | Hours below floor")
_REGIONS: Final = columns("Region | Kind | Fit before | Floor | Fewest at home | When")
_ASKED: Final = columns(
    "Place | RICC first asked | NPoCC first asked | Kind | Needed at most | Asked of forces | "
    "Offered"
)


def chief_sheet(night: BriefNight) -> BriefSheet:
    """The sheet for the chief officer, which takes two pages."""
    return BriefSheet(
        "chief-officer",
        "chief officer",
        "Chief officer",
        "For the chief officer",
        tuple(_Pages(night).parts()),
    )


class _Pages:
    """Makes the parts of the chief officer's two pages."""

    def __init__(self, night: BriefNight) -> None:
        self._night = night
        outline, identity = night.source.document["scenario"], night.source.document["provenance"]
        self._outline = outline
        self._told: Told = told(
            night.source.scenario,
            night.measures,
            night.facts,
            seed=seed_told(identity["seed"], identity["replication"]),
            typical=identity["typical"],
            times=night.times,
        )

    def parts(self) -> Iterator[Part]:
        title, question = self._outline["title"], self._outline["question"]
        if question != title:
            yield BriefText(shortened(question, _LONGEST), "lead")
        yield BriefText(f"{self._told.opening[0]} {self._start()}", "quiet")
        answers = [(label, capital(answer)) for label, answer in self._told.answers]
        yield BriefTable("answers", "The answer", _ANSWERS, answers)
        yield from self._decisions()
        yield from self._assumed()
        yield from self._need()
        yield from self._lines()
        yield from self._home()
        yield from self._asked()
        yield from self._caveats()

    def _start(self) -> str:
        start = self._night.source.scenario.clock.start
        day = f"{day_name(start)} {date_in_full(start)}"
        return f"The run starts on {day} at {start:%H:%M}; all times are local."

    def _decisions(self) -> Iterator[Part]:
        found = decisions(self._night)
        rows = [(number, *each) for number, each in enumerate(found, start=1)]
        none = "Nothing was needed, so this night shows nothing to decide."
        note = (
            "These facts come from one run. 'mobsim savings SCENARIO' shows which step would save "
            "most time."
        )
        yield BriefTable("decisions", "Three decisions that matter", _DECISIONS, rows, none, note)

    def _assumed(self) -> Iterator[Part]:
        scenario = self._night.source.scenario
        yield BriefText("What is assumed", "heading")
        if scenario.readiness == "roster":
            told = "Readiness is likely readiness: it depends on who is on duty at each hour."
        else:
            promised = scenario.timeline
            shares = zip(promised.shares, promised.minutes, strict=True)
            told = "Readiness is promised readiness: forces have their crews ready by the timeline "
            told += f"({in_words([list(each) for each in shares])}). "
            told += "Likely readiness can be slower."
        yield BriefText(told, "point")
        if scenario.mode == "surge":
            told = "Surge: crews stay as long as they are needed, and are not relieved."
        else:
            tour = format_duration(scenario.durations.tour)
            told = f"Sustained: a tour should end after {tour}, and relief is requested earlier."
        yield BriefText(told, "point")
        rows = assumptions(scenario).rows
        changed = sum(row[1].endswith("*") for row in rows)
        count = f"{len(rows)} numbers are assumed, because they are not published"
        count += f"; this scenario sets {changed} of them." if changed else "."
        owed = "A commitment is the number of crews that a force owes to the national total."
        yield BriefText(f"{self._told.commitments} {owed} {count}", "point")

    def _need(self) -> Iterator[Part]:
        rows = sorted(self._night.measures.incidents, key=self._by_need)
        kept = [self._need_row(row) for row in rows[: _MOST_PLACES[self._night.times.dated]]]
        more = len(rows) - len(kept)
        note = (
            "Need met: the share of the unit-hours needed. "
            "Worst short: the largest shortfall of an hour or more."
        )
        if more > 0:
            note += f" {more} more rows, with less need, are on the sheets of the hosts."
        caption = "Where there were enough units, and where not"
        yield BriefTable("need", caption, _NEED, kept, "Nothing was needed.", note)

    def _by_need(self, row: IncidentMeasures) -> tuple[object, ...]:
        officers = row.peak_need * self._night.facts.officers(row.kind)
        return self._night.story.rank(row.kind), -officers, row.incident

    def _need_row(self, row: IncidentMeasures) -> list[Cell]:
        night = self._night

        def since(took: float | None) -> str:
            return night.at(None if took is None else row.began_at + took, "never")

        return [
            *(night.place(row.incident), night.kind(row.kind), night.at(row.began_at)),
            row.peak_need,
            *(since(row.time_to[share]) for share in ("first", "40", "100")),
            percent(row.met_share),
            "?" if row.worst_short is None else row.worst_short,
            night.at(row.worst_short_at),
        ]

    def _lines(self) -> Iterator[Part]:
        kinds = self._night.kinds
        rows = [self._line(row) for row in self._night.measures.national if row.kind in kinds]
        note = (
            "10, 40 and 60 %: when that share of the required number had been on duty, counting "
            "different crews. Never: fewer were on duty, often because fewer were needed. "
            f"{' '.join(self._told.notes[1:])}"
        )
        none = no_line_told(self._night.source.scenario)
        yield BriefTable("lines", "National lines", _LINES, rows, none, note.strip())

    def _line(self, row: LineMeasures) -> list[Cell]:
        night = self._night
        known = night.facts.line(row.line)

        def by(share: NationalShare) -> str:
            took, start = row.time_to[share], row.counted_from_at
            return "never" if took is None or start is None else night.at(start + took)

        verdict = printed(row.verdict_capacity)
        if row.binds_at is not None:
            verdict = f"{printed('fail')} {night.at(row.binds_at)}, {row.binds_cause}"
        return [
            *(known.name if known else row.line, row.required),
            *("?" if row.peak_in_use is None else row.peak_in_use, night.at(row.peak_in_use_at)),
            *(by("10"), by("40"), by("60"), verdict),
        ]

    def _home(self) -> Iterator[Part]:
        home = self._night.measures.home
        rows = sorted(home.forces if home else [], key=by_cover)
        main = [row for row in rows if row.kind == self._night.main_kind]
        kept = [self._force(row) for row in main if row.lowest_at is not None][:_MOST_FORCES]
        kinds = " ".join(self._kept(kind, rows) for kind in self._night.kinds)
        caption = "Crews left at home: the forces with the fewest"
        note = f"Floor: crews that should stay at home. {kinds}"
        yield BriefTable("home", caption, _HOME, kept, "No crew left its force.", note)
        yield BriefTable("regions", "Crews left in each region", _REGIONS, self._regions())

    def _kept(self, kind: str, rows: Sequence[ForceAtHome]) -> str:
        """Say how many forces went down to their floor, in the words of the scorecard."""
        ours = [row for row in rows if row.kind == kind and row.fit]
        return f"{capital(several(self._night.facts.kinds[kind]))}: {emptied(ours)}."

    def _regions(self) -> list[list[Cell]]:
        night, kind = self._night, self._night.main_kind
        found = []
        for region in night.regions:
            level = night.capacity(region, kind)
            if level is not None:
                name: list[Cell] = [night.region(region), night.kind(kind)]
                found.append([*name, level.before, level.floor, level.fewest, night.at(level.when)])
        return found

    def _force(self, row: ForceAtHome) -> list[Cell]:
        night = self._night
        return [
            *(night.force(row.force), night.kind(row.kind), row.fit, row.floor, row.lowest),
            *(night.at(row.lowest_at), f"{row.hours_below_floor:.1f}"),
        ]

    def _asked(self) -> Iterator[Part]:
        rows = sorted(self._night.measures.incidents, key=self._by_need)
        kept = [self._asked_row(row) for row in rows if row.kind == self._night.main_kind]
        note = "Offered: by the forces asked. Repeated requests can count the same units again."
        caption = "Units asked for, and when"
        yield BriefTable("asked", caption, _ASKED, kept[:_MOST_ASKS], "No force was asked.", note)

    def _asked_row(self, row: IncidentMeasures) -> list[Cell]:
        night = self._night
        here = (row.incident, row.kind)
        requests = [r.row for r in night.found.requests if (r.row.incident, r.row.kind) == here]
        national = [r.minute for r in requests if r.counterpart == NPOCC]
        regional = [r.minute for r in requests if r.counterpart != NPOCC]
        asks = [a for a in night.found.asks if (a.row.incident, a.row.kind) == here]
        return [
            night.place(row.incident),
            night.at(min(regional, default=None)),
            night.at(min(national, default=None)),
            *(night.kind(row.kind), row.peak_need),
            *(sum(a.row.count or 0 for a in asks), sum(a.offered for a in asks)),
        ]

    def _caveats(self) -> Iterator[Part]:
        yield BriefText("Read with care", "heading")
        yield BriefText(
            "This is one simulated run. It shows what could happen, not what will happen. Simulate "
            "many runs before you rely on a number.",
            "point",
        )
        yield BriefText(
            "mobsim is for planning and research, not for live command. It does not say where "
            "disorder will be.",
            "point",
        )
