"""Does the replay show who asked whom, what lay at each desk and which minutes matter?"""

import base64
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate, combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.looking.report.content import Content
from mobsim.looking.report.escalation import NightMessages
from mobsim.looking.report.map_layout import HEIGHT, SCALE, WIDTH
from mobsim.looking.report.mark_layout import Disc, NameWish, placed_names, set_apart
from mobsim.looking.report.replay import Replay
from mobsim.looking.report.replay_words import Chapter, Ticker, chapters, squeezed, words_of
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from tests.test_report import level, page, replay

NIGHTS = ("six-cities-saturday", "national-drill", "spreading-week")


@cache
def plain(name: str) -> dict[str, Any]:
    found: dict[str, Any] = replay(name).plain()
    return found


# --- a night of three places, by hand -----------------------------------------------------------


def row(minute: float, event: str, incident: str, tier: int, force: str, **more: Any) -> Event:
    return Event(minute, event, incident, 1, tier, force, **{"kind": "psu", **more})


def asked(minute: float, incident: str, force: str, desk: str, count: int, cause: str) -> Event:
    tier = 3 if desk == "npocc" else 2
    about = {"counterpart": desk, "count": count, "cause": cause}
    return row(minute, ev.AID_REQUESTED, incident, tier, force, **about)


HAND = [
    asked(10.0, "leeds", "west-yorkshire", "north-east", 9, "need judged"),
    asked(10.0, "leeds", "west-yorkshire", "north-east", 4, "need judged")._replace(kind="bdu"),
    asked(12.5, "hull", "humberside", "north-east", 5, "need judged"),
    row(40.0, ev.AID_BROKERED, "leeds", 2, "west-yorkshire", counterpart="north-east", count=6),
    row(40.0, ev.AID_ASKED, "leeds", 2, "durham", counterpart="west-yorkshire", count=4),
    row(40.0, ev.AID_ASKED, "leeds", 2, "cleveland", counterpart="west-yorkshire", count=2),
    asked(40.0, "leeds", "west-yorkshire", "npocc", 3, "beyond the region"),
    asked(41.0, "hull", "humberside", "npocc", 5, "need judged"),
    row(50.0, ev.AID_OFFERED, "leeds", 2, "durham", counterpart="west-yorkshire", count=3),
    row(55.0, ev.AID_OFFERED, "leeds", 2, "cleveland", count=0, cause="refused"),
    row(60.0, ev.AID_BROKERED, "leeds", 3, "west-yorkshire", counterpart="npocc", count=3),
    row(70.0, ev.AID_BROKERED, "leeds", 3, "west-yorkshire", counterpart="wales", count=3)._replace(
        cause="donor RICC"
    ),
    row(70.0, ev.AID_ASKED, "leeds", 3, "gwent", counterpart="west-yorkshire", count=3),
    Event(80.0, ev.INCIDENT_ENDED, "hull", force="humberside"),
    row(90.0, ev.AID_OFFERED, "leeds", 3, "gwent", counterpart="west-yorkshire", count=3),
]


def test_a_request_waits_at_its_desk_until_it_is_worked_or_its_disorder_ends() -> None:
    waiting = NightMessages(HAND).waiting
    minutes = (9.0, 10.0, 12.5, 40.0, 79.0, 80.0)
    assert [0, 1, 2, 1, 1, 0] == [waiting["north-east"].at(minute) for minute in minutes]
    assert [0, 1, 2, 1, 0] == [waiting["npocc"].at(m) for m in (39.0, 40.0, 41.0, 60.0, 80.0)]


def test_a_desk_awaits_the_donors_that_it_asked_and_that_have_not_answered() -> None:
    awaited = NightMessages(HAND).awaited
    assert [0, 2, 1, 0] == [awaited["north-east"].at(m) for m in (39.0, 40.0, 50.0, 55.0)]
    assert [0, 1, 0] == [awaited["wales"].at(minute) for minute in (69.0, 70.0, 90.0)]
    assert "npocc" not in awaited


def test_requests_climb_from_place_to_ricc_to_npocc_and_answers_come_back_to_who_asked() -> None:
    told = [
        (each.minute, each.sort, each.start[1], each.end[1], each.units)
        for each in NightMessages(HAND).messages
    ]
    assert [
        (10.0, "request", "leeds", "north-east", {"psu": 9, "bdu": 4}),
        (12.5, "request", "hull", "north-east", {"psu": 5}),
        (40.0, "ask", "north-east", "durham", {"psu": 4}),
        (40.0, "ask", "north-east", "cleveland", {"psu": 2}),
        (40.0, "request", "north-east", "npocc", {"psu": 3}),
        (41.0, "request", "hull", "npocc", {"psu": 5}),
        (50.0, "answer", "durham", "north-east", {"psu": 3}),
        (55.0, "answer", "cleveland", "north-east", {"psu": 0}),
        (70.0, "ask", "npocc", "wales", {"psu": 3}),
        (70.0, "ask", "wales", "gwent", {"psu": 3}),
        (90.0, "answer", "gwent", "wales", {"psu": 3}),
    ] == told


# --- shipped nights, read once more -------------------------------------------------------------


class Lying:
    """What lies at the desks at a minute, and what was said just before: rows, and no sums."""

    def __init__(self, log: Iterable[Event], minute: float) -> None:
        self.waiting: set[tuple[str, int, str]] = set()
        self.awaited: set[tuple[str, int, int, str]] = set()
        for each in log:
            if each.minute > minute:
                break
            self._reads(each)
        self.by_desk = Counter(desk for *_, desk in self.waiting)

    def _reads(self, row: Event) -> None:
        incident, request = row.incident or "", row.request or 0
        if row.event == ev.AID_REQUESTED:
            self.waiting.add((incident, request, row.counterpart or ""))
        elif row.event == ev.AID_BROKERED and row.cause is None:
            self.waiting.discard((incident, request, row.counterpart or ""))
        elif row.event == ev.INCIDENT_ENDED:
            self.waiting = {each for each in self.waiting if each[0] != incident}
        elif row.event == ev.AID_ASKED and row.tier != 1:
            self.awaited.add((incident, request, row.tier or 0, row.force or ""))
        elif row.event == ev.AID_OFFERED:
            self.awaited.discard((incident, request, row.tier or 0, row.force or ""))


def unpacked(columns: Mapping[str, Sequence[int]]) -> Iterator[dict[str, int]]:
    """Rows as the page reads them: minutes run on, and a length ends later."""
    minutes = list(accumulate(columns["at"]))
    for n, at in enumerate(minutes):
        found = {name: column[n] for name, column in columns.items()} | {"at": at}
        yield found | ({"until": at + found["until"]} if "until" in found else {})


@pytest.mark.parametrize("name", NIGHTS)
def test_what_lies_at_each_desk_at_a_minute_is_what_the_log_says(name: str) -> None:
    made, told = replay(name), plain(name)
    first = len(made.forces) + len(made.incidents)
    waits = list(unpacked(told["waits"]))
    for minute in range(11, told["end"], max(1, told["end"] // 17)):
        now = Lying(made.source.log, minute)
        shown = Counter(
            made.desks[wait["desk"] - first]
            for wait in waits
            if wait["at"] <= minute < wait["until"]
        )
        assert now.by_desk == shown, minute
        awaited = sum(level(desk["awaited"], minute) for desk in told["desks"])
        assert len(now.awaited) == awaited, minute


@pytest.mark.parametrize("name", NIGHTS)
def test_every_message_of_the_log_is_shown_at_its_minute_with_its_units(name: str) -> None:
    made, told = replay(name), plain(name)
    sorts = {ev.AID_REQUESTED: 0, ev.AID_ASKED: 1, ev.AID_OFFERED: 2}
    expected: Counter[tuple[int, int, int]] = Counter()
    for row in made.source.log:
        if row.event in sorts and row.minute <= told["end"]:
            key = (math.ceil(row.minute), sorts[row.event], made.kinds.index(row.kind or ""))
            expected[key] += row.count or 0
    first = len(made.forces) + len(made.incidents)
    shown: Counter[tuple[int, int, int]] = Counter()
    relayed = 0
    for each in unpacked(told["messages"]):
        if each["sort"] == 1 and each["to"] >= first:
            relayed += each["units"]  # from NPoCC by a donor's RICC, which then asks
        else:
            shown[each["at"], each["sort"], each["kind"]] += each["units"]
    assert +expected == +shown
    brokered = [row for row in made.source.log if row.cause == "donor RICC"]
    assert sum(row.count or 0 for row in brokered) == relayed


def all_met(log: Iterable[Event]) -> float | None:
    """The first minute at whose end something is needed and each place has all of it."""
    need: dict[tuple[str, str], int] = {}
    there: dict[str, tuple[str, str]] = {}
    full: float | None = None
    for row in log:
        if full is not None and row.minute > full:
            return full
        key = (row.incident or "", row.kind or "")
        if row.event == ev.NEED_CHANGED:
            need[key] = row.count or 0
        elif row.event == ev.UNIT_DEPLOYED:
            there[row.unit or ""] = key
        elif row.event == ev.UNIT_STOOD_DOWN:
            there.pop(row.unit or "", None)
        else:
            continue
        strength = Counter(there.values())
        met = any(need.values()) and all(strength[key] >= units for key, units in need.items())
        full = row.minute if met else None
    return full


def chapters_of(made: Replay) -> list[Chapter]:
    content = Content(made)
    return chapters(content.glance.turning_points, content.times, made.end)


@pytest.mark.parametrize("name", ["six-cities-saturday", "national-drill", "quickstart"])
def test_chapters_are_the_minutes_that_the_log_gives(name: str) -> None:
    made = replay(name)
    log = made.source.log
    found = {each.name: each.minute for each in chapters_of(made)}
    firsts = {
        "Begins": lambda row: row.event == ev.INCIDENT_BEGAN,
        "National call": lambda row: row.event == ev.NATIONAL_CALL_MADE,
        "NPoCC asked": lambda row: row.event == ev.AID_REQUESTED and row.counterpart == ev.NPOCC,
        "RICC asked": lambda row: row.event == ev.AID_REQUESTED and row.counterpart != ev.NPOCC,
        "First help": lambda row: (
            row.event == ev.UNIT_DEPLOYED and row.counterpart not in (None, row.force)
        ),
    }
    for chapter, says in firsts.items():
        minute = next((math.ceil(row.minute) for row in log if says(row)), None)
        assert minute == found.get(chapter), chapter
    assert sorted(found.values()) == [each.minute for each in chapters_of(made)]


@pytest.mark.parametrize("name", ["national-drill", "quickstart"])
def test_a_place_alone_has_all_it_needs_when_the_log_says_so(name: str) -> None:
    made = replay(name)
    full = all_met(made.source.log)
    assert full is not None
    assert math.ceil(full) == {c.name: c.minute for c in chapters_of(made)}["All met"]


def test_a_target_and_a_line_that_breaks_are_chapters() -> None:
    names = {each.name: each for each in chapters_of(replay("six-cities-saturday"))}
    assert "Sun 00:05" == names["First help"].clock
    assert "Sun 00:00 (+6h00)" == names["Target"].when
    assert "40 PSUs wanted in Leeds: 7 there" == names["Target"].told
    quiet = replay("quickstart").source
    line = replace(
        quiet.measures.national[0],
        binds_at=100.2, binds_cause="drawdown", binds_where="cardiff",
    )  # fmt: skip
    measures = replace(quiet.measures, national=[line])
    told = chapters_of(Replay(replace(quiet, measures=measures)))
    assert (101, "Breaks", "PSUs: needed in Cardiff, none left that may be lent") in [
        (each.minute, each.name, each.told) for each in told
    ]


def test_the_ticker_says_in_plain_words_who_asks_whom_for_what() -> None:
    lines = Ticker(replay("six-cities-saturday")).lines()
    assert "Bristol asks RICC South West for 28 PSUs, 11 BDUs and 1 AEP team" == lines[177]
    assert lines[211].startswith(
        "RICC North East asks NPoCC for 72 PSUs, 22 BDUs and 2 AEP teams for Leeds"
    )
    assert "Cleveland offers 2 PSUs and 1 BDU for Leeds" in lines[219]


@pytest.mark.parametrize("name", NIGHTS)
def test_the_ticker_speaks_in_every_minute_in_which_something_is_asked_or_arrives(
    name: str,
) -> None:
    made = replay(name)
    loud = {ev.AID_REQUESTED, ev.AID_OFFERED, ev.UNIT_DEPLOYED, ev.INCIDENT_BEGAN}
    minutes = {math.ceil(row.minute) for row in made.source.log if row.event in loud}
    assert (
        set() == {minute for minute in minutes if minute <= made.end} - Ticker(made).lines().keys()
    )


def test_the_words_of_a_page_are_read_back_whole() -> None:
    text = page("quickstart")
    data = json.loads(re.findall('(?s)id="replay">(.*?)</script>', text)[0])
    words = words_of(replay("quickstart"))
    assert squeezed(words) == data["words"]
    assert words == json.loads(zlib.decompress(base64.b64decode(data["words"])))


# --- marks and names ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NIGHTS)
def test_no_mark_of_a_force_covers_a_place_or_another_force(name: str) -> None:
    marks = replay(name).marks
    forces = [disc for (sort, _), disc in marks.items() if sort == "force"]
    places = [disc for (sort, _), disc in marks.items() if sort == "incident"]
    pairs = [*combinations(forces, 2), *((one, other) for one in forces for other in places)]
    for one, other in pairs:
        assert math.hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius


def test_a_force_stands_within_65_kilometres_of_its_city() -> None:
    made = replay("six-cities-saturday")
    for (sort, name), disc in made.marks.items():
        if sort == "force":
            x, y = made.atlas.spots["force", name]
            assert math.hypot(disc.x - x, disc.y - y) < 65 * SCALE / 111.2, name


discs = st.builds(Disc, st.integers(0, 300), st.integers(0, 300), st.integers(5, 30))


@given(st.lists(discs, max_size=12))
def test_marks_that_are_set_apart_never_meet(wanted: list[Disc]) -> None:
    stand: list[Disc] = []
    for disc in wanted:
        stand.append(set_apart(disc, stand))
    assert not [pair for pair in combinations(stand, 2) if pair[0].meets(pair[1])]


@given(st.lists(discs, max_size=8), st.sampled_from([14, 21, 34]))
def test_names_stay_on_the_map_and_on_lines_of_their_own(wanted: list[Disc], font: int) -> None:
    wishes = [NameWish(("force", str(n)), disc, ["Avon", "A"]) for n, disc in enumerate(wanted)]
    names = placed_names(wishes, font, WIDTH, HEIGHT)
    assert names == placed_names(wishes, font, WIDTH, HEIGHT)
    boxes = []
    for name in names:
        wide = len(["Avon", "A"][name.which]) * font * 0.55
        left = name.x - {"start": 0, "middle": wide / 2, "end": wide}[name.anchor]
        boxes.append((left, name.y - 0.7 * font, left + wide, name.y + 0.1 * font))
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for left, top, right, bottom in boxes:
        assert 0 <= left <= right <= WIDTH
        assert 0 <= top <= bottom <= HEIGHT


def test_fewer_names_stand_on_a_narrow_map() -> None:
    wide, narrow = plain("national-drill")["names"]
    full = [len([name for name in names if name[1] == 0]) for names in (wide, narrow)]
    assert full[0] > full[1] > 0
