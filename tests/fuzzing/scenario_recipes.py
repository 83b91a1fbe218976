"""How is a scenario file made up: with a base, overrides, tables beside it, and settings?

A recipe holds the files' texts by name, the override and the settings.
"""

import functools
from pathlib import Path
from random import Random
from typing import Any, Final

from mobsim.ground.tables import scenario_dir
from mobsim.scenario.file.defaults import default_document
from mobsim.scenario.file.yaml_reading import read_yaml
from tests.fuzzing.cases import Reader, Recipe
from tests.fuzzing.judging import command
from tests.fuzzing.odd_texts import as_bytes, damaged, one_of_many
from tests.fuzzing.trees import Words, any_value, changed, ways
from tests.fuzzing.yaml_writing import written
from tests.reader_cases import every_key

NIGHT: Final = "night.yaml"
BASE: Final = "below.yaml"

_SMALL: Final = """\
schema: 1
question: Is it read?
start: 2026-06-03 14:00
duration: 24h
incidents:
  - {name: Leeds, force: west-yorkshire, begins: +2h, lasts: 6h, need: {psu: 10}}
  - name: Hull
    force: humberside
    begins: 20:00
    ends: Thu 03:00
    place: {lat: 53.74, lon: -0.33}
    need:
      psu: [{at: +0m, units: 2}, {at: +1h, units: 20}, {at: +4h, units: 5}]
      aep: {peak: 3, ramp: 1h, hold: 2h, decay: 30m}
"""
_LARGE: Final = (
    _SMALL
    + """\
mode: sustained
drawdown: extensive
ranking: {fast_and_plentiful: {band: 60m}}
trigger: {anticipatory: {in_use_share: 50%}}
release: {hold: {for: 20m}}
readiness: {timeline: {ends: [1h, 4h, 8h], shares: [10%, 40%, 100%]}}
host_readiness: {local: {on_duty: {"07:00": 4%, "18:00": 8%}}}
durations:
  judging: {lognormal: {mean: 30m, cv: 0.3}}
  answer: {triangular: [5m, 10m, 20m]}
  recall: 2h
leave: {july: 12%, august: 20%}
floor_share: 10%
ricc_desks: {wales: 2}
operations:
  - {name: Fair, force: kent, begins: 16:00, lasts: 4h, units: {psu: 2}}
  - {like: football-saturday, force: essex, begins: 17:00}
  - {name: Race, force: surrey, begins: 15:00, lasts: 5h, units: {psu: 3}, from: {kent: {psu: 1}}}
aid_out:
  - {from: essex, to: Jersey, units: {psu: 1}, until: +6h}
agreements:
  - {forces: [surrey, sussex], kinds: [psu]}
beyond: [police-scotland]
overrides:
  late: {incidents: {hull: {begins: 22:00}}, drawdown: none}
  calm: {durations: {judging: 5m}}
"""
)
_DRAWN: Final = """\
schema: 1
question: What is drawn?
start: 2026-08-08 12:00
duration: 2d
disorder:
  spreading:
    places: {kent: 2, essex: 1}
    pool_per_million: 3
likely: on
"""
_ABOVE: Final = """\
schema: 1
base: below.yaml
incidents: {hull: {need: {psu: 3}}}
durations: &d {judging: 5m}
overrides: {late: {durations: *d}}
"""


def recipe(night: str, below: str = "", override: str | None = None, *settings: str) -> Recipe:
    files = {NIGHT: night} | ({BASE: below} if below else {})
    return {"files": files, "with": override, "set": list(settings)}


def seeds() -> list[Recipe]:
    """Small ones of every part, and what is shipped, without its comments."""
    shipped = [_bare(path.read_text("utf-8")) for path in sorted(scenario_dir().rglob("*.yaml"))]
    return [
        recipe(_SMALL),
        recipe(_LARGE),
        recipe(_LARGE, "", "late"),
        recipe(_DRAWN),
        recipe(_ABOVE, _LARGE, "late"),
        recipe(_SMALL, "", "likely", "drawdown=none", "incidents.hull.need={psu: 3}"),
        recipe("schema: 1\nbase: quickstart\n", "", "static"),
        *map(recipe, shipped),
    ]


def _bare(text: str) -> str:
    lines = (line for line in text.splitlines(keepends=True) if line.strip())
    return "".join(line for line in lines if not line.lstrip().startswith("#"))


@functools.cache
def words() -> Words:
    """The keys of the schema, and values that stand in shipped scenarios or are defaults."""
    keys = {str(step) for path in every_key() for step in path if isinstance(step, str)}
    trees = [default_document(), *filter(None, (_tree(each["files"][NIGHT]) for each in seeds()))]
    values = [_value_at(tree, way) for tree in trees for way in ways(tree) if way]
    forms = [
        *({"uniform": ["10m", "30m"]}, {"exponential": {"mean": "20m"}}, {"fixed": "20m"}),
        *({"psu": {"responsive": {"growth": 0.5}}}, {"peak": 9, "ramp": "1h"}, "large", "local"),
    ]
    return Words(sorted(keys), values + forms)


def _value_at(tree: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        tree = tree[step]
    return tree


@functools.lru_cache(maxsize=4000)
def _read(text: str) -> Any:
    try:
        return read_yaml(text, "x").plain()
    except Exception:  # whatever it is: to be found by reading it as a case
        return None


def _tree(text: str) -> Any:
    found = _read(text) if len(text) < 20_000 else None
    return found if isinstance(found, dict) else None


def mutate(rng: Random, mine: Recipe, other: Recipe) -> Recipe:
    """Another scenario, by its grammar or by its letters; or other words on the command line."""
    sort = rng.random()
    if sort < 0.15:
        return _other_words(rng, mine)
    files, theirs = mine["files"], rng.choice(list(other["files"].values()))
    if sort < 0.22 and BASE not in files:
        return _on_a_base(rng, mine, theirs)
    name = rng.choice(list(files))
    tree = _tree(files[name])
    if tree is None or sort < 0.5:
        files[name] = damaged(rng, files[name], theirs)
    else:
        files[name] = written(rng, changed(rng, tree, _tree(theirs) or {}, words()))
    return mine


def _other_words(rng: Random, mine: Recipe) -> Recipe:
    """Another override, or another setting."""
    if rng.random() < 0.25:
        mine["with"] = rng.choice(
            ("likely", "static", "late", "calm", "nosuch", one_of_many(rng), None)
        )
        return mine
    if mine["set"] and rng.random() < 0.3:
        place = rng.randrange(len(mine["set"]))
        mine["set"][place] = damaged(rng, mine["set"][place], "drawdown=none")
        return mine
    path = rng.choice(every_key())
    value = any_value(rng, {}, {}, words())
    text = value if isinstance(value, str) else written(rng, value).strip("\n")
    named = ["leeds" if step == 0 else str(step) for step in path[: rng.choice((1, 2, 3, 9))]]
    setting = ".".join(named) + rng.choice(("=", "=", "=", "=", "", "==", " = ")) + text
    mine["set"] = [*mine["set"][-2:], setting]
    return mine


def _on_a_base(rng: Random, mine: Recipe, theirs: str) -> Recipe:
    """The file is laid on another one."""
    name = rng.choice((BASE, BASE, BASE, NIGHT, "quickstart", "nosuch", "../night.yaml", "."))
    mine["files"][BASE] = theirs
    mine["files"][NIGHT] += f"\nbase: {name}\n"
    return mine


def write(mine: Recipe, folder: Path) -> None:
    for name, text in mine["files"].items():
        (folder / name).write_bytes(as_bytes(text))


def read(mine: Recipe) -> list[str]:
    """Check the scenario, which reads its plan back."""
    chosen = [] if mine["with"] is None else ["--with", _word(mine["with"])]
    for setting in mine["set"]:
        chosen += ["--set", _word(setting)]
    return command(["check", NIGHT, *chosen])


def _word(text: str) -> str:
    """A text as a shell can hand it over: without a NUL, and not without end."""
    return as_bytes(text.replace("\0", ""))[:100_000].decode("utf-8", "surrogateescape")


SCENARIO: Final = Reader("scenario", seeds, mutate, write, read, cases=75)
