"""Is the report of a night whole, true to its log, small, and harmless?"""

import base64
import csv
import hashlib
import io
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from functools import cache
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mobsim
from mobsim.cli.main import main
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.errors import OutputError
from mobsim.ground.manifest import sealed_page
from mobsim.looking.report import NightSource, night_report, read_source
from mobsim.looking.report.content import Content
from mobsim.looking.report.first_pictures import map_still, need_and_there, worst_minute
from mobsim.looking.report.map_layout import load_coastline
from mobsim.looking.report.page_tables import data_link
from mobsim.looking.report.replay import Replay, packed, wall
from mobsim.scoring import events as ev
from mobsim.scoring import score
from mobsim.scoring.events import Event
from mobsim.scoring.steps import StepCurve
from mobsim.study.study import Study
from mobsim.study.study_report import study_report

NIGHTS = ("six-cities-saturday", "national-drill", "spreading-week")
BUDGET = 300_000
"""Bytes of the report of a national night."""

TABLES = {
    "curves": "places-psu",
    "flows": "given",
    "need-there": "need-there-numbers",
    "still": "map-numbers",
}
"""Of pictures: the tables of their numbers, where they are not of one place."""

HOSTILE = "</script><script>alert('x')</script>\"'&<img src=x onerror=alert(1)>"
TURNED = "\u202eLeeds\u2066 \u0645\u062f\u064a\u0646\u0629"
LONG = "A very long title " * 600


@cache
def result(name: str, override: str | None = None) -> mobsim.Result:
    return mobsim.run(mobsim.load(name, override=override))


@cache
def source(name: str, override: str | None = None) -> NightSource:
    found = result(name, override)
    return NightSource(found.scenario, found.log, found.facts, found.measures, found.document(), {})


@cache
def replay(name: str, override: str | None = None) -> Replay:
    return Replay(source(name, override))


@cache
def page(name: str) -> str:
    return night_report(source(name))


class Parsed(HTMLParser):
    """A page as a browser would take it apart, its ends counted."""

    VOID = frozenset({"meta", "link", "input", "br", "img"})
    CELLS, ROWS = ("td", "th"), ("td", "th", "tr")
    UNSAID: ClassVar = {"td": CELLS, "th": CELLS, "tr": ROWS}
    """What the beginning of a cell or row ends, if it stands open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.inlined: dict[str, list[str]] = {"style": [], "script": []}
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._end(self.UNSAID.get(tag, ()))
        if tag not in self.VOID:
            self.open.append(tag)

    def _end(self, tags: Sequence[str]) -> None:
        """End those of some tags that stand open innermost."""
        while self.open and self.open[-1] in tags:
            self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"tbody", "thead", "table", "tr"}:
            self._end(self.CELLS if tag == "tr" else self.ROWS)
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.inlined:
            self.inlined[self.open[-1]].append(data)
        else:
            self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def ids(self) -> list[str]:
        return [found for _, attributes in self.tags if (found := attributes.get("id"))]


# --- what the page says -------------------------------------------------------------------------


@pytest.mark.parametrize("name", NIGHTS)
def test_the_page_answers_what_the_scorecard_answers(name: str) -> None:
    said = " ".join(" ".join(Parsed(page(name)).words).split())
    card = result(name).scorecard()
    answers = card.partition("ANSWERS\n")[2].partition("\n\n")[0]
    for answer in re.split(r"\n  (?=\S)", answers.removeprefix("  ")):
        assert " ".join(answer[16:].split()) in said


def test_targets_stand_apart_from_the_capacity_of_lines() -> None:
    """Forty PSUs in Leeds by midnight come late, and no line is the worse for it."""
    text = page("six-cities-saturday")
    _, lines, targets, *_ = re.split('<h3 id="(?:lines|targets|times)-heading">', text)
    rows = [
        re.findall("<t[hd][^>]*>([^<\\n]*)", row)
        for row in re.findall("(?s)<tbody>(.*?)</tbody>", targets)[0].split("<tr>")[1:]
    ]
    measured = source("six-cities-saturday").measures.targets
    assert [("Leeds", "40", "late")] == [
        (place, units, speed) for place, _, units, *_, speed in rows
    ]
    assert [each.verdict for each in measured] == [row[-1] for row in rows]
    verdicts = {"pass", "watch", "FAIL", "not tested"}
    assert verdicts >= set(re.findall('class="badge [^"]+">([^<]+)<', lines))
    assert not verdicts & {cell for row in rows for cell in row}
    assert "states no target" in page("national-drill")


def test_a_national_night_takes_less_than_300_kilobytes() -> None:
    assert len(page("national-drill").encode()) < BUDGET


def test_a_result_that_was_kept_has_the_report_it_had_when_it_was_made(tmp_path: Path) -> None:
    made = result("six-cities-saturday")
    folder = made.save(tmp_path / "kept")
    page = night_report(read_source(folder))
    assert sealed_page(page) == made.report(tmp_path / "a.html").read_bytes()


def test_a_drawn_night_that_was_kept_has_the_report_it_had_when_it_was_made(tmp_path: Path) -> None:
    made = result("spreading-week")
    folder = made.save(tmp_path / "kept")
    page = night_report(read_source(folder))
    assert sealed_page(page) == made.report(tmp_path / "a.html").read_bytes()


@pytest.mark.parametrize("name", NIGHTS)
def test_every_picture_names_a_table_that_is_there_and_can_be_taken_away(name: str) -> None:
    parsed = Parsed(page(name))
    pictures = [a["id"] for a in parsed.of("figure")]
    tables = set(parsed.ids)
    links = [a["href"] or "" for a in parsed.of("a") if (a.get("href") or "").startswith("#")]
    assert pictures
    assert set() == {link[1:] for link in links} - tables
    taken = {a["download"]: a["href"] or "" for a in parsed.of("a") if "download" in a}
    for picture in pictures:
        number = (picture or "").partition("-")[2]
        table = TABLES.get(picture or "", f"hours-{number}")
        rows = list(csv.reader(io.StringIO(unquote(taken[f"{table}.csv"].partition(",")[2]))))
        assert len(rows) > 1
        assert {len(rows[0])} == {len(row) for row in rows}


@pytest.mark.parametrize(("name", "hours"), [("quickstart", 8), ("six-cities-saturday", 14)])
def test_curves_end_soon_after_the_last_change_and_never_before_8_hours(
    name: str, hours: int
) -> None:
    picture = Content(replay(name)).curves
    assert picture
    named = re.findall(r'<text class="quiet middle"[^>]*>(\d+)</text>', str(picture.drawing.svg))
    assert hours == int(named[-1])


def test_a_cell_that_a_spreadsheet_would_reckon_is_a_text_in_the_data() -> None:
    assert "data:text/csv;charset=utf-8,name%0A%27%3D1+1%0A" == data_link(["name"], [["=1+1"]])


def test_only_assumed_numbers_that_the_night_touches_are_listed() -> None:
    told = " ".join(Parsed(page("national-drill")).words)
    drawn = " ".join(Parsed(page("spreading-week")).words)
    assert "SPR 2023" not in told
    expected = "incidents that one incident sets off at first"
    assert expected in drawn
    assert expected not in told


def test_a_night_on_which_nothing_happens_has_a_report() -> None:
    quiet = source("quickstart")
    measures = score([], quiet.facts)
    document = {**quiet.document, **asdict(measures)}
    text = night_report(replace(quiet, log=[], measures=measures, document=document))
    assert "No national line was needed." in text
    assert ([], []) == (Parsed(text).crossed, Parsed(text).open)


# --- the first screen, and the appendix -----------------------------------------------------------


@pytest.mark.parametrize("name", NIGHTS)
def test_a_page_opens_with_verdicts_sentences_curve_and_map_before_all_else(name: str) -> None:
    text = page(name)
    order = ["<h1>", 'class="verdicts"', 'class="in-short"', 'id="need-there"', 'id="still"']
    order += ['id="happened"', 'id="replay-heading"', 'id="why"', 'id="helped"', 'id="appendix"']
    places = [text.index(each) for each in order]
    assert sorted(places) == places
    opening = text[places[1] : places[5]]
    assert 3 == opening.count('<li class="verdict ')
    assert 3 == opening.count("<dd>")
    marks = re.findall('<span class="sign" aria-hidden="true">(.)</span>', opening)
    tones = re.findall('<li class="verdict (\\w+)">', opening)
    assert [{"good": "✓", "watch": "!", "bad": "✕", "open": "–"}[tone] for tone in tones] == marks


def test_what_the_map_is_drawn_with_is_on_the_page() -> None:
    parsed = Parsed(page("six-cities-saturday"))
    used = [(a["href"] or "")[1:] for a in parsed.of("use")]
    assert used
    assert set(used) <= set(parsed.ids)
    # What is used elsewhere takes only rules that do not ask where it stands.
    assert [True, True] == [
        f"\n.{name} {{" in parsed.inlined["style"][0] for name in ("land", "roads")
    ]


@pytest.mark.parametrize("name", NIGHTS)
def test_every_part_of_the_appendix_is_closed_and_after_the_briefing(name: str) -> None:
    text = page(name)
    parts = [a for a in Parsed(text).of("details") if a.get("class") == "part"]
    assert 10 == len(parts)
    assert [] == [a["id"] for a in parts if "open" in a]
    assert text.index('id="appendix"') < text.index('<details class="part"')


def test_the_map_stands_at_the_first_minute_at_which_most_units_are_short() -> None:
    # Cardiff is short of four PSUs from minute 0 until the first one is there at minute 110.
    made = replay("quickstart")
    assert 0 == worst_minute(made) == made.worst
    assert [["Cardiff", "4", "0", "4"]] == map_still(made).table.rows
    # From minute 30 to 50 it needs six, so six are short then and four for an hour or more.
    night = source("quickstart")
    needs = [
        Event(at, ev.NEED_CHANGED, "cardiff", force="south-wales", kind="psu", count=count)
        for at, count in ((30.0, 6), (50.0, 4))
    ]
    more = sorted([*night.log, *needs], key=lambda row: row.minute)
    deeper = Replay(replace(night, log=more, measures=score(more, night.facts)))
    assert 30 == worst_minute(deeper) == deeper.worst
    assert [["Cardiff", "6", "0", "6"]] == map_still(deeper).table.rows


def test_the_first_screen_says_where_home_cover_was_lowest() -> None:
    home = map_still(replay("quickstart")).home
    assert "Lowest home cover: South Wales, 5 of 9 PSUs at 14:20 (+0h20)." == home
    assert home in page("quickstart")


def test_the_curve_is_what_all_places_needed_and_had_of_it() -> None:
    """From minute 300 the log needs one of the four PSUs that are in Cardiff until 480."""
    made = source("quickstart")
    less = Event(300.0, ev.NEED_CHANGED, "cardiff", force="south-wales", kind="psu", count=1)
    log = sorted([*made.log, less], key=lambda row: row.minute)
    found = need_and_there(Replay(replace(made, log=log)))
    assert found
    rows = {minute: counts for minute, *counts in found[1].data}
    assert [[4, 0, 4], [4, 1, 3], [4, 4, 0], [1, 1, 0], [0, 0, 0]] == [
        rows[minute] for minute in (0, 110, 290, 300, 480)
    ]


@pytest.mark.parametrize("name", NIGHTS)
def test_no_name_on_the_map_covers_another_or_leaves_the_map(name: str) -> None:
    made = replay(name)
    still = map_still(made)
    boxes = []
    for label in still.labels:
        wide = 13 * max(len(label.name), len(label.count))
        left = label.at[0] - wide * {"start": 0, "middle": 0.5, "end": 1}[label.anchor]
        boxes.append((left, label.at[1] - 27, left + wide, label.at[1] + 27))
        assert left >= 0
        assert left + wide <= 770
    for one, two in combinations(boxes, 2):
        apart_across = one[2] <= two[0] or two[2] <= one[0]
        assert apart_across or one[3] <= two[1] or two[3] <= one[1]


@pytest.mark.parametrize("name", NIGHTS)
def test_no_dot_of_a_force_on_the_still_map_looks_like_units_that_are_there(name: str) -> None:
    still = map_still(replay(name))
    dots = [tuple(map(int, spot.split())) for spot in re.findall(r"M(\d+ \d+)h0", still.all_dots)]
    assert 43 <= len(dots)
    for place in still.places:
        assert place.need + 6.5 <= min(math.dist(place.spot, dot) for dot in dots)


def test_minutes_by_step_add_up_to_the_wait_for_40_percent() -> None:
    made = source("six-cities-saturday")
    rows = Content(replay("six-cities-saturday")).time_spent.data
    waits = {
        row.incident: row.time_to["40"] for row in made.measures.incidents if row.kind == "psu"
    }
    assert Counter(waits.values()) == Counter(row[-1] for row in rows)
    assert [None] * 3 == [row[-1] for row in rows[:3]]
    added_up = {row[0]: sum(row[1:-1]) for row in rows if row[-1] is not None}
    assert pytest.approx(added_up) == {row[0]: row[-1] for row in rows if row[-1] is not None}
    assert {"Leeds", "Bristol", "Leicester"} == added_up.keys()


# --- what the page does -------------------------------------------------------------------------


@pytest.mark.parametrize("name", NIGHTS)
def test_the_page_points_to_nothing_outside_itself(name: str) -> None:
    parsed = Parsed(page(name))
    asked = [
        a.get(key) or "" for _, a in parsed.tags for key in ("href", "src", "action", "srcset")
    ]
    assert set() == {each for each in asked if each and not each.startswith(("#", "data:"))}
    for style in parsed.inlined["style"]:
        assert "url(" not in style
        assert "@import" not in style
    for script in parsed.inlined["script"]:
        assert not re.search(r"fetch\(|XMLHttp|import\(|WebSocket|sendBeacon|innerHTML", script)


def test_style_and_script_are_allowed_by_their_hashes_and_nothing_else_is() -> None:
    parsed = Parsed(page("six-cities-saturday"))
    policy = next(a["content"] for a in parsed.of("meta") if "http-equiv" in a) or ""
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    code = [
        text
        for text, attributes in zip(parsed.inlined["script"], parsed.of("script"), strict=True)
        if attributes.get("type") != "application/json"
    ]
    for text in [*parsed.inlined["style"], *code]:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    for _, attributes in parsed.tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("name", NIGHTS)
def test_the_page_is_well_formed_and_its_ids_are_its_own(name: str) -> None:
    parsed = Parsed(page(name))
    assert ([], []) == (parsed.crossed, parsed.open)
    assert [] == [found for found, count in Counter(parsed.ids).items() if count > 1]


def hostile(tmp_path: Path) -> mobsim.Result:
    night = tmp_path / "night.yaml"
    night.write_text(
        json.dumps(
            {
                "schema": 1,
                "base": "six-cities-saturday",
                "title": HOSTILE + LONG,
                "question": TURNED,
                "targets": [{"place": "place-0", "kind": "psu", "units": 5, "by": "+6h"}],
                "incidents": [
                    {
                        "id": f"place-{number}",
                        "name": name,
                        "force": force,
                        "begins": "20:00",
                        "need": {
                            "psu": [{"at": "20:00", "units": 12}, {"at": "23:00", "units": 0}]
                        },
                    }
                    for number, (name, force) in enumerate(
                        [
                            (HOSTILE, "west-yorkshire"),
                            (TURNED, "kent"),
                            (LONG, "cheshire"),
                            ("=cmd|' /C calc'!A0", "essex"),
                        ]
                    )
                ],
            }
        ),
        encoding="utf-8",
    )
    return mobsim.run(str(night))


def test_hostile_names_are_texts_and_do_nothing(tmp_path: Path) -> None:
    text = hostile(tmp_path).report(tmp_path / "hostile.html").read_text("utf-8")
    parsed = Parsed(text)
    assert ([], []) == (parsed.crossed, parsed.open)
    assert 3 == len(parsed.of("script"))
    assert [] == parsed.of("img")
    said = "".join(parsed.words)
    assert HOSTILE in said
    assert "[U+202E]Leeds[U+2066]" in said
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069]", re.sub(r"(?s)<script.*?</script>", "", text)
    )
    assert len(text.encode()) < 4 * BUDGET


# --- the replay against the log -----------------------------------------------------------------


def level(levels: Sequence[int], minute: int) -> int:
    """What the page reads from a packed level."""
    found, at = levels[0], 0
    for by, now in zip(levels[1::2], levels[2::2], strict=True):
        at += by
        if at > minute:
            break
        found = now
    return found


class Plain:
    """The state at a minute, straight from the log: no steps, no sums."""

    SILENT = frozenset({ev.FLOOR_OVERRIDDEN, ev.UNIT_REACHED_RVP, ev.UNIT_UNFIT})
    """Rows of a unit that goes on with what it does."""

    def __init__(self, log: Iterable[Event], minute: float) -> None:
        self.away: set[str] = set()
        self.toured: set[str] = set()
        self.need: dict[tuple[str, str], int] = {}
        self.there: dict[str, tuple[str, str]] = {}
        self.way: dict[str, tuple[str, str]] = {}
        self.gathering: dict[str, tuple[str, str]] = {}
        for row in log:
            if row.minute > minute:
                break
            place = (row.incident or "", row.kind or "")
            if row.event == ev.NEED_CHANGED:
                self.need[place] = row.count or 0
            elif row.unit and row.event not in self.SILENT:
                self._moves(row, row.unit, place)

    def _moves(self, row: Event, unit: str, place: tuple[str, str]) -> None:
        for state in (self.there, self.way, self.gathering):
            state.pop(unit, None)
        self.away.add(unit)
        if row.event == ev.UNIT_ORDERED:
            moved = row.cause in ("re-tasked", "recalled", "sent forward")
            (self.way if moved else self.gathering)[unit] = place
        elif row.event == ev.UNIT_MUSTERED:
            self.way[unit] = place
        elif row.event == ev.UNIT_DEPLOYED:
            self.there[unit] = place
        if row.event in (ev.UNIT_MUSTERED, ev.UNIT_COMMITTED) or row.cause == "withdrawn":
            self.toured.add(unit)
        rested = row.event == ev.UNIT_RESTED and row.cause != "near the RVP"
        if rested or (row.event == ev.UNIT_CANCELLED and unit not in self.toured):
            self.toured.discard(unit)
            self.away.discard(unit)


WORLDS = (
    ("six-cities-saturday", None),
    ("six-cities-saturday", "forward-reserve"),
    ("six-cities-saturday", "likely"),
    ("national-drill", None),
    ("national-drill", "sustained"),
    ("spreading-week", None),
    ("bank-holiday", None),
)


@pytest.mark.parametrize(("name", "override"), WORLDS)
def test_at_any_minute_crews_at_home_and_out_are_all_that_are_fit(
    name: str, override: str | None
) -> None:
    told = replay(name, override).plain()
    for force in told["forces"]:
        for stock in filter(None, force[2]):
            fit, _, home, out = stock
            if fit:
                changes = {
                    sum(levels[1::2][: n + 1])
                    for levels in (home, out)
                    for n in range(len(levels) // 2)
                }
                for minute in sorted({0, told["end"], *changes}):
                    assert fit == level(home, minute) + level(out, minute)


@pytest.mark.parametrize(("name", "override"), WORLDS)
def test_what_the_page_shows_at_a_minute_is_what_the_log_says_up_to_it(
    name: str, override: str | None
) -> None:
    made = replay(name, override)
    told, log = made.plain(), made.source.log
    for minute in range(7, told["end"], max(1, told["end"] // 23)):
        now = Plain(log, minute)
        counts = [Counter(state.values()) for state in (now.there, now.way, now.gathering)]
        for incident, shown in zip(made.incidents, told["incidents"], strict=True):
            for kind, front in zip(made.kinds, shown["fronts"], strict=True):
                if front is not None:
                    key = (incident, kind)
                    expected = [now.need.get(key, 0), *(count[key] for count in counts)]
                    assert expected == [level(each, minute) for each in front], (minute, key)
        out = Counter((unit.rpartition("-")[0]) for unit in now.away)
        for force, shown in zip(made.forces, told["forces"], strict=True):
            for kind, stock in zip(made.kinds, shown[2], strict=True):
                if stock is not None:
                    assert out[f"{force}-{kind}"] == level(stock[3], minute), (minute, force)


@given(st.lists(st.tuples(st.floats(0, 500), st.integers(-3, 3))))
def test_packed_levels_are_those_of_every_whole_minute(changes: list[tuple[float, int]]) -> None:
    steps = StepCurve(5)
    for minute, by in sorted(changes):
        steps.change(minute, by)
    levels = packed(steps, 480)
    assert [steps.at(minute) for minute in range(481)] == [level(levels, m) for m in range(481)]


@pytest.mark.parametrize("name", ["quickstart", "national-drill"])
def test_the_busiest_minute_is_the_first_with_most_units_on_the_way(name: str) -> None:
    made = replay(name)
    by_minute = [len(Plain(made.source.log, minute).way) for minute in range(0, made.end, 5)]
    busiest = len(Plain(made.source.log, made.busiest).way)
    assert busiest >= max(by_minute) > 0
    assert len(Plain(made.source.log, made.busiest - 1).way) < busiest


def test_every_crew_that_reached_a_place_is_in_a_convoy_that_ends_there() -> None:
    made = replay("national-drill")
    told = made.plain()["convoys"]
    out = sum(n for n, sort in zip(told["units"], told["sort"], strict=True) if sort < 2)
    assert Counter(row.event for row in made.source.log)[ev.UNIT_REACHED_RVP] == out


def test_a_way_begins_where_the_last_one_ended() -> None:
    made = replay("six-cities-saturday", "forward-reserve")
    starts = {leg.start for leg in made.whereabouts.legs if leg.sort == "aid"}
    assert ("incident", "reserve") in starts


def test_a_route_follows_roads_from_city_to_city() -> None:
    made = replay("six-cities-saturday")
    from mobsim.country.geography import load_roads

    roads = {frozenset({road.start, road.end}) for road in load_roads()}
    for route in made.atlas.routes.values():
        cities = [name for sort, name in route if sort == "force"]
        for pair in pairwise(cities):
            assert frozenset(pair) in roads


def test_a_unit_is_at_one_place_at_a_time() -> None:
    made = replay("spreading-week")
    for minute in range(0, made.end, 331):
        now = Plain(made.source.log, minute)
        assert set() == now.there.keys() & now.way.keys()


def test_the_clock_of_the_page_jumps_when_clocks_change() -> None:
    from datetime import datetime

    clock = WallClock(datetime(2026, 10, 24, 22, 30, tzinfo=LONDON))
    assert [[210, -60]] == wall(clock, 600)["jumps"]


# --- the map ------------------------------------------------------------------------------------


def _inside(ring: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    inside = False
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
            inside = not inside
    return inside


def test_every_main_city_stands_on_land_or_within_five_kilometres_of_it() -> None:
    coast = load_coastline()
    for force in result("quickstart").scenario.forces:
        x, y = force.longitude, force.latitude
        near = any(abs(a - x) < 0.07 and abs(b - y) < 0.045 for ring in coast for a, b in ring)
        assert near or any(_inside(ring, x, y) for ring in coast), force.city


# --- commands -----------------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["-q", "run", "quickstart", "-o", "night"])
    return tmp_path / "night"


def test_report_writes_one_file_beside_the_result(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["report", "night"])
    assert "Written to night/report.html" in capsys.readouterr().out
    assert (saved / "report.html").read_text("utf-8").startswith("<!doctype html>")


def test_report_replaces_a_file_only_by_force(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (saved.parent / "mine.html").write_text("mine")
    assert 1 == main(["report", "night", "-o", "mine.html"])
    assert "mine.html already exists" in capsys.readouterr().err
    assert "mine" == (saved.parent / "mine.html").read_text()
    assert 0 == main(["report", "night", "-o", "mine.html", "--force"])


def test_a_folder_that_is_no_result_is_said_to_be_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 3 == main(["report", str(tmp_path)])
    assert "found no run.json" in capsys.readouterr().err


def test_run_with_report_leaves_the_report_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["-q", "run", "quickstart", "-o", "night", "--report"])
    assert "\nTo read in a browser: night/report.html\n" in capsys.readouterr().out
    assert (tmp_path / "night" / "report.html").is_file()


def test_a_file_that_is_there_is_not_replaced_from_python(tmp_path: Path) -> None:
    there = tmp_path / "there.html"
    there.write_text("mine")
    with pytest.raises(OutputError, match="already exists"):
        result("quickstart").report(there)


def test_a_study_has_curves_with_intervals_and_says_how_to_see_a_night_again(
    tmp_path: Path,
) -> None:
    study = mobsim.run("quickstart", replications=5, folder=tmp_path / "study", jobs=1)
    text = study_report(study)
    parsed = Parsed(text)
    said = "".join(parsed.words)
    assert ([], []) == (parsed.crossed, parsed.open)
    assert 'class="band"' in text
    assert re.search(r"mobsim rerun \S+study --night \d -o night-\d", said)
    numbers = re.search(r'(?s)<details class="part" id="of-night-numbers-part">.*', text)
    assert numbers
    tables = numbers[0].partition('id="map-part"')[0]
    assert len(study.lines) == tables.count('<th scope="row">')
    heads = set(re.findall(r'<th scope="row">([^<]*)', tables))
    known = {"worst shortfall"}
    assert not heads & {line.measure.replace("_", " ") for line in study.lines} - known
    assert "restricted" not in said
    assert "Night 0, the worst, at 14:00 (+0h00): PSUs there, out of those needed" in said
    older = replace(study.identity, code_sha256="another")
    assert "No map: this study was made by another version" in study_report(
        Study(study.scenario, older, study.keeper)
    )
    assert [] == [found for found, count in Counter(parsed.ids).items() if count > 1]
