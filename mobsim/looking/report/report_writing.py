"""How does one night become one file?"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mobsim.ground.errors import OutputError
from mobsim.looking.page import render
from mobsim.looking.report.assumptions_table import assumptions
from mobsim.looking.report.content import Content
from mobsim.looking.report.map_layout import HEIGHT, TILE, WIDTH, coast_path
from mobsim.looking.report.page_tables import short
from mobsim.looking.report.replay import Replay
from mobsim.looking.report.source import NightSource
from mobsim.looking.report.still import still_of
from mobsim.telling.scorecard import Told, told

PACKAGE = "mobsim.looking.report"
LONGEST_TITLE = 300


def night_report(source: NightSource) -> str:
    """The report of one night, as the text of one HTML file."""
    replay = Replay(source)
    content = Content(replay)
    outline, identity = source.document["scenario"], source.document["provenance"]
    said: Told = told(
        source.scenario,
        source.measures,
        source.facts,
        seed=identity["seed"],
        typical=identity["typical"],
    )
    return render(
        "night.html",
        package=PACKAGE,
        title=short(outline["title"], LONGEST_TITLE),
        styles=("report.css",),
        scripts=("replay.js",),
        data={"replay": replay.plain()},
        running=f"mobsim {identity['mobsim']} · {outline['name']}, seed {identity['seed']}",
        question=short(outline["question"], LONGEST_TITLE),
        told=said,
        content=content,
        still=still_of(replay),
        coast=coast_path(),
        size={"width": WIDTH, "height": HEIGHT, "tile": TILE},
        assumptions=assumptions(source.scenario),
        provenance=provenance_rows(identity, source.circumstances),
    )


def provenance_rows(
    identity: Mapping[str, Any], circumstances: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """What the night depends on, then when and with what it was made."""
    packages = dict(circumstances.get("packages", {}))
    rows = [
        ("mobsim", str(identity["mobsim"])),
        ("Scenario", str(identity["scenario"])),
        ("Seed", str(identity["seed"])),
        ("Night", str(identity.get("replication", 0))),
        ("Durations", "every one at its mean" if identity["typical"] else "drawn"),
        ("SHA-256 of the scenario", str(identity["scenario_sha256"])),
        *(
            (f"SHA-256 of the table of {name}", str(digest))
            for name, digest in identity["tables_sha256"].items()
        ),
        *((f"Plug-in, {name}", str(said)) for name, said in identity.get("plugins", {}).items()),
        ("Made", str(circumstances.get("made_at", ""))),
        ("Python", f"{circumstances.get('python', '')}, {circumstances.get('platform', '')}"),
        (
            "Packages",
            ", ".join(f"{name} {version}" for name, version in sorted(packages.items())),
        ),
    ]
    return [(name, value) for name, value in rows if value]


def write_page(text: str, path: Path | str, *, force: bool = False) -> Path:
    """Write a page; what is there already is replaced only if that is asked for.

    Raises
    ------
    OutputError
        When it cannot be written, or is there already.
    """
    target = Path(path)
    if target.exists() and not force:
        raise OutputError(f"{target} is there already; choose another file, or --force")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error
    return target
