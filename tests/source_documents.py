"""Which feature covers each paragraph of the source documents?

A row of ``data/source_paragraphs.csv`` has a statement of a document. It also has either the
feature that covers the statement and a test of it, or the reason why the statement is out of scope.
`faults` finds rows with neither, and rows that name a missing feature or test. `page` makes
``docs/source-documents.md``, which ``python -m tests.refresh_pages`` writes.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import ClassVar, Final, Literal

from mobsim.ground.tables import Row, Slug, Text, data_path, read_table

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"
TABLE: Final = "source_paragraphs.csv"

Kind = Literal["capability", "figure", "tier", "duty", "test"]
Met = Literal["yes", "in part", "out of scope"]

ABOUT: Final = """\
mobsim is based on five published documents on the Strategic Policing Requirement. This page lists
their capabilities, figures, tiers, duties and tests in the order of the documents. For each, it
names the feature of mobsim that covers it and the test that checks this, or gives the reason why it
is out of scope. If mobsim covers it *in part*, the page says what is left out. The rows come from
`data/source_paragraphs.csv`. A test fails if a row has neither a feature with a test nor a reason,
or names a feature or test that does not exist. The page paraphrases the documents: read a document
before you quote it.

A [separate page](not-for.md) explains what mobsim is not meant for, and
[the model](model.md#what-it-leaves-out) lists what it leaves out of a night."""


class Paragraph(Row):
    """One statement of a document."""

    KEY: ClassVar[tuple[str, ...]] = ("source", "section", "place", "says")

    source: Slug
    section: Text
    place: Text
    says: Text
    kind: Kind
    met: Met
    feature: str = ""
    test: str = ""
    why: str = ""


def paragraphs(path: Path | None = None) -> list[Paragraph]:
    """Read the rows of the shipped table, or of another table."""
    return read_table(path or data_path(TABLE), Paragraph)


# --- what a row lacks -----------------------------------------------------------------------------


def faults(row: Paragraph, root: Path = ROOT) -> list[str]:
    """Return the faults of a row, each in a few words."""
    if row.met == "out of scope":
        given = [name for name in ("feature", "test") if getattr(row, name)]
        return [*([] if row.why else ["no reason"]), *(f"out of scope with a {n}" for n in given)]
    missing = [name for name in ("feature", "test") if not getattr(row, name)]
    if row.met == "in part" and not row.why:
        missing.append("word on what is left out")
    return [
        *(f"no {name}" for name in missing),
        *(f"no such feature: {each}" for each in split(row.feature) if not leads(each, root)),
        *(f"no such test: {each}" for each in split(row.test) if not is_test(each, root)),
    ]


def split(cell: str) -> list[str]:
    """Split a cell into its parts."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def leads(feature: str, root: Path = ROOT) -> bool:
    """Return whether a feature exists.

    A feature is a page with its heading, a key, a command, a table with its row or column, or a
    module with its name.
    """
    word, _, named = feature.partition(" ")
    if word == "key":
        return named in _keys(root / "docs/reference-keys.md")
    if word == "command":
        return f"mobsim-{named.replace(' ', '-')}" in _anchors(root / "docs/reference-commands.md")
    path, _, fragment = feature.partition("#")
    file = root / path
    if not file.is_file():
        return False
    known = {".md": _anchors, ".csv": _cells, ".py": _names}.get(file.suffix)
    return not fragment or (known is not None and fragment in known(file))


def is_test(name: str, root: Path = ROOT) -> bool:
    """Return whether a file contains a test of a name."""
    path, _, test = name.partition("::")
    file = root / path
    wanted = test.rpartition("::")[2]
    return wanted.startswith("test_") and file.is_file() and wanted in _names(file)


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig")


@cache
def _anchors(page: Path) -> Mapping[str, str]:
    """Return the headings of a page, by their anchors as the site and GitHub write them."""
    return {_anchor(each): each for each in re.findall(r"^#{1,4} (.+)$", _text(page), re.MULTILINE)}


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@cache
def _names(module: Path) -> frozenset[str]:
    """Return the functions, classes and constants of a module, and those of its classes."""
    defined = r"^(?:    )?(?:async )?(?:def|class) (\w+)|^([A-Z_]\w*)\s*(?::[^=\n]+)?="
    return frozenset(map("".join, re.findall(defined, _text(module), re.MULTILINE)))


@cache
def _cells(table: Path) -> frozenset[str]:
    """Return the columns and the ids of a table."""
    header, *rows = csv.reader(_text(table).splitlines())
    return frozenset([*header, *(row[0] for row in rows if row)])


@cache
def _keys(page: Path) -> frozenset[str]:
    """Return the keys of a scenario in full, such as `incidents.priority`."""
    found: set[str] = set()
    above = ""
    for line in _text(page).partition("\n## Choices")[0].splitlines():
        if line.startswith("## "):
            under = re.fullmatch(r"## Under `(\w+)`", line)
            above = f"{under[1]}." if under else ""
        elif named := re.match(r"\| `(\w+)` \|", line):
            found.add(above + named[1])
    return frozenset(found)


# --- the page -------------------------------------------------------------------------------------


def page() -> str:
    """Make the page that shows where mobsim covers each paragraph, document by document."""
    rows = paragraphs()
    return "\n".join(
        [
            "# The source documents",
            "",
            "<!-- Made by python -m tests.refresh_pages; do not edit by hand. -->",
            "",
            ABOUT,
            "",
            *_counts(rows),
            *(line for source in _sources(rows) for line in _document(source, rows)),
            "",
        ]
    )


def _sources(rows: Sequence[Paragraph]) -> list[str]:
    return list(dict.fromkeys(row.source for row in rows))


def _titles() -> dict[str, str]:
    with data_path("sources.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            row["source_id"]: f"{row['publisher']}, {row['date'][:4]}: {row['title']}"
            for row in csv.DictReader(file)
        }


def _counts(rows: Sequence[Paragraph]) -> Iterator[str]:
    titles = _titles()
    yield from ("| document | rows | yes | in part | out of scope |", "|---|---|---|---|---|")
    for source in [*_sources(rows), ""]:
        own = [row for row in rows if source in ("", row.source)]
        met = Counter(row.met for row in own)
        name = f"[{titles[source]}](#{_anchor(titles[source])})" if source else "**all**"
        counts = (len(own), met["yes"], met["in part"], met["out of scope"])
        yield f"| {name} | {' | '.join(map(str, counts))} |"


def _document(source: str, rows: Sequence[Paragraph]) -> Iterator[str]:
    yield from ("", f"## {_titles()[source]}")
    own = [row for row in rows if row.source == source]
    for section in dict.fromkeys(row.section for row in own):
        yield from ("", f"### {section}", "")
        yield from (
            "| place | statement | kind | covered | in mobsim | checked by |",
            "|---" * 6 + "|",
        )
        yield from (_line(row) for row in own if row.section == section)


def _line(row: Paragraph) -> str:
    features = "<br>".join(map(_link, split(row.feature)))
    held = "<br>".join(map(_told, split(row.test)))
    mobsim = "<br>".join(each for each in (features, row.why) if each)
    return f"| {row.place} | {row.says} | {row.kind} | {row.met} | {mobsim} | {held} |"


def _link(feature: str) -> str:
    """Link to a page of the site, or to the columns of a table; name any other file."""
    word, _, named = feature.partition(" ")
    if word == "key":
        under = named.partition(".")[0] if "." in named else ""
        return f"[key `{named}`](reference-keys.md#{f'under-{under}' if under else 'at-the-top'})"
    if word == "command":
        return f"[`mobsim {named}`](reference-commands.md#mobsim-{named.replace(' ', '-')})"
    path, _, fragment = feature.partition("#")
    if path.startswith("docs/"):
        headings = _anchors(ROOT / path) if (ROOT / path).is_file() else {"": path}
        shown = [
            next(iter(headings.values())),
            *([headings.get(fragment, "?")] if fragment else []),
        ]
        return f"[{': '.join(shown)}]({feature.removeprefix('docs/')})"
    shown = f"`{path}`"
    if path.startswith("data/"):
        shown = f"[{shown}](reference-columns.md#{_anchor(Path(path).name)})"
    return shown + (f", `{fragment}`" if fragment else "")


def _told(test: str) -> str:
    """Write the name of a test after the name of its file, as pytest does."""
    path, _, name = test.partition("::")
    return f"`{Path(path).stem}::{name.rpartition('::')[2]}`"
