"""Are briefing sheets true to the log, the same in every file, and harmless?"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

import mobsim
from mobsim.cli.main import main
from mobsim.looking.brief import Briefing, brief_files, briefing_of
from mobsim.looking.brief.brief_night import BriefNight
from mobsim.looking.brief.sheets import BriefSheet
from mobsim.looking.report import NightSource
from mobsim.scoring import events as ev
from tests.browser import MARKS, opened, violations
from tests.office import pages_of, pdf_of
from tests.refresh_goldens import GOLDEN, briefed

NIGHTS = (
    "quickstart",
    "stress/planned-operation",
    pytest.param("six-cities-saturday", marks=pytest.mark.slow),
    pytest.param("spreading-week", marks=pytest.mark.slow),
)
HOSTILE = (
    "=cmd|'/c calc'!A1",
    "<script>alert(1)</script>]]>&amp;",
    "\x00\x1b[31m\ud800\u202e30",
    "@SUM(A1) {{ 7 * 7 }}",
    "Llanfairpwllgwyngyll" * 40,
)


@cache
def source(name: str) -> NightSource:
    return mobsim.run(mobsim.load(name)).source


@cache
def briefing(name: str) -> Briefing:
    return briefing_of(source(name))


def hostile() -> NightSource:
    """The quickstart, its title, its place and its forces named so that they could do harm."""
    night = source("quickstart")
    facts, names = night.facts, cycle(HOSTILE)
    incidents = {key: replace(each, name=next(names)) for key, each in facts.incidents.items()}
    forces = {key: replace(each, name=next(names)) for key, each in facts.forces.items()}
    outline = {**night.document["scenario"]}
    outline |= {"title": HOSTILE[1], "question": "".join(HOSTILE), "name": HOSTILE[2]}
    return replace(
        night,
        facts=replace(facts, incidents=incidents, forces=forces),
        document={**night.document, "scenario": outline},
    )


def listed(found: Briefing, list_id: str) -> list[dict[str, Any]]:
    [wanted] = [each for each in found.lists() if each.list_id == list_id]
    return [dict(zip(wanted.columns, row, strict=True)) for row in wanted.rows]


def total(rows: Iterable[dict[str, Any]], number: str, *by: str) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        found[tuple(row[each] for each in by)] += row[number]
    return +found


# --- what the sheets say --------------------------------------------------------------------------


def test_the_sheets_of_a_toy_night_still_read_as_they_were_approved() -> None:
    assert (GOLDEN / "brief.txt").read_text(encoding="utf-8") == briefed()


@pytest.mark.parametrize("name", NIGHTS)
def test_each_order_is_on_one_force_sheet_one_region_sheet_and_one_host_sheet(name: str) -> None:
    night, found = BriefNight(source(name)), briefing(name)
    orders = [row for row in source(name).log if row.event == ev.UNIT_ORDERED]
    sent = Counter(
        (night.force(r.force), night.place(r.incident), night.kind(r.kind)) for r in orders
    )
    of_43 = Counter(
        (night.force(r.force), night.place(r.incident), night.kind(r.kind))
        for r in orders
        if night.facts.region_of(r.force) in night.regions
    )
    assert sent == total(listed(found, "force-crews"), "Crews", "Force", "To the RVP of", "Kind")
    assert sent == total(listed(found, "host-crews"), "Crews", "From", "Place", "Kind")
    assert of_43 == total(listed(found, "region-forces"), "Ordered", "Of", "For", "Kind")


@pytest.mark.parametrize("name", NIGHTS)
def test_the_times_on_a_sheet_are_those_of_the_log(name: str) -> None:
    night, found = BriefNight(source(name)), briefing(name)
    for event, column in (
        (ev.UNIT_MUSTERED, "Leaves"),
        (ev.UNIT_REACHED_RVP, "At RVP"),
        (ev.UNIT_DEPLOYED, "On duty"),
    ):
        rows = [row for row in listed(found, "force-crews") if row[column] != "–"]
        logged = Counter(
            (night.force(row.force), night.kind(row.kind), night.at(row.minute))
            for row in source(name).log
            if row.event == event and row.incident is not None
        )
        assert logged == total(rows, "Crews", "Force", "Kind", column), event


@pytest.mark.parametrize("name", NIGHTS)
def test_units_asked_for_on_the_sheets_of_forces_add_up_to_those_of_the_log(name: str) -> None:
    measures, rows = source(name).measures, listed(briefing(name), "force-asks")
    assert measures.asked.units_asked == sum(row["Number"] for row in rows)
    assert measures.asked.units_offered == sum(row["Offered"] for row in rows)


def test_a_force_that_sends_crews_to_a_planned_operation_has_a_sheet() -> None:
    night = source("stress/planned-operation")
    sent = {row.force for row in night.log if row.event == ev.UNIT_COMMITTED}
    sheets = {each.sheet_id for each in briefing("stress/planned-operation").sheets}
    assert sent
    assert {f"force-{force}" for force in sent} <= sheets


def test_the_first_decision_says_how_many_own_crews_were_ordered_when_aid_was_first_asked() -> None:
    """Cardiff needs 4 PSUs at 14:00; South Wales orders its own before the Wales RICC is asked."""
    log = source("quickstart").log
    asked = next(row.minute for row in log if row.event == ev.AID_REQUESTED)
    own = [row for row in log if row.event == ev.UNIT_ORDERED and row.tier == 1]
    before = sum(row.minute <= asked for row in own)
    assert 1 < before
    decision = listed(briefing("quickstart"), "decisions")[0]
    assert f", with {before} own crews ordered by then" in str(list(decision.values())[-1])


def test_the_chief_officer_reads_the_answers_of_the_scorecard() -> None:
    """The same words and numbers; times have their day and no hours from the start."""
    found = mobsim.run("quickstart")
    card = found.scorecard().partition("ANSWERS\n")[2].partition("\n\n")[0]
    told = " ".join(re.sub(r"\(\+\d+h\d+\)", "", card).split()).lower()
    for row in listed(briefing("quickstart"), "answers"):
        answer = re.sub(r"\bwed (?=\d)", "", row["Answer"].lower())
        answer = answer.replace("after 2h50m", "after +2h50")
        assert f"{row['What'].lower()} {answer}" in told.replace(" ,", ",").replace(" ;", ";")


@pytest.mark.parametrize("name", NIGHTS)
def test_no_sheet_counts_hours_from_the_start(name: str) -> None:
    for each in briefing(name).sheets:
        for text in words_of(each):
            assert not re.search(r"\+\d+h", text), text


def words_of(sheet: BriefSheet) -> Iterable[str]:
    for part in sheet.parts:
        if hasattr(part, "rows"):
            yield from (str(cell) for row in part.rows for cell in row)
        else:
            yield part.text


def test_only_the_sheets_that_are_asked_for_are_written() -> None:
    found = briefing_of(source("quickstart"), ["Gwent Police", "cardiff", "chief-officer"])
    assert ["chief-officer", "host-south-wales", "force-gwent"] == [
        s.sheet_id for s in found.sheets
    ]
    assert {"Gwent"} == {row["Force"] for row in listed(found, "force-asks")}


# --- the same in every file -----------------------------------------------------------------------


class Tables(HTMLParser):
    """The tables of a page: rows of cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.tags: list[str] = []
        self.in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        self.in_cell = tag in ("td", "th") or self.in_cell
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.tables[-1][-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.in_cell = self.in_cell and tag not in ("td", "th")


def plain(rows: Iterable[Iterable[Any]]) -> list[list[str]]:
    """Rows as they are read: spaces that hold a line together are spaces."""
    return [[" ".join(str(cell).split()) for cell in row] for row in rows]


def shown_tables(found: Briefing) -> list[list[list[str]]]:
    tables = [table for sheet in found.sheets for table in sheet.tables if table.rows]
    return [plain(table.rows) for table in tables]


@pytest.mark.parametrize("name", NIGHTS[:1])
def test_word_and_html_hold_the_tables_of_the_sheets(name: str) -> None:
    import docx

    found = briefing(name)
    files = brief_files(found, ["docx", "html"])
    document = docx.Document(io.BytesIO(files["brief.docx"]))
    expected = shown_tables(found)
    words = [plain([c.text for c in row.cells] for row in t.rows)[1:] for t in document.tables]
    assert expected == words
    pages = [plain(table)[1:] for table in Tables(str(files["brief.html"])).tables]
    assert expected == pages


def test_the_workbook_and_the_csv_files_hold_the_same_lists() -> None:
    from openpyxl import load_workbook

    found = briefing("quickstart")
    files = brief_files(found, ["xlsx", "csv"])
    book = load_workbook(io.BytesIO(files["brief.xlsx"]))
    for each in found.lists():
        path = "requests.csv" if each.list_id == "requests" else f"tables/{each.list_id}.csv"
        [head, *rows] = csv.reader(io.StringIO(str(files[path])))
        cells = [["" if c is None else str(c) for c in row] for row in book[each.list_id].values]
        assert [head, *rows] == cells
        assert [[str(cell) for cell in row] for row in each.rows] == rows


def test_a_word_document_is_one_that_a_reader_can_use() -> None:
    import docx

    content = brief_files(briefing("quickstart"), ["docx"])["brief.docx"]
    document = docx.Document(io.BytesIO(content))
    assert (
        "Briefing: Four units in Cardiff on a Wednesday afternoon" == document.core_properties.title
    )
    assert 'w:lang w:val="en-GB"' in document.styles.element.xml
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [sheet.title for sheet in briefing("quickstart").sheets] == headings
    for table in document.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
    assert {(210, 297), (297, 210)} == {
        (round(s.page_width.mm), round(s.page_height.mm)) for s in document.sections
    }


def test_the_same_night_gives_the_same_bytes_whenever_it_is_written() -> None:
    made = (briefing_of(source("quickstart"), ["gwent"]) for _ in range(2))
    first, again = map(brief_files, made)
    assert first == again
    for name in ("brief.docx", "brief.xlsx"):
        with zipfile.ZipFile(io.BytesIO(first[name])) as archive:
            assert {1980} == {each.date_time[0] for each in archive.infolist()}


# --- harmless -------------------------------------------------------------------------------------


def test_hostile_names_are_plain_text_in_every_file() -> None:
    import docx
    from openpyxl import load_workbook

    found = briefing_of(hostile())
    files = brief_files(found)
    document = docx.Document(io.BytesIO(files["brief.docx"]))
    expected = [c for t in shown_tables(found) for row in t for c in row]
    shown = [" ".join(c.text.split()) for t in document.tables for r in t.rows[1:] for c in r.cells]
    assert len(expected) == len(shown)
    book = load_workbook(io.BytesIO(files["brief.xlsx"]))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {"s", "n"} == {cell.data_type for cell in cells}
    assert not any(cell.hyperlink for cell in cells)
    assert "script" not in Tables(str(files["brief.html"])).tags
    for name, content in files.items():
        if name.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(str(content))))
            assert not [c for row in rows for c in row if c.startswith(("=", "+", "@", "\t"))]
        if isinstance(content, str):
            assert not re.search("[\x00\x1b\ud800\u202e]", content)


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("brief") / "night"
    mobsim.run("quickstart").save(folder)
    return folder


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    capsys.readouterr()
    return main(["brief", *map(str, arguments)]), capsys.readouterr().err


def test_the_folder_of_sheets_is_whole_and_is_replaced_only_by_force(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "sheets"
    assert 0 == main(["brief", str(saved), "-o", str(target), "--format", "html,csv"])
    assert (
        "Sheets for the chief officer, 1 host, 1 region, 3 forces and the table of requests."
        in (capsys.readouterr().out)
    )
    assert 0 == main(["verify", str(target)])
    assert not (target / "brief.docx").exists()
    code, said = refused(capsys, saved, "-o", target)
    assert 1 == code
    assert "replace it with --force" in said
    assert 0 == main(["brief", str(saved), "-o", str(target), "--format", "html", "--force"])
    assert not (target / "requests.csv").exists()


def test_a_name_without_a_sheet_and_an_unknown_format_are_refused_with_the_next_move(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "sheets"
    code, said = refused(capsys, saved, "-o", target, "--only", "kent", "--only", "gwent-x")
    assert 3 == code
    assert "Kent has no sheet: it is not asked, and sends no crew" in said
    assert "did you mean 'gwent'?" in said
    code, said = refused(capsys, saved, "-o", target, "--format", "pdf")
    assert 2 == code
    assert "expected one of: csv, docx, html, xlsx" in said
    assert 2 == refused(capsys, saved, "-o", target, "--night", "1")[0]
    assert not target.exists()


@pytest.mark.slow
def test_of_a_study_the_sheets_are_of_one_night(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study, target = tmp_path / "study", tmp_path / "sheets"
    mobsim.run("quickstart", replications=2, folder=study, jobs=1)
    code, said = refused(capsys, study, "-o", target)
    assert 3 == code
    assert "choose it with --night N" in said
    assert 0 == main(["brief", str(study), "--night", "1", "-o", str(target), "--format", "csv"])
    assert (target / "requests.csv").exists()
    again = ["--night", "1", "-o", str(target), "--format", "html", "--force"]
    assert 0 == main(["brief", str(study), *again])
    assert "quickstart, seed 1, night 1" in (target / "brief.html").read_text("utf-8")


def marked(test: Any) -> Any:
    """A test that looks at a page in a browser."""
    for mark in MARKS:
        test = mark(test)
    return test


# --- on paper -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_chief_officer_has_two_pages_and_every_force_at_most_two(tmp_path: Path) -> None:
    chief = briefing_of(source("six-cities-saturday"), ["chief-officer"])
    assert 2 == pages_of(pdf_of(brief_files(chief, ["docx"])["brief.docx"], "docx", tmp_path))
    force = briefing_of(source("six-cities-saturday"), ["kent"])
    assert 1 == pages_of(pdf_of(brief_files(force, ["docx"])["brief.docx"], "docx", tmp_path))


@marked
def test_the_page_shuts_nobody_out_and_does_not_scroll_sideways(tmp_path: Path) -> None:
    path = tmp_path / "brief.html"
    path.write_text(str(brief_files(briefing("quickstart"), ["html"])["brief.html"]), "utf-8")
    with opened() as browser:
        for width in (1440, 768):
            page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
            page.goto(path.as_uri())
            assert [] == violations(page, colours=None if width == 1440 else False)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
def test_a_workbook_converts_to_pages_one_sheet_wide(tmp_path: Path) -> None:
    """A page for the texts, and at least one for each list with a row."""
    found = briefing("quickstart")
    pages = pages_of(pdf_of(brief_files(found, ["xlsx"])["brief.xlsx"], "xlsx", tmp_path))
    assert 1 + sum(bool(each.rows) for each in found.lists()) <= pages <= 2 * len(found.lists())
