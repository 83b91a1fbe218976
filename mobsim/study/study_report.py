"""How does mobsim show many nights in one file?

The report shows every number with its interval, and the share of nights in which help was in place
by each time. The report also explains how to simulate one of the nights again.
"""

import math
import shlex
from collections.abc import Iterator, Mapping, Sequence

from mobsim.country.lines import PSU
from mobsim.ground.clock import date_in_full, day_name
from mobsim.ground.intervals import incidence_curve
from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.looking.page import render
from mobsim.looking.report.charts import Chart, Curve, HourAxis, curves
from mobsim.looking.report.first_pictures import MapStill, map_still
from mobsim.looking.report.map_layout import HEIGHT, WIDTH, coast_path
from mobsim.looking.report.page_tables import PageTable
from mobsim.looking.report.replay import Replay
from mobsim.looking.report.report_writing import LONGEST_TITLE, PACKAGE
from mobsim.scoring.measures import STEPS
from mobsim.study.folder import Folder
from mobsim.study.night_measures import MEASURES
from mobsim.study.night_result import night
from mobsim.study.replication import Task
from mobsim.study.study import Study, task_of
from mobsim.study.study_at_a_glance import capacity_rows, nights_glance
from mobsim.study.study_text import METHODS, number, step_name
from mobsim.study.summary import (
    IN_ALL,
    SPENT_ON_40,
    SPENT_ON_FIRST_AID,
    SPENT_ON_TARGET,
    WHERE_IT_CAME,
    SummaryLine,
)
from mobsim.telling.night_facts import facts_of
from mobsim.telling.wording import force_name, place_name, several, shortened

_PLAIN = {
    "forty_in_4h": "40 % of peak need there in 4 h",
    "time_to_40": "time to 40 % of peak need",
    "met_share": "share of the unit-hours needed that was met",
    "worst_short": "most units short for an hour or more",
    "verdict_fail": "breaks",
    "verdict_watch": "less than 10 % left to offer (watch)",
    "peak_in_use": "units in use at most",
    "below_floor": "goes below its floor",
    "given": "units given to other forces",
    **{
        f"{clock}_{part}": f"until {what}: {step_name(part)}"
        for clock, what in (
            (SPENT_ON_FIRST_AID, "the first unit from another force"),
            (SPENT_ON_40, "40 % of peak need"),
            (SPENT_ON_TARGET, "the target"),
        )
        for part in (IN_ALL, *STEPS)
    },
}
"""The words for each measure of a place, a national line or a force."""
_STATISTICS = {
    "share": "share of nights",
    "restricted mean": "mean",
    "quantile 0.9": "one night in ten, or more",
}
"""The words for each statistic whose name is not clear on its own."""


def study_report(study: Study) -> str:
    """The report on many nights, as the text of one HTML file."""
    scenario, identity = study.scenario, study.identity
    odd, folder = odd_night(study), str(study.folder or "STUDY")
    return render(
        "nights.html",
        package=PACKAGE,
        title=shortened(scenario.title, LONGEST_TITLE),
        styles=("page/first.css", "report.css"),
        scripts=("page/appendix.js",),
        running=f"mobsim {identity.mobsim} · {scenario.name}, seed {identity.seed}",
        question=shortened(scenario.question, LONGEST_TITLE),
        circumstances=_circumstances(study),
        glance=nights_glance(study),
        map=_map_of(study, odd),
        coast=coast_path(),
        size={"width": WIDTH, "height": HEIGHT},
        first_picture=_first_picture(study),
        pictures=list(_pictures(study)),
        lines=_lines(study),
        tables=list(_tables(study)),
        odd=odd,
        again=shlex.join(["mobsim", "rerun", folder, "--night", str(odd), "-o", f"night-{odd}"]),
        then=shlex.join(["mobsim", "report", f"night-{odd}"]),
        identity=identity,
    )


def _circumstances(study: Study) -> str:
    scenario, start = study.scenario, study.scenario.clock.start
    nights = (
        f"{study.replications_run:,} simulated nights" if study.replications_run > 1 else "1 night"
    )
    readiness = "likely" if scenario.readiness == "roster" else "promised"
    return (
        f"{nights} (seed {study.identity.seed}), {readiness} readiness, {scenario.mode}. Not a "
        f"forecast. From {day_name(start)} {date_in_full(start)}, {start:%H:%M}. "
        "95 % intervals in brackets."
    )


def _map_of(study: Study, number: int) -> MapStill | None:
    """A map that shows one night at its worst minute.

    The map is None if this version of mobsim would simulate a different night.
    """
    kept = study.keeper
    if isinstance(kept, Folder):
        task = task_of(kept)
    else:
        identity = study.identity
        task = Task(study.scenario, identity.seed, identity.typical, identity.log)
    if study.identity.moved(task.identity()):
        return None
    at = {"seed": task.seed, "replication": number}
    return map_still(Replay(night(task.night(number), typical=task.typical, **at).source))


def odd_night(study: Study) -> int:
    """The number of the worst night.

    The worst night is the night with the longest wait for 40 % of the need. If several nights tie
    for worst, the night with the most unmet need is chosen.
    """
    order = ["forty_after", "unmet_unit_hours"]
    return int(study.nights.sort_values(order, ascending=False, kind="stable").index[0])


def _first_picture(study: Study) -> Chart:
    """A chart of the share of nights in which help was in place by each time, over all places."""
    of_all = {
        "unit of another force": study.nights["first_aid_after"].tolist(),
        "40 % of need there": study.nights["forty_after"].tolist(),
    }
    title = "All places: share of nights in which help was there"
    return _picture("all-places", title, of_all, study, "of-night")


def _lines(study: Study) -> PageTable | None:
    """A table of how often each national line broke; None if no line was needed or tested."""
    rows = list(capacity_rows(study))
    if study.scenario.left_out or not rows:
        return None
    return PageTable(
        "lines",
        "In how many nights were there too few crews of a national line?",
        ["Line", "required", "broke in*", "watch in*", "in use at most, mean*"],
        rows,
        "Watch: need remained, and less than 10 % of the figure could still be sent.",
    )


def _pictures(study: Study) -> Iterator[Chart]:
    """Charts, one for each place, of the share of nights in which help was there by each time."""
    nights = study.nights
    stated = study.scenario.incidents
    names = {each.incident_id: each.name for each in stated}
    looks = {shortened(each.name): number for number, each in enumerate(stated)}
    rows = study.incidents
    rows = rows[rows["kind"] == PSU]
    for share in ("10", "40", "60"):
        found = {}
        for incident, held in rows.groupby("incident", sort=False):
            if len(held) == len(nights):
                times = held[f"time_to_{share}"].astype("float64").fillna(math.inf).tolist()
                found[shortened(names.get(str(incident), str(incident)))] = times
        if found:
            title = f"{share} % of peak PSU need there: share of nights, place by place"
            yield _picture(f"share-{share}", title, found, study, "of-places", looks=looks)


def _picture(
    name: str,
    title: str,
    times: Mapping[str, Sequence[float]],
    study: Study,
    table: str,
    *,
    looks: Mapping[str, int] | None = None,
) -> Chart:
    """A chart whose curves run over the hours from the first incident.

    If ``looks`` is given, each curve shows one place, and its hours count from the start of
    disorder at that place.
    """
    lines = []
    hours = HourAxis("the first incident", study.clock_after)
    if looks is not None:
        hours = HourAxis("the beginning of disorder in each place")
    came = [time for each in times.values() for time in each if math.isfinite(time)]
    last = min(study.horizon, max([*came, MINUTES_PER_HOUR]) * 1.05)
    for label, each in times.items():
        points = [p for p in incidence_curve(each, study.horizon) if p.minute <= last]
        steps = [(p.minute, p.share, p.low, p.high) for p in points]
        steps.append((last, *steps[-1][1:]))
        band = [(minute, low, high) for minute, _, low, high in steps]
        look = looks.get(label) if looks else None
        lines.append(Curve(label, [step[:2] for step in steps], band, look))
    of = "Share of nights, with pointwise 95 % intervals,"
    room = (400.0, 165.0) if looks is None else (560.0, 260.0)
    return curves(name, title, lines, last, of=of, hours=hours, table=table, room=room)


_HEADS = ("What", "of*", "statistic*", "estimate", "95 % interval", "nights", "never")


_COLUMNS = "measure subject kind statistic unit n estimate low high never".split()


def _tables(study: Study) -> Iterator[PageTable]:
    places = {each.incident_id for each in study.scenario.incidents}
    note = " ".join(METHODS)
    spent = [line for line in study.lines if line.statistic == WHERE_IT_CAME]
    others = [line for line in study.lines if line.statistic != WHERE_IT_CAME]
    for name, caption, lines in (
        ("of-night", "The night as a whole", [o for o in others if o.subject == "night"]),
        ("of-places", "Place by place", [o for o in others if o.subject in places]),
        ("of-time", "Where the time went", spent),
        (
            *("of-lines", "National lines, and forces"),
            [o for o in others if o.subject not in {"night", *places}],
        ),
    ):
        rows = [_row(study, line) for line in lines]
        yield PageTable(name, caption, _HEADS, rows, note, _COLUMNS, list(map(_data, lines)))


def _data(line: SummaryLine) -> list[object]:
    found = line.interval
    ends = ("never" if end == math.inf else end for end in (found.estimate, found.low, found.high))
    of = [line.measure, line.subject, line.kind, line.statistic, line.unit]
    return [*of, found.n, *ends, found.never]


def _row(study: Study, line: SummaryLine) -> list[str]:
    found = line.interval
    low, high = number(found.low, line.unit), number(found.high, line.unit)
    return [
        _label(line),
        _subject(study, line),
        _STATISTICS.get(line.statistic, line.statistic),
        number(found.estimate, line.unit),
        "too few" if found.low is None else f"{low} – {high}",
        str(found.n),
        str(found.never) if found.never else "",
    ]


def _label(line: SummaryLine) -> str:
    known = MEASURES.get(line.measure)
    if known and line.subject == "night":
        return known.label
    return _PLAIN.get(line.measure, line.measure.replace("_", " "))


def _subject(study: Study, line: SummaryLine) -> str:
    if line.subject == "night":
        return "all places"
    facts = facts_of(study.scenario)
    kind = facts.kinds.get(line.kind)
    for known, name in ((facts.incidents, place_name), (facts.forces, force_name)):
        if line.subject in known:
            of = f", {several(kind)}" if kind else ""
            return shortened(name(facts, line.subject)) + of
    known_line = facts.line(line.subject)
    return known_line.name if known_line else line.subject
