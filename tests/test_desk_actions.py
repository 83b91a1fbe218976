"""Do thousands of random actions ever bring the desk or its page to an error?

A Hypothesis state machine acts on the desk as its page does, in process; a second one clicks and
types in a browser. By default they take a few hundred actions. ``MOBSIM_DESK_ACTIONS=10000`` in the
environment takes ten thousand; one in fifty of them is taken in the browser.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.browser import MARKS, opened
from tests.desk_running import desk_client, desk_running, starters_of_tests
from tests.desks import DeskPage

pytestmark = MARKS

ACTIONS: Final = int(os.environ.get("MOBSIM_DESK_ACTIONS", "300"))
_STEPS: Final = 50
_SHARE: Final = 50
"""One action in so many is taken in the browser."""

_WORDS = st.sampled_from(
    [
        *("20:00", "21:30", "+2h", "8h", "25:99", "", "Sun 02:00", "kent", "leeds", "none"),
        *("10%", "moderate", "<script>alert(1)</script>", "a: b", "# no", "- x", "{", "é✓"),
    ]
)
_VALUES = st.one_of(
    _WORDS,
    st.integers(-5, 300),
    st.booleans(),
    st.just({"psu": 6}),
    st.just([{"at": "+0m", "units": 3}, {"at": "+1h", "units": 9}]),
    st.just({"lends": "none"}),
)
_PATHS = st.sampled_from(
    [
        ["title"],
        ["start"],
        ["duration"],
        ["likely"],
        ["drawdown"],
        ["trigger"],
        ["nobody-knows-this"],
        ["forces_now", "kent", "psu"],
        ["forces_now", "kent"],
        ["durations", "judging"],
        ["incidents", 0, "begins"],
        ["incidents", 0, "need", "psu"],
        ["incidents", 0, "need", "psu", 0, "units"],
        ["incidents", 0, "severity"],
        ["incidents", 1, "lasts"],
        ["incidents", 99, "lasts"],
        ["incidents", 0],
        ["targets", 0, "units"],
        ["operations", 0],
    ]
)
_APPENDED = st.sampled_from(
    [
        ("incidents", {"place": "Luton", "begins": "21:00", "lasts": "4h", "need": {"psu": 4}}),
        ("incidents", {"place": "Nowhere at all"}),
        ("targets", {"place": "leeds", "units": 12, "by": "+4h"}),
        ("operations", {"name": "March", "force": "kent", "lasts": "4h", "units": {"psu": 2}}),
        ("tensions", {"force": "kent"}),
        ("tags", "football"),
    ]
)
_NAMES = st.sampled_from(
    ["one", "two", "a b", "../up", ".", "", "CON", "x" * 300, "éé", "one.yaml"]
)
_IN_ADDRESSES = _NAMES.filter(lambda name: name.strip("."))
_LIKES = st.sampled_from([*starters_of_tests(), "blank", "one", "nothing", "../up"])
_TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["schema: 1\n", "{", "a: &b [*b]", "schema: 1\nincidents: []\n", "\x00"]),
)


class DeskActions(RuleBasedStateMachine):
    """What a page may ask of the desk, in any order, with right and wrong values."""

    def __init__(self) -> None:
        super().__init__()
        self.around = Path(tempfile.mkdtemp())
        self.folder = self.around / "nights"
        self.folder.mkdir()
        (self.around / "beside.txt").write_text("not the desk's", "utf-8")
        self.opened = ExitStack()
        self.client = self.opened.enter_context(desk_client(self.folder))
        self.night: dict[str, Any] = {}
        self.earlier: list[str] = []

    def teardown(self) -> None:
        self.opened.close()
        shutil.rmtree(self.around)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """An answer, which is never an error of the desk and says why when it refuses."""
        answer = self.client.ask(method, path, **({} if body is None else {"json": body}))
        found = answer.json()
        assert answer.status_code < 500, (method, path, body, found)
        if answer.status_code >= 400:
            assert found["faults"], (method, path, body)
            assert all(fault["said"] for fault in found["faults"]), found
        return answer.status_code, found

    def take(self, status: int, found: Any) -> None:
        if status == 200:
            if self.night and found["text"] != self.night["text"]:
                self.earlier.append(self.night["text"])
            self.night = found

    @property
    def at(self) -> str:
        return f"/api/nights/{self.night['name']}"

    def edit(self, edit: dict[str, Any]) -> None:
        asked = {"version": self.night["version"], "edits": [edit]}
        self.take(*self.ask("POST", f"{self.at}/edits", asked))

    @rule(name=_NAMES, like=_LIKES)
    def start(self, name: str, like: str) -> None:
        status, found = self.ask("POST", "/api/nights", {"name": name, "like": like})
        if status == 201:
            self.open(found["name"])

    @rule(name=_IN_ADDRESSES)
    def open(self, name: str) -> None:
        status, found = self.ask("GET", f"/api/nights/{quote(name, safe='')}")
        if status == 200 and "text" in found:
            self.night, self.earlier = found, []

    @precondition(lambda self: self.night)
    @rule(path=_PATHS, value=_VALUES)
    def set_value(self, path: list[str | int], value: Any) -> None:
        self.edit({"path": path, "value": value})

    @precondition(lambda self: self.night)
    @rule(path=_PATHS, text=_WORDS)
    def set_as_text(self, path: list[str | int], text: str) -> None:
        self.edit({"path": path, "yaml": text})

    @precondition(lambda self: self.night)
    @rule(path=_PATHS)
    def remove(self, path: list[str | int]) -> None:
        self.edit({"path": path, "remove": True})

    @precondition(lambda self: self.night)
    @rule(appended=_APPENDED)
    def append(self, appended: tuple[str, Any]) -> None:
        self.edit({"path": [appended[0]], "append": appended[1]})

    @precondition(lambda self: self.night)
    @rule()
    def edit_nothing(self) -> None:
        asked = {"version": self.night["version"], "edits": []}
        status, found = self.ask("POST", f"{self.at}/edits", asked)
        if status == 200:
            assert self.night["text"] == found["text"]

    @precondition(lambda self: self.night)
    @rule(path=_PATHS)
    def edit_a_stale_version(self, path: list[str | int]) -> None:
        asked = {"version": "0" * 64, "edits": [{"path": path, "value": 1}]}
        status, _ = self.ask("POST", f"{self.at}/edits", asked)
        assert 409 == status

    @precondition(lambda self: self.night)
    @rule(text=_TEXTS)
    def write(self, text: str) -> None:
        asked = {"version": self.night["version"], "text": text}
        self.take(*self.ask("PUT", f"{self.at}/text", asked))

    @precondition(lambda self: self.earlier)
    @rule()
    def undo(self) -> None:
        text = self.earlier.pop()
        asked = {"version": self.night["version"], "text": text}
        status, found = self.ask("PUT", f"{self.at}/text", asked)
        assert (200, text) == (status, found["text"])
        self.night = found

    @rule(text=_TEXTS)
    def check(self, text: str) -> None:
        self.ask("POST", "/api/check", {"text": text})

    @rule(typed=st.one_of(_WORDS, st.text(max_size=12)))
    def look_for_a_place(self, typed: str) -> None:
        self.ask("GET", f"/api/places?q={quote(typed)}")

    @rule(lat=st.floats(-100, 100), lon=st.floats(-400, 400))
    def click_the_map(self, lat: float, lon: float) -> None:
        self.ask("GET", f"/api/places/near?lat={lat}&lon={lon}")

    @rule()
    def look_at_the_folder(self) -> None:
        _, found = self.ask("GET", "/api/folder")
        assert {each["name"] for each in found["nights"]} == {
            each.stem for each in self.folder.glob("*.yaml")
        }

    @rule(
        kind=st.sampled_from(["nights", "compare", "nothing", None]),
        name=_NAMES,
        many=st.sampled_from([0, -1, "x", 10**9]),
    )
    def ask_for_a_run_that_cannot_be(self, kind: Any, name: str, many: Any) -> None:
        asked = {"kind": kind, "night": name, "replications": many}
        status, _ = self.ask("POST", "/api/jobs", asked)
        assert status >= 400

    @rule(name=_IN_ADDRESSES)
    def look_at_a_result_that_is_not_there(self, name: str) -> None:
        status, _ = self.ask("GET", f"/api/results/{quote(name, safe='')}")
        assert 404 == status

    @rule(body=st.sampled_from([[], "x", 3, None, {"edits": 3}, {"version": 1, "edits": [{}]}]))
    def ask_in_the_wrong_shape(self, body: Any) -> None:
        for path in ("/api/nights", "/api/jobs", "/api/check"):
            status, _ = self.ask("POST", path, body)
            assert status >= 400
        if self.night:
            self.ask("POST", f"{self.at}/edits", body)

    @invariant()
    def the_file_is_the_only_truth(self) -> None:
        """The night on the page is the file; nothing beside the folder was written."""
        if self.night:
            file = self.folder / f"{self.night['name']}.yaml"
            assert self.night["text"] == file.read_bytes().decode()
        assert {"nights", "beside.txt"} == {each.name for each in self.around.iterdir()}


def _often(actions: int) -> settings:
    steps = min(_STEPS, actions)
    return settings(
        max_examples=max(1, actions // steps),
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        print_blob=False,
    )


def test_random_actions_never_bring_the_desk_to_an_error() -> None:
    run_state_machine_as_test(DeskActions, settings=_often(ACTIONS))


_SHARED: dict[str, DeskPage] = {}


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[DeskPage]:
    with ExitStack() as stack:
        browser = stack.enter_context(opened())
        address = stack.enter_context(desk_running(tmp_path))
        page = DeskPage(browser, address)
        page.ask("POST", "/api/nights", {"like": "two-cities", "name": "one"})
        _SHARED["page"] = page
        yield page
        del _SHARED["page"]
        page.context.close()


_ROUTES: Final = ["", "build/one", "run/one", "watch", "compare", "share", "build/x"]
_PICK = st.integers(0, 10_000)
_LEFT_ALONE: Final = (
    ":not(.stop):not([download]):not([target]):not(#run-many):not(#run-uncertain):not(#run-against)"
)
"""What would end the test, leave the page, or take minutes."""


class PageActions(RuleBasedStateMachine):
    """A planner who clicks and types anything anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = _SHARED["page"]
        self.desk.go("build/one")

    def one(self, wanted: str, pick: int) -> Any:
        found = self.desk.page.locator(f"{wanted} >> visible=true")
        many = found.count()
        return found.nth(pick % many) if many else None

    def settle(self) -> None:
        self.desk.page.wait_for_timeout(30)

    @rule(pick=_PICK)
    def press(self, pick: int) -> None:
        found = self.one(f"button:enabled{_LEFT_ALONE}", pick)
        if found:
            found.dispatch_event("click")
            self.settle()

    @rule(pick=_PICK)
    def unfold(self, pick: int) -> None:
        found = self.one("summary", pick)
        if found:
            found.dispatch_event("click")

    @rule(pick=_PICK, words=_WORDS)
    def type(self, pick: int, words: str) -> None:
        found = self.one("input[type=text], textarea", pick)
        if found:
            found.fill(words)
            self.settle()

    @rule(pick=_PICK, option=_PICK)
    def choose(self, pick: int, option: int) -> None:
        found = self.one("main select", pick)
        if found and (many := found.locator("option").count()):
            found.select_option(index=option % many)
            self.settle()

    @rule(across=st.floats(0.05, 0.95), down=st.floats(0.05, 0.95))
    def click_the_map(self, across: float, down: float) -> None:
        found = self.one("svg.country", 0)
        if found:
            box = found.bounding_box()
            spot = {"x": box["width"] * across, "y": box["height"] * down}
            found.click(position=spot, force=True)
            self.settle()

    @rule(route=st.sampled_from(_ROUTES))
    def go(self, route: str) -> None:
        self.desk.page.evaluate("route => { location.hash = route; }", route)
        self.settle()

    @rule(key=st.sampled_from(["Tab", "Enter", "Escape", "ArrowDown", "Control+z", "Control+y"]))
    def press_a_key(self, key: str) -> None:
        self.desk.page.keyboard.press(key)

    @invariant()
    def nothing_is_wrong_in_the_console(self) -> None:
        assert [] == self.desk.errors


def test_random_clicks_and_keys_never_bring_the_page_to_an_error(
    shown: DeskPage, caplog: pytest.LogCaptureFixture
) -> None:
    run_state_machine_as_test(PageActions, settings=_often(max(40, ACTIONS // _SHARE)))
    assert [] == [record for record in caplog.records if record.levelname == "ERROR"]
