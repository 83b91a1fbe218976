"""How is a plug-in made up: the metadata of its package, and what its module declares?

Nothing is installed: a folder with a package's metadata is on the path while it is read.
"""

import importlib
import sys
from pathlib import Path
from random import Random
from typing import Final

from tests.fuzzing.cases import Reader, Recipe
from tests.fuzzing.judging import command
from tests.fuzzing.odd_texts import as_bytes, damaged, one_of_many

_INFO: Final = "made_up-1.0.dist-info"
_METADATA: Final = "Metadata-Version: 2.1\nName: made-up\nVersion: 1.0\n"
_POINTS: Final = "[mobsim.rankings]\nmade_up = made_up_module:plugin\n"
_MODULE: Final = """\
from dataclasses import dataclass
from mobsim.scenario.plugins import CountParameter, RankingPlugin

@dataclass(frozen=True)
class MadeUp:
    most: int = 4

    def __call__(self, candidates):
        return sorted(candidates, key=lambda crew: (crew.expected_minute, crew.force, crew.number))

most = CountParameter(4, low=0, high=100, meaning="Most.")
plugin = RankingPlugin(MadeUp, {"most": most}, "Made up.")
"""
_NIGHT: Final = """\
schema: 1
question: Is it found?
start: 2026-06-03 14:00
duration: 12h
incidents:
  - {name: Leeds, force: west-yorkshire, begins: +2h, need: {psu: 10}}
ranking: {made_up: {most: 3}}
"""
_METADATA_FILE: Final = f"{_INFO}/METADATA"
_POINTS_FILE: Final = f"{_INFO}/entry_points.txt"
_THEN: Final = (
    ("plugin", "list"),
    ("plugin", "list", "--json"),
    ("check", "night.yaml"),
    ("plugin", "check", "made_up"),
)
_LINES: Final = (
    *(
        "most = made_up_module:plugin",
        "made_up = made_up_module",
        "made_up = :plugin",
        "nearest = made_up_module:plugin",
    ),
    *(
        "made_up = made_up_module:MadeUp",
        "made_up = nosuch:plugin",
        "MADE UP = made_up_module:plugin",
        "[mobsim.demand]",
    ),
    *(
        "[mobsim.trigger]",
        "[",
        "= x",
        "made_up",
        "made_up = made_up_module:plugin [extra]",
        "made_up = os:system",
    ),
)
_CHANGES: Final = (
    ("4, low", "'4', low"),
    ("low=0", "low=200"),
    ("low=0", "low='a'"),
    ("high=100", "high=None"),
    ("CountParameter(4, low=0, high=100", "NameParameter('a', 7"),
    ("CountParameter(4, low=0, high=100", "NameParameter('a', ('a', 7)"),
    ("CountParameter(4, low=0, high=100", "ShareParameter([4]"),
    ("CountParameter(4", "CountParameter(10**30"),
    ("CountParameter(4", "CountParameter(None"),
    ("meaning=", "means="),
    ("import CountParameter", "import NameParameter, ShareParameter, CountParameter"),
    ("RankingPlugin(", "dict("),
    ('{"most": most}', "{7: most}"),
    ('{"most": most}', "{'most': 4}"),
    ('{"most": most}', "[most]"),
    ('{"most"', '{"no such"'),
    ('"Made up."', "None"),
    ('"Made up."', "'\\ud800'"),
    ('"Made up."', "'\\x1b[2J\\u202e' * 200"),
    ("MadeUp, {", "7, {"),
    ("plugin =", "plugins ="),
    ("from dataclasses", "raise SystemExit(0)\nfrom dataclasses"),
    ("from dataclasses", "1 / 0\nfrom dataclasses"),
    ("from dataclasses", "from nosuch"),
    ("most: int = 4", "most: list = []"),
    ("return sorted", "return 7 or sorted"),
    ("return sorted", "raise ValueError\n        return sorted"),
    ("frozen=True", "frozen=False"),
)
"""What stands in the module, and what it may become."""


def seeds() -> list[Recipe]:
    files = {_METADATA_FILE: _METADATA, _POINTS_FILE: _POINTS, "made_up_module.py": _MODULE}
    return [{"files": files, "then": list(then)} for then in _THEN]


def mutate(rng: Random, mine: Recipe, other: Recipe) -> Recipe:
    """Other metadata, by its lines or letters, or another declaration."""
    mine["then"] = list(rng.choice(_THEN[:-1] if rng.random() < 0.9 else _THEN))
    files, sort = mine["files"], rng.random()
    if sort < 0.35:
        old, new = rng.choice(_CHANGES)
        files["made_up_module.py"] = files["made_up_module.py"].replace(old, new)
    elif sort < 0.6:
        files[_POINTS_FILE] = files.get(_POINTS_FILE, "") + rng.choice(_LINES) + "\n"
    elif sort < 0.8:
        files[_POINTS_FILE] = damaged(rng, files.get(_POINTS_FILE, ""), _POINTS)
    elif sort < 0.95:
        files[_METADATA_FILE] = damaged(rng, files.get(_METADATA_FILE, ""), _METADATA)
    elif rng.random() < 0.5:
        files.pop(rng.choice((_METADATA_FILE, _POINTS_FILE)), None)
    else:
        files["made_up_module.py"] = f"plugin = {one_of_many(rng)[:200]!r}\n"
    return mine


def write(mine: Recipe, folder: Path) -> None:
    (folder / "night.yaml").write_text(_NIGHT, "utf-8")
    (folder / _INFO).mkdir()
    for name, text in mine["files"].items():
        (folder / name).write_bytes(as_bytes(text))


def read(mine: Recipe) -> list[str]:
    here = str(Path.cwd())
    importlib.invalidate_caches()
    sys.modules.pop("made_up_module", None)
    sys.path.append(here)
    try:
        return command(mine["then"])
    finally:
        sys.path.remove(here)


PLUGINS: Final = Reader("plugins", seeds, mutate, write, read, cases=50)
