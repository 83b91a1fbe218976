"""How does mobsim write the report of one night as one file?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mobsim.ground.declarations import ASSUMED, SYNTHETIC
from mobsim.ground.folders import add_page
from mobsim.looking.page import render
from mobsim.looking.report import map_layout
from mobsim.looking.report.content import Content
from mobsim.looking.report.first_pictures import map_still
from mobsim.looking.report.map_layout import HEIGHT, WIDTH, coast_path
from mobsim.looking.report.page_tables import PageTable
from mobsim.looking.report.replay import Replay
from mobsim.looking.report.replay_words import chapters, squeezed, words_of
from mobsim.looking.report.source import NightSource
from mobsim.looking.report.still import still_of
from mobsim.scenario.assumptions import Assumption, register
from mobsim.scenario.scenario import Scenario
from mobsim.telling.scorecard import Told, told
from mobsim.telling.wording import in_words, seed_told, shortened

PACKAGE = "mobsim.looking.report"
LONGEST_TITLE = 300


def night_report(
    source: NightSource, template: str = "night.html", styles: Sequence[str] = ()
) -> str:
    """The report of one night, as the text of one HTML file."""
    replay = Replay(source)
    content = Content(replay)
    outline, identity = source.document["scenario"], source.document["provenance"]
    seed = seed_told(identity["seed"], identity["replication"])
    said: Told = told(
        source.scenario,
        source.measures,
        source.facts,
        seed=seed,
        typical=identity["typical"],
    )
    return render(
        template,
        package=PACKAGE,
        title=shortened(outline["title"], LONGEST_TITLE),
        styles=("page/first.css", "report.css", "replay.css", *styles),
        scripts=("replay.js", "page/appendix.js"),
        data={"replay": {**replay.plain(), "words": squeezed(words_of(replay))}},
        running=f"mobsim {identity['mobsim']} · {outline['name']}, seed {seed}",
        question=shortened(outline["question"], LONGEST_TITLE),
        told=said,
        content=content,
        replay=replay,
        map=map_still(replay),
        still=still_of(replay),
        coast=coast_path(),
        chapters=chapters(content.glance.turning_points, content.times, replay.end),
        board=map_layout,
        size={"width": WIDTH, "height": HEIGHT},
        assumptions=assumptions(source.scenario),
        identity=identity,
        circumstances=source.circumstances,
    )


def replay_page(source: NightSource) -> str:
    """The replay of one night without the rest of its report, as the text of one HTML file."""
    return night_report(source, "replay_alone.html", ["replay_alone.css"])


def write_page(text: str, path: Path | str, *, force: bool = False) -> Path:
    """Write a page to a file; if ``force`` is true, replace another page of mobsim.

    Raises
    ------
    OutputError
        If the file cannot be written, or if it exists and must not be replaced.
    """
    return add_page(Path(path), text, force=force)


# --- assumptions ----------------------------------------------------------------------------------

_ONLY_WITH: Mapping[str, Callable[[Scenario], bool]] = {
    "Drawn demand": lambda scenario: scenario.resolved.get("disorder", "none") != "none",
    "Planned operations, and aid from beyond the 43": lambda scenario: bool(scenario.operations),
    "What likely: on stands for": lambda scenario: scenario.resolved.get("likely") in (True, "on"),
}
"""The groups of assumptions that affect only some nights, each with a condition."""


def assumptions(scenario: Scenario) -> PageTable:
    """A table of all assumed numbers in the register that affect this night."""
    defaults = {(each.group, each.name): each.value for each in register()}
    rows = []
    for each in register({path: (value, "") for path, value in _leaves("", scenario.resolved)}):
        touched = _ONLY_WITH.get(each.group)
        if each.status in (ASSUMED, SYNTHETIC) and (touched is None or touched(scenario)):
            changed = each.value != defaults[each.group, each.name]
            rows.append(_row(each, changed=changed))
    rows.sort(key=lambda row: not row[1].endswith("*"))
    return PageTable(
        "assumptions",
        "Assumed numbers that affect this night",
        ["What", "value*", "tried*", "why*", "affects*"],
        rows,
        "Values that this scenario sets are first, marked *. Tried: the range worth trying.",
        taken=False,
    )


def _row(each: Assumption, *, changed: bool) -> list[str]:
    unit = each.unit.removesuffix("s") if each.value == 1 else each.unit
    value = f"{in_words(each.value)} {unit}".rstrip() + (" *" if changed else "")
    span = f"{each.low} to {each.high}" if each.low or each.high else ""
    return [each.name, value, span, each.source, each.affects]


def _leaves(under: str, found: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    for key, value in found.items():
        path = f"{under}.{key}" if under else str(key)
        drawn = isinstance(value, Mapping) and all(isinstance(v, list) for v in value.values())
        if isinstance(value, Mapping) and not drawn:
            yield from _leaves(path, value)
        else:
            yield path, value
