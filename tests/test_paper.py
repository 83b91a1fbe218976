"""Does the paper say what the findings say, and does no text in them do anything there?"""

import base64
import csv
import hashlib
import json
import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobsim.ground.safe_text import shown
from mobsim.ground.tables import guarded, unguarded
from mobsim.looking.page import environment, json_for_script, render
from mobsim.stress.findings import Estimate, StressFindings
from mobsim.stress.paper import write_paper
from mobsim.stress.paper.columns import sheets
from mobsim.stress.paper.document import APPENDIX, SECTIONS, page
from mobsim.stress.paper.pack_glance import ASKED, PackGlance
from mobsim.stress.paper.stress_workbook import workbook_of
from mobsim.stress.paper.workbook_charts import chart_tables
from tests.findings_made import QUESTIONS, findings

VOID = {"meta", "link", "br", "hr", "img", "input"}
EMPTY_MARKS = {"path", "circle"}
HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)",
    "=cmd|'/c calc'!A1",
    "+1",
    "@SUM(A1)",
    "\t=1",
    "{{ 7 * 7 }}{% raw %}",
    "https://example.org",
    "Leeds \u202e30 \u2067abc",
    "\x00\x1b[31m\ud800",
    "long" * 1_000,
    "*/ } body { display: none } </script>",
)

FORMULAS = HOSTILE[3:7]
"""What a program that opens a table may run."""
MARKUP = (*HOSTILE[1:3], *HOSTILE[7:9], HOSTILE[12])
"""What a browser may take for more than text; in a cell it is like any other."""


def poisons(*slow: str) -> list[object]:
    """All of them; some are tried among the slow tests."""
    return [
        pytest.param(each, id=str(number), marks=[pytest.mark.slow] if each in slow else [])
        for number, each in enumerate(HOSTILE)
    ]


class Reader(HTMLParser):
    """Every element with its attributes, and what is closed that was not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.told: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if len({name for name, _ in attrs}) < len(attrs):
            self.faults.append(f"{tag} has an attribute twice")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY_MARKS:
            self.faults.append(f"{tag} closes itself")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        self.told.append((self.open[-1] if self.open else "", data))

    def tags(self):
        return [tag for tag, _ in self.elements]

    def inside(self, tag):
        return "".join(text for where, text in self.told if where == tag)


def poisoned(value: object, poison: str, path: str = "") -> object:
    """The same findings with the poison before every text that a person may have written."""
    kept = {
        "format", "made", "pack_class", "readiness", "london", "verdict", "stock", "promised",
        "likely", "source", "test", "test_id", "reading", "reading_id", "run", "force", "unit",
        "with_beliefs", "search", "measure", "line", "region", "about", "verdict_on",
    }  # fmt: skip
    if isinstance(value, dict):
        return {
            key: each if key in kept and isinstance(each, str) else poisoned(each, poison, key)
            for key, each in value.items()
            if (path, key) != ("", "kind")
        }
    if isinstance(value, list):
        return [poisoned(each, poison, path) for each in value]
    return poison + value if isinstance(value, str) and path != "kind" else value


def hostile(poison: str) -> StressFindings:
    told = findings().model_dump()
    runs = told.pop("runs")
    return StressFindings.model_validate(
        poisoned(told, poison) | {"runs": runs, "format": "mobsim.stress"}
    )


@pytest.fixture(scope="module")
def harmless() -> Reader:
    return Reader(page(hostile("A word, ")))


def style_of(text: str) -> str:
    return re.findall(r"<style>(.*?)</style>", text, re.DOTALL)[0]


def policy_of(reader: Reader) -> str:
    found = [a for tag, a in reader.elements if tag == "meta" and "http-equiv" in a]
    return found[0]["content"] or ""


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.fixture(scope="module")
def made() -> StressFindings:
    return findings()


@pytest.fixture(scope="module")
def told(made) -> str:
    return page(made)


def test_every_element_of_the_page_is_closed_where_it_was_opened(told):
    reader = Reader(told)

    assert [] == reader.faults
    assert [] == reader.open


def test_no_two_elements_have_one_id_and_every_link_leads_somewhere(told):
    ids = [a["id"] for _, a in Reader(told).elements if "id" in a]
    links = {a["href"] for tag, a in Reader(told).elements if tag == "a"}

    assert len(set(ids)) == len(ids)
    assert set() == {link for link in links if link[1:] not in ids or link[0] != "#"}


def test_tables_have_captions_and_no_two_of_them_the_same(told):
    captions = re.findall(r'<caption><span id="[^"]+">(.*?)</span>', told)

    assert Reader(told).tags().count("table") == len(captions) == len(set(captions))


def test_nothing_is_loaded_from_elsewhere(told):
    loaded = [
        (tag, name, value)
        for tag, attributes in Reader(told).elements
        for name, value in attributes.items()
        if name in {"src", "srcset", "action", "data", "poster"} or "://" in (value or "")
    ]

    assert [] == loaded
    assert "url(" not in style_of(told)
    assert "@import" not in style_of(told)


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_besides(told):
    [script] = re.findall(r"<script>(.*?)</script>", told, re.DOTALL)
    expected = (
        f"default-src 'none'; style-src {hashed(style_of(told))}; script-src {hashed(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )

    assert expected == policy_of(Reader(told))


def test_no_element_has_a_style_or_a_handler_of_its_own(told):
    names = {name for _, attributes in Reader(told).elements for name in attributes}

    assert set() == {name for name in names if name == "style" or name.startswith("on")}


def test_the_first_screen_has_three_verdicts_and_three_sentences(told):
    first = told[told.index('<section class="first') : told.index('<nav aria-label="Contents"')]

    assert ["verdict bad", "verdict watch", "verdict good"] == re.findall(r'"(verdict \w+)"', first)
    assert list(ASKED) == re.findall(r"<dt>(.*?)</dt>", first)
    assert ["gauges", "host-tiles"] == re.findall(r'<figure class="\w+" id="([\w-]+)"', first)


def lines_at(made: StressFindings, **verdicts: str) -> list[dict[str, object]]:
    """The verdicts of the national lines alone, with these by line and pass for the others."""
    rows = [each.model_dump() for each in made.verdicts if not each.region]
    passed = dict.fromkeys(("stock", "promised", "likely", "verdict"), "pass")
    return [each | passed | {"verdict": verdicts.get(each["line"], "pass")} for each in rows]


CAPACITY = {
    "Enough on every national line": ("good", {}),
    "Enough on 3 of 4 lines": ("open", {"psu_london": "not tested"}),
    "Only just enough PSU": ("watch", {"psu": "watch"}),
    "Not enough BDU": ("bad", {"psu": "watch", "bdu": "fail"}),
    "Not enough on 2 lines": ("bad", {"aep": "fail", "bdu": "fail"}),
}


@pytest.mark.parametrize("words", CAPACITY)
def test_the_verdict_on_capacity_is_that_of_the_worst_national_line(made, words):
    tone, verdicts = CAPACITY[words]
    glance = PackGlance(findings(stock=[], verdicts=lines_at(made, **verdicts)))

    assert (words, tone) == (glance.verdicts[0].words, glance.verdicts[0].tone)


def test_a_region_that_is_short_is_not_hidden_by_national_lines_that_hold(made):
    rows = [each for each in made.stock if each.verdict == "fail" and each.region]
    capacity = PackGlance(findings(stock=rows, verdicts=lines_at(made))).verdicts[0]

    assert 1 == len(rows)
    assert ("Too few in one region", "bad") == (capacity.words, capacity.tone)
    assert f"{rows[0].region_name}, {-rows[0].headroom} short" in capacity.detail


def test_the_verdict_on_speed_counts_tests_that_most_nights_miss(made):
    def at(*shares: float) -> tuple[str, str]:
        held = [each for each in made.results if each.reading.startswith("likely")]
        met = [Estimate(estimate=share, low=0, high=1, n=200) for share in shares]
        rows = [a.model_copy(update={"on_time": b}) for a, b in zip(held, met, strict=True)]
        speed = PackGlance(made.model_copy(update={"results": rows})).verdicts[1]
        return speed.words, speed.tone

    assert ("In time in most nights", "good") == at(0.9, 0.5, 0.8)
    assert ("Late in 1 of 3 tests", "watch") == at(0.9, 0.49, 0.8)
    assert ("Too late in every test", "bad") == at(0.1, 0.49, 0.0)


def test_a_rise_in_the_shortfall_is_worse_and_one_in_nights_on_time_is_better(made):
    def at(*moved: tuple[str, float]) -> tuple[str, str]:
        change = made.change.movements[0]
        rows = [
            change.model_copy(
                update={
                    "measure": measure,
                    "difference": Estimate(estimate=by, low=None, high=None, n=9),
                }
            )
            for measure, by in moved
        ]
        told = made.change.model_copy(update={"movements": rows})
        found = PackGlance(made.model_copy(update={"change": told})).verdicts[2]
        return found.words, found.tone

    assert ("Worse", "bad") == at(("worst_shortfall", 3.0), ("on_time", -0.2))
    assert ("Better", "good") == at(("worst_shortfall", -3.0), ("on_time", 0.2))
    assert ("Some better, some worse", "watch") == at(("worst_shortfall", 3.0), ("on_time", 0.2))
    assert ("No clear change", "open") == at()


def test_the_five_questions_are_answered_before_the_appendix(told):
    headings = re.findall(r"<h3>(.*?)</h3>", told[: told.index('<h2 id="appendix">')])
    asked = [each.split(" <span")[0] for each in headings]

    assert [f"{n}. {question}" for n, question in enumerate(QUESTIONS, 1)] == asked


def test_every_section_is_there_and_says_how_many_nights(told):
    parts = told.split("<h2 id=")[1:]
    closed = re.findall(r'<details class="part" id="([\w-]+)-part">', told)

    assert [*(n for n, _ in SECTIONS), "appendix"] == [part.split('"')[1] for part in parts]
    assert [name for name, _ in APPENDIX] == closed
    behind = '<p class="status">2026-Q4 · pack 1.0 · n\xa0=\xa0200 nights per run · seed 7</p>'
    assert len(SECTIONS) + len(APPENDIX) == told.count(behind)


def test_every_part_of_the_appendix_is_closed(told):
    assert [] == [a for tag, a in Reader(told).elements if tag == "details" and "open" in a]


def test_a_trial_says_in_every_section_that_nothing_may_be_concluded():
    quick = page(findings(quick=True, nights=5))
    banner = "QUICK: n\xa0=\xa05 nights, draw no conclusions"

    sections = 1 + len(SECTIONS) + len(APPENDIX)
    assert sections == quick.count(f'<p class="banner" role="note"><strong>{banner}')
    assert "QUICK" in decoded(style_of(quick))


def test_a_test_in_earnest_has_no_banner(told):
    assert "QUICK" not in told


def decoded(style: str) -> str:
    return re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), style)


def test_every_printed_sheet_says_quarter_pack_nights_and_seed(told):
    assert '"2026-Q4 · pack 1.0 · n = 200 nights per run · seed 7"' in decoded(style_of(told))


def test_each_run_is_named_with_its_command_and_checksum(made, told):
    signed = told[told.index('id="runs-part"') :]

    for each in made.runs:
        assert f"<code>{each.run}</code>" in signed
        assert f"<code>{each.command}</code>" in signed
    assert len(made.runs) == signed.count(f'<td class="mono">{made.runs[0].results_sha256}')


def test_a_row_names_the_run_that_it_rests_on(made, told):
    number = 1 + [each.run for each in made.runs].index(made.hosts[0].run)
    hosts = told[told.index('<table id="hosts-1"') :]
    row = hosts[hosts.index(f'<th scope="row">{made.hosts[0].force_name}') :].split("</tr>")[0]

    assert f'<a href="#run-{number}">run&nbsp;{number}</a>' in row


def test_an_estimate_stands_with_its_interval_and_its_nights():
    result = (
        findings()
        .results[0]
        .model_copy(update={"line_breaks": Estimate(estimate=0.62, low=0.55, high=0.69, n=123)})
    )
    told = page(findings(results=[result]))

    assert '<td class="num">62\xa0%<small>55–69\xa0%</small></td>' in told
    assert '<td class="num">123–200</td>' in told


def test_what_holds_even_at_the_highest_severity_says_so(told):
    assert "holds up to 12<small>12 or more</small>" in told


def test_every_picture_says_in_words_what_it_shows_and_has_its_table(told):
    pictures = re.findall(r'<figure class="picture".*?</figure>', told, re.DOTALL)

    assert 8 <= len(pictures)
    for each in pictures:
        assert re.search(r'<title id="[^"]+">[^<]+</title>\n<desc id="[^"]+">[^<]+</desc>', each)
        table = re.search(r'<a href="#([^"]+)">Its numbers</a>', each)
        assert table is not None
        assert f'<table id="{table[1]}"' in told


def test_without_a_quarter_before_the_page_says_so():
    assert "There is no earlier quarter" in page(findings(change=None))


def test_findings_of_which_every_list_is_empty_still_make_a_page():
    lists = [
        name for name, f in StressFindings.model_fields.items() if str(f.annotation)[:5] == "list["
    ]
    bare = findings(change=None, **{name: [] for name in lists})

    assert [] == Reader(page(bare)).faults


@pytest.mark.parametrize("poison", poisons(*FORMULAS[1:]))
def test_no_text_becomes_a_part_of_the_page(harmless, poison):
    reader = Reader(page(hostile(poison)))

    assert [] == reader.faults
    assert harmless.tags() == reader.tags()
    assert 1 == reader.tags().count("script")
    assert [list(a) for _, a in harmless.elements] == [list(a) for _, a in reader.elements]


def test_no_control_that_turns_the_reading_order_reaches_the_page():
    text = page(hostile("Leeds \u202e30\u2066 \u200f"))

    assert set() == set(text) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
    assert "Leeds [U+202E]30[U+2066] [U+200F]" in text


@pytest.mark.parametrize("poison", poisons(*MARKUP))
def test_every_text_of_the_workbook_and_the_tables_is_data(tmp_path, poison):
    write_paper(hostile(poison), tmp_path)

    book = openpyxl.load_workbook(tmp_path / "stress.xlsx")
    for sheet in book:
        cells = [cell for row in sheet for cell in row]
        assert [] == [each for each in cells if each.data_type == "f"]
        links = [each.hyperlink for each in cells if each.hyperlink]
        assert [] == [each for each in links if each.target or sheet.title != "read first"]
    title = book["remarks"].cell(2, 3)
    assert "s" == title.data_type
    assert title.value.startswith(shown(poison)[:30_000])
    for path in (tmp_path / "tables").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row if not number(cell)]
        assert [] == [cell for cell in cells if cell[:1] in tuple("=+-@\t\r") and cell]


def number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell))


@given(st.text())
@settings(max_examples=40, deadline=None)
def test_a_guarded_text_is_data_and_comes_back(text):
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert text == unguarded(guarded(text)) or text.startswith("'")


@given(st.recursive(st.text() | st.floats(allow_nan=False, allow_infinity=False), st.lists))
@settings(max_examples=40, deadline=None)
def test_json_in_a_script_ends_nothing_and_reads_back(value):
    text = str(json_for_script({"a": value}))

    assert set() == set(text) & set("<>&\u2028\u2029")
    assert {"a": value} == json.loads(text)


def test_json_that_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_for_script(float("nan"))


@given(st.text(st.characters(exclude_categories=[])))
@settings(max_examples=8, deadline=None)
def test_whatever_the_title_is_the_page_is_whole(title):
    text = page(findings(title=title))

    assert [] == Reader(text).faults
    assert text.encode("utf-8")


NUMBERS = st.none() | st.floats(-1e6, 1e6) | st.sampled_from([float("inf"), 0.0, 1e-300])
ESTIMATES = st.builds(
    Estimate, estimate=NUMBERS, low=NUMBERS, high=NUMBERS, n=st.integers(0, 10**6)
)


@given(st.data())
@settings(max_examples=10, deadline=None)
def test_whatever_the_numbers_are_every_mark_has_a_place(data):
    def drawn(rows):
        return [
            row.model_copy(update={name: data.draw(ESTIMATES) for name in estimates(row)})
            for row in rows
        ]

    made = findings()
    lists = ("lines", "results", "hosts", "breaking", "frontier", "map", "pairs", "remedies")
    reader = Reader(page(made.model_copy(update={n: drawn(getattr(made, n)[:3]) for n in lists})))
    places = [
        value or ""
        for tag, attributes in reader.elements
        for name, value in attributes.items()
        if tag in EMPTY_MARKS | {"text"} and name in {"x", "y", "cx", "cy", "d"}
    ]

    assert [] == reader.faults
    assert [] == [place for place in places if not re.fullmatch(r"[MHVLCz\d. -]+", place)]


def estimates(row) -> list[str]:
    return [name for name, field in type(row).model_fields.items() if field.annotation is Estimate]


def test_the_same_findings_give_the_same_bytes(tmp_path):
    one = write_paper(findings(), tmp_path / "one")
    two = write_paper(findings(), tmp_path / "two")

    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_a_page_of_full_size_is_below_a_megabyte():
    assert 1_000_000 > len(page(findings(full=True)).encode())


def test_each_list_of_the_findings_is_a_table(made, tmp_path):
    written = {path.stem for path in write_paper(made, tmp_path) if path.parent.name == "tables"}

    assert {
        "answers", "verdicts", "stock", "kinds", "tests", "readings", "lines", "results", "hosts",
        "breaking", "frontier", "separating", "map", "pairs", "remedies", "remarks", "assumptions",
        "runs", "change_summary", "change_flags", "change_returns", "change_scenarios",
        "change_code", "change_movements", "beliefs_lines", "beliefs_tests", "beliefs_speed",
    } == written  # fmt: skip


def test_an_estimate_is_four_columns(made, tmp_path):
    write_paper(made, tmp_path)
    with (tmp_path / "tables" / "hosts.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    expected = made.hosts[0].on_time

    ends = ("on_time", "on_time_low", "on_time_high", "on_time_n")
    assert [expected.estimate, expected.low, expected.high, expected.n] == [
        float(first[name]) for name in ends
    ]


def test_every_column_says_what_it_means(made):
    assert [] == [
        (sheet.name, column.name)
        for sheet in sheets(made)
        for column in sheet.columns
        if not column.meaning
    ]


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


@pytest.fixture(scope="module")
def content(made) -> bytes:
    return workbook_of(made)


@pytest.fixture(scope="module")
def book(content) -> openpyxl.Workbook:
    return opened(content)


def test_the_workbook_has_the_columns_of_the_tables(made, book):
    data = [sheet for sheet in sheets(made) if sheet.rows]
    for sheet in data:
        found = book[sheet.name]
        assert [column.name for column in sheet.columns] == [cell.value for cell in found[1]]
        assert len(sheet.rows) + 1 == found.max_row
        assert "A2" == found.freeze_panes
    hosts = book["hosts"]
    shares = [cell for cell in hosts[2] if cell.number_format == "0.0%"]
    assert 6 == len(shares)
    names = ["read first", "in short", "charts", *(each.name for each in data)]
    assert [*names, "columns", "sign-off"] == book.sheetnames
    contents = [cell.value for cell in book["read first"]["A"]]
    assert book.sheetnames[1:] == [name for name in contents if name in book.sheetnames]


def test_the_workbook_of_a_trial_opens_with_the_warning():
    book = opened(workbook_of(findings(quick=True, nights=5)))
    banner = "QUICK: n = 5 nights, draw no conclusions"

    for name in ("read first", "in short", "sign-off"):
        assert banner in [cell.value for row in book[name] for cell in row]


def test_a_list_without_rows_has_no_sheet_and_the_first_sheet_says_so():
    book = opened(workbook_of(findings(remarks=[], pairs=[], beliefs=None)))

    assert set() == {"remarks", "pairs"} & set(book.sheetnames)
    assert [] == [sheet.title for sheet in book if sheet.max_row < 2]
    told = [cell.value for cell in book["read first"]["C"]]
    assert "These lists are empty, so they have no sheet: pairs, remarks." in told


def test_verdicts_shortfalls_and_shares_are_marked_in_the_workbook(book):
    def rules(sheet, column):
        names = [cell.value for cell in book[sheet][1]]
        letter = openpyxl.utils.get_column_letter(names.index(column) + 1)
        marked = [(str(each.sqref), each.rules) for each in book[sheet].conditional_formatting]
        return [rule for span, found in marked if span.startswith(f"{letter}2:") for rule in found]

    words = ['"fail"', '"watch"', '"pass"', '"not tested"']
    assert words == [rule.formula[0] for rule in rules("verdicts", "likely")]
    assert [("lessThan", "0")] == [(r.operator, *r.formula) for r in rules("stock", "headroom")]
    assert ["colorScale"] == [rule.type for rule in rules("hosts", "on_time")]
    assert [] == rules("hosts", "on_time_low")


def test_every_chart_stands_beside_its_numbers(made, content, book):
    sheet = book["charts"]
    titles = {row[0].value: row[0].row for row in sheet if row[0].value}

    tables = chart_tables(made)
    assert 6 == len(tables)
    for table in tables:
        head = titles[table.title] + 1
        assert list(table.names) == [c.value for c in sheet[head][: len(table.names)]]
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert 6 == len([each for each in parts.namelist() if "charts/chart" in each])
        drawn = [parts.read(f"xl/charts/chart{number}.xml").decode() for number in range(1, 7)]
    for table, chart in zip(tables, drawn, strict=True):
        first = titles[table.title] + 2
        assert f"<c:f>charts!$B${first}:$B${first + len(table.rows) - 1}</c:f>" in chart


def test_what_is_too_long_for_a_cell_is_cut_and_says_so():
    cell = opened(workbook_of(findings(assumptions=["a" * 40_000])))["assumptions"].cell(2, 1)

    assert 32_767 == len(cell.value)
    assert cell.value.endswith("a […]")


def test_a_script_is_allowed_by_its_hash_and_by_nothing_else(tmp_path, monkeypatch):
    package = a_package(tmp_path, monkeypatch, "let a = 1 < 2;")

    text = render("t.html", package=package, title="T", scripts=["t.js"], data={"d": ["</script>"]})

    assert f"script-src {hashed('let a = 1 < 2;')};" in policy_of(Reader(text))
    assert "<script>let a = 1 < 2;</script>" in text
    assert "'unsafe-inline'" not in text
    assert '<script type="application/json" id="d">["\\u003c/script\\u003e"]</script>' in text


def test_a_script_that_would_end_its_element_is_refused(tmp_path, monkeypatch):
    package = a_package(tmp_path, monkeypatch, "let a = '</SCRIPT>';")

    with pytest.raises(ValueError, match="would end it there"):
        render("t.html", package=package, title="T", scripts=["t.js"])


def test_a_name_that_a_template_is_not_told_is_an_error():
    import jinja2

    with pytest.raises(jinja2.UndefinedError):
        environment("mobsim.stress.paper").from_string("{{ nobody }}").render()


def a_package(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> str:
    name = f"templates_of_{abs(hash(script))}"
    templates = folder / name / "templates"
    templates.mkdir(parents=True)
    (folder / name / "__init__.py").touch()
    (templates / "t.html").write_text('{% extends "page/page.html" %}', encoding="utf-8")
    (templates / "t.js").write_text(script, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    return name
