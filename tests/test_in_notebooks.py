"""Does what a notebook shows have real tables, words for pictures, and nothing from outside?"""

import inspect
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import mobsim
from mobsim import api
from mobsim.api import load, run
from mobsim.country.returns import read_returns
from mobsim.ground.errors import InputError, OutputError
from mobsim.ground.html_layout import in_html
from mobsim.ground.text_layout import aligned, labelled, sectioned

MOST = 20_000
"""Letters of what a notebook shows of one thing."""


@cache
def quickstart() -> api.LoadedScenario:
    return load("quickstart")


SHOWN: dict[str, Callable[[], Any]] = {
    "scenario": lambda: load("six-cities-saturday"),
    "result": lambda: run("six-cities-saturday"),
    "study": lambda: quickstart().study(2, jobs=1),
    "comparison": lambda: quickstart().compare("drawdown=none", replications=2, jobs=1),
    "sweep": lambda: quickstart().sweep("drawdown=none,minimal", replications=2, jobs=1),
    "savings": lambda: quickstart().savings(replications=2, jobs=1),
    "latest": lambda: quickstart().latest(replications=2, jobs=1),
    "uncertainty": lambda: quickstart().uncertainty(sets=2, replications=1, jobs=1),
    "quarter": lambda: read_returns("2026-Q4"),
}
DEAR = {"study", "sweep", "savings", "latest", "uncertainty"}
WITHOUT_A_TABLE = {"comparison", "latest"}
"""What is told in sentences alone."""


@cache
def shown(name: str) -> Any:
    return SHOWN[name]()


class Page(HTMLParser):
    """Tags of a page in their order, and the cells of its tables."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.cells: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.cells[-1] += data


@pytest.mark.parametrize(
    "name", [pytest.param(o, marks=[pytest.mark.slow] if o in DEAR else []) for o in SHOWN]
)
def test_what_a_notebook_shows_is_short_and_has_real_tables(name: str) -> None:
    made = shown(name)
    html, line = made._repr_html_(), repr(made)
    page = Page(html)
    assert [] == page.open
    assert len(html) < MOST
    assert "<pre" not in html
    assert "\0" not in html
    assert name in WITHOUT_A_TABLE or {"table", "th", "td"} <= set(page.tags)
    assert len(line) < 120
    assert "\n" not in line
    assert line.startswith("<")


def test_a_scorecard_keeps_its_columns_in_a_notebook() -> None:
    cells = Page(run("quickstart")._repr_html_()).cells
    heading = cells.index("PLACE (PSU)")
    assert ["need", "first", "40 %", "100 %", "met"] == cells[heading + 1 : heading + 6]
    assert ["Cardiff", "4", "+1h50", "+2h50", "+4h50", "59 %"] == cells[heading + 7 : heading + 13]
    assert ["Met in full", "in Cardiff, at 18:50 (+4h50)"] == cells[
        (at := cells.index("Met in full")) : at + 2
    ]


def test_all_that_a_text_says_is_in_its_page() -> None:
    def text() -> str:
        return "\n".join(
            [
                "A <night>",
                *aligned([["PLACE", "n"], ["Leeds", "3"]]),
                *labelled("  Asked", "nobody", 10),
                *sectioned(["", "n"], [("letters", [["a", "1"]])]),
            ]
        )

    page = in_html(text)
    assert ["PLACE", "n", "Leeds", "3"] == Page(page).cells[:4]
    assert ["Asked", "nobody", "", "n", "letters", "a", "1"] == Page(page).cells[4:]
    assert "<strong>A &lt;night&gt;</strong>" in page


def test_a_hostile_title_is_escaped_and_named() -> None:
    scenario = replace(load("quickstart"), title="<script>alert(1)</script>\u202e")
    for html in (scenario._repr_html_(), run(scenario)._repr_html_()):
        assert "<script" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]" in html


def test_a_long_text_ends_with_where_the_rest_is() -> None:
    html = in_html(lambda: "\n".join(["a line of words " * 10] * 1000))
    assert len(html) < MOST
    assert "its text() has the rest" in html


def test_a_night_plays_in_a_frame_that_needs_nothing_from_outside() -> None:
    shown = run("quickstart").show(height=500)
    html = shown._repr_html_()
    assert "Replay of quickstart" in repr(shown)
    [frame] = [tag for tag in Page(html).tags if tag == "iframe"]
    assert frame
    assert 'height="500"' in html
    assert 'sandbox="allow-scripts"' in html
    assert "src=" not in shown.page
    assert 'id="minute"' in shown.page
    assert "Assumptions" not in shown.page


def test_a_picture_has_words_for_those_who_do_not_see_it() -> None:
    picture = run("quickstart").plot()
    assert "Four units in Cardiff on a Wednesday afternoon" in picture.alt
    assert "hours from" in picture.alt
    assert f"<Picture: {picture.alt}>" == repr(picture)


# --- frames --------------------------------------------------------------------------------------


def test_a_frame_has_clock_times_and_timedeltas_beside_its_minutes() -> None:
    places = run("quickstart").to_frame("incidents")
    [row] = places.to_dict("records")
    assert pd.Timestamp("2026-06-03 14:00", tz="Europe/London") == row["began_at_clock"]
    assert pd.Timedelta(hours=4, minutes=50) == row["time_to_100_delta"]
    assert (0.0, 290.0) == (row["began_at"], row["time_to_100"])
    log = run("quickstart").to_frame()
    assert "Europe/London" == str(log["minute_clock"].dt.tz)
    assert log["expected_minute"].isna().equals(log["expected_minute_clock"].isna())


def test_a_time_that_the_clocks_go_back_over_is_told_with_its_offset() -> None:
    scenario = load("quickstart", settings=["start=2026-10-24 18:00"])
    clocks = run(scenario).to_frame()["minute_clock"]
    start = pd.Timestamp("2026-10-24 18:00", tz="Europe/London")
    assert start == clocks.min() - pd.Timedelta(minutes=run(scenario).log[0].minute)


@pytest.mark.slow
def test_what_never_came_is_missing_as_a_timedelta() -> None:
    never = load("quickstart", settings=["drawdown=none"]).study(2, jobs=1)
    frame = never.to_frame()
    came = frame["forty_after"] < float("inf")
    assert came.tolist() == frame["forty_after_delta"].notna().tolist()


@pytest.mark.parametrize(
    ("made", "tables"),
    [
        ("result", ("log", "incidents")),
        pytest.param("result", ("units", "national", "forces"), marks=pytest.mark.slow),
        pytest.param(
            "study", ("nights", "summary", "incidents", "targets"), marks=pytest.mark.slow
        ),
        ("comparison", ()),
        pytest.param("sweep", (), marks=pytest.mark.slow),
    ],
)
def test_a_frame_is_written_as_parquet_and_read_back(
    made: str, tables: tuple[str, ...], tmp_path: Path
) -> None:
    found = shown(made)
    for table in tables or (None,):
        of = [table] if table else []
        path = found.to_parquet(tmp_path / f"{made}-{table}.parquet", *of)
        assert list(found.to_frame(*of).columns) == list(pd.read_parquet(path).columns)
        with pytest.raises(OutputError, match="force=True"):
            found.to_parquet(path, *of)


def test_an_unknown_table_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'incidents'"):
        run("quickstart").to_frame("incident")


# --- keywords ------------------------------------------------------------------------------------


def test_every_public_function_names_its_keywords() -> None:
    functions = [getattr(mobsim, name) for name in mobsim.__all__ if name != "limits"]
    methods = [each for each in vars(api.LoadedScenario).values() if inspect.isfunction(each)]
    for each in [*filter(inspect.isfunction, functions), *methods]:
        kinds = {parameter.kind for parameter in inspect.signature(each).parameters.values()}
        assert inspect.Parameter.VAR_KEYWORD not in kinds, each
        assert "return" in each.__annotations__ or each is api.Scenario.__hash__, each
        assert inspect.getdoc(each), each


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"jobs": 2}, "jobs: only for many nights"),
        ({"folder": "x", "log": True}, "folder, log: only for many nights"),
        ({"replications": 2, "replication": 3}, "replication: only for one night"),
        ({"replications": 2, "beliefs": "prior", "force": True}, "force: only for nights without"),
    ],
)
def test_a_keyword_of_something_else_is_refused(keywords: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        run("quickstart", **keywords)
