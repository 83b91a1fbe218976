"""Is the site whole, does it say what the code says, and do its commands do what it shows?"""

import csv
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest

import mobsim
from mobsim.country.returns.return_rows import COLUMNS
from mobsim.looking.showing import PICTURES as SHOWN
from mobsim.scenario.plugins import KINDS
from tests import declarations, popm_published, site_pages

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
NEEDED = ("sphinx", "myst_nb", "pydata_sphinx_theme")
MISSING = [name for name in NEEDED if find_spec(name) is None]
needs_sphinx = pytest.mark.skipif(
    bool(MISSING), reason=f"needs the extra 'docs': {', '.join(MISSING)} not installed"
)
TAKEN = ("CHANGELOG.md", "CONTRIBUTING.md", "DESIGN.md", "notebooks", "docs", "scenarios")
"""What the site is made of, besides the package."""


# --- what the pages show is what happens ----------------------------------------------------------


class Block(NamedTuple):
    """A fenced block of a page, with the word that stands above it for the test."""

    line: int
    told: str
    language: str
    text: str


FENCE = re.compile(
    r"^(?:<!-- (?P<told>[^\n]*?) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
RUN = {"console", "python", "yaml"}


def _blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start("language")) + 1
        yield Block(line, found["told"] or "", found["language"], found["text"])


def _commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a console block, with what is shown below it."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.replace("\\\n", "").partition("\n")
        yield command, shown.strip("\n")


def _matches(shown: str, printed: str) -> bool:
    """Whether it is what was printed; a line … stands for any lines, … in a line for anything."""
    lines = (
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*?") + r"\n"
        for line in shown.strip().split("\n")
    )
    return re.fullmatch("".join(lines), f"{printed.strip()}\n") is not None


def _run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        check=False, env={**os.environ, "PYTHONUTF8": "1", "MPLBACKEND": "agg"},
    )  # fmt: skip


def _play(page: Path, block: Block, folder: Path) -> None:
    where = f"{page.name}:{block.line}"
    word, _, rest = block.told.partition(": ")
    if word == "file":
        (folder / rest).write_text(block.text, encoding="utf-8")
    elif word == "into":
        module, _, field = rest.partition(" before ")
        text = (folder / module).read_text(encoding="utf-8")
        before, _, after = text.partition(f"    {field}:")
        new = textwrap.indent(block.text, "    ")
        (folder / module).write_text(f"{before}{new}    {field}:{after}", encoding="utf-8")
    elif block.language == "python":
        done = _run(["-c", block.text], folder)
        assert 0 == done.returncode, f"{where}\n{done.stdout}"
    elif block.language == "console":
        expected = int(rest) if word == "exit code" else 0
        for command, shown in _commands(block):
            words = shlex.split(command)
            assert "mobsim" == words[0], f"{where}: only mobsim is run: {command}"
            if "--replications" in words and "--jobs" not in words:
                words += ["--jobs", "1"]  # tests run side by side already; no result depends on it
            done = _run(["-m", *words], folder)
            assert expected == done.returncode, f"{where}: {command}\n{done.stdout}"
            if shown:
                assert _matches(shown, done.stdout), f"{where}: {command}\n{done.stdout}"


def _is_run(block: Block) -> bool:
    if block.told.startswith(("file: ", "into: ")):
        return True
    return block.language in RUN and not block.told.startswith("not run: ")


def test_the_page_on_returns_tells_every_column() -> None:
    page = (DOCS / "returns.md").read_text(encoding="utf-8")
    assert all(f"`{column}`" in page for column in COLUMNS)


def test_the_page_on_validation_shows_popms_times_beside_those_of_now() -> None:
    page = (DOCS / "validation.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- popm: begin -->\n```\n")[2].partition("\n```\n")[0]
    assert popm_published.table() == shown


def test_the_page_on_plug_ins_shows_what_new_writes_and_names_every_group() -> None:
    page = (DOCS / "plugins.md").read_text(encoding="utf-8")
    templates = Path(mobsim.__file__).parent / "cli" / "plugin_templates"
    for kind in ("ranking", "trigger"):
        assert f"```python\n{(templates / f'{kind}.txt').read_text(encoding='utf-8')}```" in page
    for each in KINDS.values():
        assert f"| `{each.key}` | `{each.group}` | `{each.description.__name__}` |" in page


GUIDES = [page for page in PAGES if page.stem == "tutorial" or page.stem.startswith("howto-")]
RUNNING = [page for page in GUIDES if any(map(_is_run, _blocks(page)))]


@pytest.mark.slow
@pytest.mark.parametrize("page", RUNNING, ids=lambda page: page.stem)
def test_a_guide_does_what_it_shows_from_top_to_bottom(page: Path, tmp_path: Path) -> None:
    if ": mobsim/" in page.read_text(encoding="utf-8"):
        declarations.copy_package(tmp_path)
    for block in filter(_is_run, _blocks(page)):
        _play(page, block, tmp_path)


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_a_block_of_a_guide_is_run_or_says_why_not(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count("\n```") == 2 * len(list(_blocks(page))), "a fence without a language"
    for block in _blocks(page):
        if block.language == "yaml" and _is_run(block):
            assert block.told.startswith("file: "), f"{page.name}:{block.line}"
        elif not _is_run(block):
            assert block.language == "text" or block.told.startswith("not run: ")


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\n…\nd", "a\nb\nc\nd", True),
        ("a\n…\nd", "a\nd", True),
        ("a\n…", "a\nb\n", True),
        ("3 …s", "3 minutes", True),
        ("a\nb", "a\nb\nc", False),
        ("a\n…\nd", "b\nc\nd", False),
        ("a.c", "abc", False),
    ],
)
def test_an_ellipsis_stands_for_what_is_left_out_and_for_nothing_else(
    shown: str, printed: str, same: bool
) -> None:
    assert same == _matches(shown, printed)


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", site_pages.pages(), ids=lambda page: page.stem)
def test_a_page_of_reference_is_as_the_code_has_it(page: Path) -> None:
    assert site_pages.pages()[page]() == page.read_text(encoding="utf-8"), (
        "write it anew: python -m tests.refresh_pages"
    )


def test_every_force_body_and_kind_is_on_the_page_on_forces_once() -> None:
    page = (DOCS / "reference-forces.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)
    tables = ("forces", "beyond", "unit_kinds", "regions")
    assert shown == [named for table in tables for named in _ids(table)]
    assert 43 == page.partition("\n## ")[0].count("\n| `")
    for leads in ("index.md", "tutorial.md", "scenario-files.md", "../README.md"):
        assert "reference-forces.md)" in (DOCS / leads).read_text(encoding="utf-8")


def _ids(table: str) -> list[str]:
    """What the first column of a shipped table holds."""
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [next(iter(row.values())) for row in csv.DictReader(file)]


def test_every_public_name_is_on_the_page_on_python() -> None:
    page = (DOCS / "reference-api.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\.\. auto\w+:: mobsim\.(\w+)$", page, re.MULTILINE)
    assert sorted(set(mobsim.__all__) - {"__version__"}) == sorted(shown)


# --- the site as it is built ----------------------------------------------------------------------


class Page(HTMLParser):
    """What a page leads to, what it loads, and where one can jump to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.loads: list[str] = []
        self.targets: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.targets |= {held[name] for name in ("id", "name") if name in held}
        if tag == "a" and "href" in held:
            self.leads.append(held["href"])
        elif tag == "link" and held.get("rel") not in ("canonical", "next", "prev", "index"):
            self.loads.append(held.get("href", ""))
        elif "src" in held:
            self.loads.append(held["src"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as a reader would build it, from a copy that holds nothing else."""
    tree = tmp_path_factory.mktemp("tree")
    for name in TAKEN:
        if (ROOT / name).is_dir():
            left_out = shutil.ignore_patterns("_copied", "_build", "__pycache__")
            shutil.copytree(ROOT / name, tree / name, ignore=left_out)
        else:
            shutil.copy(ROOT / name, tree)
    only = ["-D", "nb_execution_mode=off"]
    built = _run(["-m", "sphinx", "-W", "--keep-going", "-q", *only, "docs", "site"], tree)
    assert (0, "") == (built.returncode, built.stdout.strip()), built.stderr
    return tree / "site"


def _pages_of(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


@needs_sphinx
@pytest.mark.slow
def test_the_site_builds_without_a_warning_and_has_every_page(site: Path) -> None:
    built = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")}
    assert {page.stem for page in PAGES} <= built
    assert {f"_copied/{page.stem}" for page in (ROOT / "notebooks").glob("*.ipynb")} <= built


@needs_sphinx
@pytest.mark.slow
def test_every_page_is_reached_from_the_first_by_the_contents(site: Path) -> None:
    found = Page((site / "index.html").read_text(encoding="utf-8"))
    reached = {urlsplit(link).path for link in found.leads}
    wanted = {f"{page.stem}.html" for page in PAGES if page.stem != "index"}
    wanted |= {f"_copied/{page.stem}.html" for page in (ROOT / "notebooks").glob("*.ipynb")}
    assert set() == wanted - reached


@needs_sphinx
@pytest.mark.slow
def test_every_link_within_the_site_leads_somewhere(site: Path) -> None:
    pages = _pages_of(site)
    astray = []
    for path, page in pages.items():
        for link in page.leads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or path.name in ("search.html", "genindex.html"):
                continue
            to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            jump = unquote(parts.fragment)
            known = pages[to].targets if to in pages else set()
            if not to.exists() or (jump and to in pages and jump not in known):
                astray.append((path.relative_to(site).as_posix(), link))
    assert [] == astray


@needs_sphinx
@pytest.mark.slow
def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    loaded = {link for page in _pages_of(site).values() for link in page.loads}
    assert loaded
    assert [] == [link for link in loaded if re.match(r"(?:https?:)?//", link)]
    fetched = re.compile(r"""(?:@import|url\()\s*(?:url\()?["']?(?:https?:)?//""")
    assert [] == [
        path.relative_to(site)
        for path in site.rglob("*.css")
        if fetched.search(path.read_text(encoding="utf-8"))
    ]


@needs_sphinx
@pytest.mark.slow
def test_the_first_screen_is_the_map_of_a_night_with_its_sentences_and_the_first_command(
    site: Path,
) -> None:
    shown = (site / "index.html").read_text(encoding="utf-8")
    page = re.sub(r"</?span[^>]*>", "", shown)  # colours of the command
    first = ('map.svg"', "Enough?", "What first?", "mobsim run six")
    places = [page.find(text) for text in first]
    assert -1 not in places
    assert sorted(places) == places < [page.find("<table")]


def test_the_site_shows_notebooks_executed_and_stops_at_one_that_fails() -> None:
    """`tests.test_notebooks` runs them; the site of these tests leaves that out, for its time."""
    settings = _text(DOCS / "conf.py")
    assert 'nb_execution_mode = "cache"' in settings
    assert "nb_execution_raise_on_error = True" in settings


@needs_sphinx
@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "page"),
    [("national call", "model"), ("how to read it", "reading"), ("gallery", "gallery")],
)
def test_a_search_finds_the_page_about_it(site: Path, asked: str, page: str) -> None:
    """By the titles, which the search of the site puts first."""
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    found = json.loads(index[index.index("(") + 1 : index.rindex(")")])
    titles = found["alltitles"]
    hits = [title for title in titles if asked in title.lower() and len(title) <= 2 * len(asked)]
    assert page in {found["docnames"][place] for title in hits for place, _ in titles[title]}


def test_the_gallery_shows_every_picture_and_no_page_another() -> None:
    made = importlib.util.spec_from_file_location("site_pictures", DOCS / "site_pictures.py")
    assert made is not None
    assert made.loader is not None
    pictures = importlib.util.module_from_spec(made)
    made.loader.exec_module(pictures)
    made_map, sentences = pictures.first_screen()
    assert "Leeds" in made_map
    assert "**Enough?** " in sentences
    drawn = {f"{name}.png" for name in pictures.PICTURES} | {"map.svg"}
    shown = {
        page.name: set(re.findall(r"_pictures/([\w.-]+\.(?:png|svg))", _text(page)))
        for page in PAGES
    }
    assert drawn == shown["gallery.md"]
    assert drawn == set().union(*shown.values())
    assert {*SHOWN, "incidence", "arrivals", "forest", "tornado", "effects", "ranges"} <= set(
        pictures.PICTURES
    )
    assert {"enough", "week"} <= set(pictures.PICTURES)


@pytest.mark.parametrize(
    "page",
    "studies report stress results briefing validation reading requirement inspection".split(),
)
def test_a_page_that_speaks_of_a_picture_shows_one(page: str) -> None:
    assert "](_pictures/" in _text(DOCS / f"{page}.md")


def test_a_picture_has_a_description_that_is_a_sentence_of_its_own() -> None:
    """The pictures are drawn with the site; a plain page shows their descriptions instead."""
    for page in PAGES:
        for description in re.findall(r"!\[([^\]]*)\]\(_pictures/", _text(page)):
            assert re.fullmatch(r"[A-Z][^.]{40,}\.", description), f"{page.name}: {description}"


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")
