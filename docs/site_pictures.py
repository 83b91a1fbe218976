"""Which pictures do the pages of the site show, and how is each made?

``conf.py`` draws them at each build from shipped scenarios, with the calls that the gallery shows.
None is kept in the repository, so a picture always looks as mobsim draws it today.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import mobsim
from mobsim.ground.clock import ClockTimes
from mobsim.inspection.inspected_returns import inspected
from mobsim.inspection.inspection_evidence import HowInspected, InspectionEvidence
from mobsim.inspection.no_notice_hours import tested_at_every_hour
from mobsim.looking.figures import Picture
from mobsim.looking.figures.style import drawn, percents
from mobsim.looking.page.rendering import environment
from mobsim.looking.report.first_pictures import map_still
from mobsim.looking.report.map_layout import HEIGHT, WIDTH, coast_path
from mobsim.looking.report.replay import Replay
from mobsim.stress.requirement.requirement_study import RequirementPlan, year_need
from mobsim.stress.requirement.threats import read_threats
from mobsim.study.belief_sets import Uncertainty
from mobsim.study.comparing import Comparison
from mobsim.study.night_result import Result
from mobsim.study.study import Study
from mobsim.study.sweeping import Sweep
from mobsim.telling.at_a_glance import Glance

NIGHT: Final = "six-cities-saturday"
CALL: Final = "trigger={national_call: {at: 18:30}}"
LOOK: Final = """
svg { background: #f3f6f9; font-family: system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
.land { fill: #ffffff; stroke: #8a94a0; stroke-width: 1.2; }
text { font-size: 25px; paint-order: stroke; stroke: #ffffff; stroke-width: 6px; fill: #14181d; }
.strong { font-weight: 600; }
.needed { fill: #a32a0c; fill-opacity: .14; stroke: #a32a0c; stroke-width: 2.5; }
.met { fill: #a32a0c; fill-opacity: .72; }
.dots { fill: none; stroke-linecap: round; stroke: #6c747e; stroke-width: 13; }
.dots[class*=" d"] { stroke-width: 10; }
.d0 { stroke: #edf3f9; } .d1 { stroke: #c9dcee; } .d2 { stroke: #94b9db; }
.d3 { stroke: #2c669c; } .d4 { stroke: #10335a; }
"""
MAP: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ width }} {{ height }}">
<style>{{ look | safe }}</style>
<path class="land" d="{{ land }}"/>
<path class="dots" d="{{ map.all_dots }}"/>
{% for step, path in map.dots %}<path class="dots d{{ step }}" d="{{ path }}"/>{% endfor %}
{% for place in map.places %}
<circle class="needed" cx="{{ place.spot[0] }}" cy="{{ place.spot[1] }}" r="{{ place.need }}"/>
<circle class="met" cx="{{ place.spot[0] }}" cy="{{ place.spot[1] }}" r="{{ place.there }}"/>
{% endfor %}
{% for label in map.labels %}
<text x="{{ label.at[0] }}" y="{{ label.at[1] - 2 }}" text-anchor="{{ label.anchor }}"
><tspan class="strong">{{ label.name }}</tspan
><tspan x="{{ label.at[0] }}" dy="27">{{ label.count }}</tspan></text>
{% endfor %}
</svg>
"""
"""The marks of the report's first map, as a file of its own."""
QUESTIONS: Final = ("Enough?", "In time? Where not?", "What first?")


@cache
def night() -> Result:
    """The night that the first screen and the gallery show."""
    return mobsim.run(NIGHT)


@cache
def study() -> Study:
    """The same night, 24 times."""
    return mobsim.load(NIGHT).run(replications=24)


@cache
def comparison() -> Comparison:
    """The same night with a call at its beginning, beside the night as it is."""
    return mobsim.load(NIGHT).compare(CALL, replications=6)


@cache
def sweep() -> Sweep:
    """A small night at nine settings."""
    factors = ("need_bias=0.7,1,1.3", "durations.judging=5m,20m,45m")
    return mobsim.load("quickstart").sweep(*factors, design="grid", replications=1)


@cache
def uncertainty() -> Uncertainty:
    """A small night with 8 sets of beliefs."""
    return mobsim.load("quickstart").uncertainty(sets=8, replications=1)


def enough() -> Picture:
    """In which share of weeks a number of PSUs is enough, by the shipped threats."""
    threats, plan = tuple(read_threats(None)), RequirementPlan(years=100, simulated=0)
    weeks = sorted(
        week
        for year in plan.numbers
        for of, peaks in year_need(threats, plan, year).peaks.items()
        if (of.line, of.region) == ("psu", "")
        for week in peaks
    )
    shares = [number / len(weeks) for number in range(1, len(weeks) + 1)]
    title = "How many PSUs are enough outside London, in which share of weeks?"
    with drawn(title) as (figure, axes):
        axes.step(weeks, shares, where="post")
        axes.axvline(297, color="black", linestyle="--", label="national figure: 297")
        axes.set_xlabel(f"PSUs needed at once, {len(weeks):,} weeks drawn (n = 100 years)")
        axes.set_ylabel("weeks in which this many are enough")
        axes.set_ylim(0.8, 1.002)
        percents(axes.yaxis)
        axes.legend(loc="lower right")
    return Picture(figure)


def week() -> Picture:
    """PSUs of one force that muster within the hour of an order, at each hour of the week."""
    evidence = InspectionEvidence(inspected("2026-Q4", (), None), HowInspected())
    hours = tested_at_every_hour(evidence, ["kent"]).hours
    days = [[each.within for each in hours[first : first + 24]] for first in range(0, 168, 24)]
    most = max(map(max, days))
    with drawn("Kent: PSUs mustered within 60 minutes, by hour of the week", height=3.0) as (
        figure,
        axes,
    ):
        axes.imshow(days, cmap="Blues", vmin=0, vmax=most, aspect="auto")
        for row, day in enumerate(days):
            for hour, units in enumerate(day):
                shade = "white" if units > most / 2 else "black"
                axes.text(hour, row, str(units), color=shade, ha="center", va="center", size=8)
        axes.set_yticks(range(7), [each.name[:3] for each in hours[::24]])
        axes.set_xticks(range(0, 24, 3), [f"{hour:02}:00" for hour in range(0, 24, 3)])
        axes.set_xlabel("hour of the order; the number that 80 % of 20 tests reach")
        axes.grid(visible=False)
    return Picture(figure)


PICTURES: Final[Mapping[str, Callable[[], Picture]]] = {
    "mobilisation": lambda: night().plot(),
    "flows": lambda: night().plot("flows"),
    "home": lambda: night().plot("home"),
    "units": lambda: night().plot("units"),
    "capacity": lambda: night().plot("capacity"),
    "incidence": lambda: study().plot(),
    "arrivals": lambda: study().plot("arrivals"),
    "arms": lambda: comparison().plot(),
    "forest": lambda: comparison().plot("forest"),
    "tornado": lambda: sweep().plot(),
    "effects": lambda: sweep().plot("effects"),
    "ranges": lambda: uncertainty().plot(),
    "enough": enough,
    "week": week,
}
"""By the name of the file."""


def draw_all(folder: Path) -> None:
    """Write every picture as PNG, and the first screen's map and sentences."""
    folder.mkdir(exist_ok=True)
    for name, made in PICTURES.items():
        made().save(folder / f"{name}.png")
    made_map, sentences = first_screen()
    (folder / "map.svg").write_text(made_map, encoding="utf-8")
    (folder / "sentences.md").write_text(sentences, encoding="utf-8")


def first_screen() -> tuple[str, str]:
    """The map of the night at its worst minute, and the three sentences of its report."""
    result = night()
    source = result.source
    replay = Replay(source)
    still = map_still(replay)
    template = environment("mobsim.looking.report").from_string(MAP)
    drawn = template.render(width=WIDTH, height=HEIGHT, look=LOOK, land=coast_path(), map=still)
    glance = Glance(source.facts, source.measures, ClockTimes(replay.clock), replay.tally)
    told = [f"**{ask}** {say}" for ask, say in zip(QUESTIONS, glance.sentences, strict=True)]
    return drawn, "\n\n".join([f"*{still.what} at {still.when}, {still.why}.*", *told]) + "\n"
