"""How does a notebook show a scenario before a run?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from mobsim.country.demand.need import Responsive
from mobsim.ground.clock import date_in_full, day_name
from mobsim.ground.html_layout import html_table, in_page, paragraph
from mobsim.ground.units import format_duration

if TYPE_CHECKING:
    from mobsim.scenario.scenario import Incident, Scenario

_MOST: Final = 40
"""The most incidents that a notebook lists."""


def in_short(scenario: "Scenario") -> str:
    """A short description of a scenario on one line."""
    count = len(scenario.incidents)
    places = f"{count} incident{'' if count == 1 else 's'}"
    drawn = ", others drawn" if scenario.disorder else ""
    start = f"{scenario.clock.start:%Y-%m-%d %H:%M}"
    lasts = format_duration(scenario.duration)
    return f"<Scenario {scenario.name}: {places}{drawn}, {lasts} from {start}>"


def page_of(scenario: "Scenario") -> str:
    """A scenario's title, question, start and end, and a table of its incidents."""
    start = scenario.clock.start
    when = f"{day_name(start)} {date_in_full(start)}, {start:%H:%M}"
    parts = [paragraph(scenario.title, strong=True)]
    if scenario.question != scenario.title:
        parts.append(paragraph(scenario.question))
    lasts = format_duration(scenario.duration)
    parts.append(
        paragraph(f"{scenario.name}: {lasts} from {when}; {scenario.mode}, {scenario.drawdown}.")
    )
    rows = list(_rows(scenario))
    if rows:
        kinds = [kind.short for kind in scenario.kinds if kind.kind_id in _needed(scenario)]
        heads = ("Incident", "host", "begins", "ends", *(f"{kind} at most" for kind in kinds))
        parts.append(html_table([heads, *rows[:_MOST]], left=2))
    if len(rows) > _MOST:
        parts.append(paragraph(f"and {len(rows) - _MOST} more"))
    if scenario.disorder:
        parts.append(paragraph("Further incidents are drawn again each night."))
    parts.append(paragraph("Simulate it with .run(); vary it with .vary('key=value')."))
    return in_page(parts)


def _rows(scenario: "Scenario") -> Iterator[tuple[str, ...]]:
    names = {force.force_id: force.name for force in scenario.forces}
    for each in scenario.incidents:
        ends = "" if each.ends >= scenario.duration else scenario.clock.format(each.ends)
        needed = (kind.kind_id for kind in scenario.kinds if kind.kind_id in _needed(scenario))
        yield (
            each.name,
            names.get(each.force, each.force),
            scenario.clock.format(each.begins),
            ends,
            *(_peak(each, kind, scenario.duration) for kind in needed),
        )


def _needed(scenario: "Scenario") -> set[str]:
    return {kind for each in scenario.incidents for kind in each.need}


def _peak(incident: "Incident", kind: str, end: float) -> str:
    """The peak need for one kind of unit; empty if the incident needs no unit of that kind."""
    need = incident.need.get(kind)
    if need is None:
        return ""
    return str(need.peak if isinstance(need, Responsive) else need.largest(0.0, end))
