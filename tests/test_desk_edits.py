"""Does an edit change its own lines of a YAML file, and not a byte besides?"""

import shlex
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.desk.edit_settings import as_settings
from mobsim.desk.edits_wanted import TextEdit
from mobsim.desk.yaml_surgery import edited, with_line_ends
from mobsim.ground.errors import InputError
from mobsim.scenario.file import resolve
from mobsim.scenario.file.scenario_finding import shipped_names
from mobsim.scenario.file.yaml_reading import decode, read_yaml
from tests.desk_running import desk_client, starters_of_tests
from tests.strategies import law

_FILES: Final = [*shipped_names().values(), *starters_of_tests().values()]
_VALUES: Final[list[Any]] = [
    *("x", "20:00", "Hull, East", "a: b", "# x", "on", "12", "- a", "{a}", 'quo"te', "it's", "é’"),
    *("", "two\nlines", "so long " * 30, 12, 1.5, True, [1, 2], ["kent", "surrey"]),
    *({"psu": 3}, {"psu": [{"at": "+0m", "units": 3}, {"at": "+2h", "units": 9}]}),
    *({"national_call": {"at": "20:00"}}, [{"name": "Hull", "begins": "20:00"}]),
]

# --- by example -----------------------------------------------------------------------------------

_SET, _REMOVE, _APPEND = "set", "remove", "append"


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ("a: 1 # why\n", (["a"], _SET, 2), "a: 2 # why\n"),
        ("a: 1\r\nb: 2\r\n", (["b"], _SET, 3), "a: 1\r\nb: 3\r\n"),
        ("a: 1\nb: 2", (["c"], _SET, 3), "a: 1\nb: 2\nc: 3"),
        ("a: 'x' # why\n", (["a"], _SET, "it's"), "a: 'it''s' # why\n"),
        ('a: "x"\n', (["a"], _SET, "y"), 'a: "y"\n'),
        ("a: x\n", (["a"], _SET, "12"), 'a: "12"\n'),
        ("a: x\n", (["a"], _SET, "20:00"), "a: 20:00\n"),
        ("a: {b: 1}\n", (["a", "b"], _SET, "x, y"), 'a: {b: "x, y"}\n'),
        ("a: {b: 1,   c: 2}\n", (["a", "d"], _SET, 3), "a: {b: 1,   c: 2, d: 3}\n"),
        ("a: {b: 1, c: 2}\n", (["a", "b"], _REMOVE, None), "a: {c: 2}\n"),
        ("a: {b: 1, c: 2}\n", (["a", "c"], _REMOVE, None), "a: {b: 1}\n"),
        ("a: 1\nb: {c: 2}\n", (["b", "c"], _REMOVE, None), "a: 1\n"),
        ("a: 1\n\nb: 2 # why\nc: 3\n", (["b"], _REMOVE, None), "a: 1\n\nc: 3\n"),
        ("a:\n  - 1 # one\n  - 2\n", (["a", 0], _REMOVE, None), "a:\n  - 2\n"),
        ("a:\n- 1\n- 2\nb: 3\n", (["a"], _APPEND, 4), "a:\n- 1\n- 2\n- 4\nb: 3\n"),
        ("a: []\n", (["a"], _APPEND, {"b": 1}), "a:\n  - {b: 1}\n"),
        ("a: # soon\nb: 1\n", (["a"], _SET, 2), "a: 2 # soon\nb: 1\n"),
        (
            "a:\n  - b: 1\n    c: 2\n    # of c\n\nd: 3\n",
            (["a"], _APPEND, {"b": 4, "c": 5}),
            "a:\n  - b: 1\n    c: 2\n    # of c\n  - b: 4\n    c: 5\n\nd: 3\n",
        ),
        ("a:\n  - b: 1\n    c: 2\n", (["a", 0, "b"], _REMOVE, None), "a:\n  - c: 2\n"),
        ("a: # why\n  b: 1\n  c: 2\n", (["a"], _SET, 3), "a: 3 # why\n"),
        ("a: # why\n  b: 1\n  c: 2\n", (["a"], _SET, {"b": 1}), "a: # why\n  b: 1\n"),
        ("a: x\n", (["a"], _SET, {"b": {"c": 1}}), "a: {b: {c: 1}}\n"),
        ("a: >-\n  so it\n  is\nb: 1\n", (["a"], _SET, "so be it"), "a: >-\n  so be it\nb: 1\n"),
        ("a: &x {b: 1}\nc: *x\n", (["c", "b"], _SET, 2), "a: &x {b: 1}\nc: {b: 2}\n"),
        ("a: &x {b: 1}\nc: *x\n", (["a", "b"], _SET, 2), "a: &x {b: 2}\nc: {b: 1}\n"),
        ("schema: 1\nincidents: [] # x\n", (["title"], _SET, "T"), None),
        ("title: T\nincidents:\n  - {name: H}\n", (["mode"], _SET, "surge"), None),
    ],
)
def test_an_edit_touches_its_own_lines(
    before: str, edit: tuple[list[Any], Any, Any], after: str | None
) -> None:
    path, does, value = edit
    if after is None:  # in the order in which the keys of a scenario are explained
        first, rest = before.split("\n", 1)
        after = f"{first}\n{path[0]}: {value}\n{rest}"
    assert after == edited(before, [TextEdit(tuple(path), does, value)], "night.yaml")


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("a: [", ["a"], "not YAML"),
        ("- 1\n", ["a"], "expected a scenario"),
        ("a: 1\n", ["a", "b"], "found no keys here"),
        ("a: [1]\n", ["a", 3], "found the place 3 in a list of 1"),
        ("a: [1]\n", ["a", "b"], "found a list here"),
        ("? a\n: 1\n", ["a"], "in an unusual form; change it in the text"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_with_its_path(
    text: str, path: list[Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        edited(text, [TextEdit(tuple(path), "set", 2)], "night.yaml")


def test_a_text_that_a_page_has_made_alike_keeps_the_line_ends_of_the_file() -> None:
    old = "a: 1\r\nb: 2\nc: 3\r\n"
    assert old == with_line_ends("a: 1\nb: 2\nc: 3\n", old)
    assert "a: 1\r\nb: 2\nd: 4\r\nc: 3\r\n" == with_line_ends("a: 1\nb: 2\nd: 4\nc: 3\n", old)


@pytest.mark.parametrize("mark", [b"", BOM_UTF8])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_that_is_opened_and_saved_is_the_same_bytes(
    tmp_path: Path, mark: bytes, end: str
) -> None:
    text = "# comment  \nschema:  1\n\nquestion: 'so?'   # why\nneed: {psu: 1 ,aep: 2}\nx: [a,\n b]"
    content = mark + text.replace("\n", end).encode()
    (tmp_path / "night.yaml").write_bytes(content)
    with desk_client(tmp_path) as desk:
        found = desk.get("/api/nights/night")
        same = {"version": found["version"], "edits": [{"path": ["schema"], "value": 1}]}
        desk.post("/api/nights/night/edits", same)
        for seen in (found["text"], found["text"].replace("\r\n", "\n")):
            kept = {"version": found["version"], "text": seen}
            assert 200 == desk.ask("PUT", "/api/nights/night/text", json=kept).status_code
        assert content == (tmp_path / "night.yaml").read_bytes()
        more = {"version": found["version"], "edits": [{"path": ["title"], "value": "T"}]}
        desk.post("/api/nights/night/edits", more)
    lines = (tmp_path / "night.yaml").read_bytes().split(end.encode())
    assert [*content.split(end.encode())[:2], b"title: T"] == lines[:3]


# --- by law ---------------------------------------------------------------------------------------


def _spots(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree)
    found = [((*path, key), value) for key, value in inner]
    below = [_spots(value, each) for each, value in found if isinstance(value, dict | list)]
    return [*found, *(each for spots in below for each in spots)]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A shipped scenario or a starter, with one kind of line ends or the other."""
    text = decode(draw(st.sampled_from(_FILES)).read_bytes(), "night")
    text = text.rstrip("\n") if draw(st.booleans()) else text
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


@law(36)
@given(texts(), st.data())
def test_a_value_that_is_changed_and_changed_back_keeps_every_comment(
    text: str, data: st.DataObject
) -> None:
    path, old = data.draw(st.sampled_from(_spots(read_yaml(text, "night").plain())))
    assert text == edited(text, [TextEdit(path, "set", old)], "night")
    changed = edited(text, [TextEdit(path, "set", data.draw(st.sampled_from(_VALUES)))], "night")
    again = edited(changed, [TextEdit(path, "set", old)], "night")
    assert read_yaml(text, "night").plain() == read_yaml(again, "night").plain()
    if not isinstance(old, dict | list):
        assert _comments(text) == _comments(again)


@law(36)
@given(texts(), st.data())
def test_what_is_added_and_taken_away_again_leaves_the_same_bytes(
    text: str, data: st.DataObject
) -> None:
    tree = read_yaml(text, "night").plain()
    spots = [((), tree), *_spots(tree)]
    places = [(path, each) for path, each in spots if isinstance(each, dict | list) and each]
    path, within = data.draw(st.sampled_from(places))
    if "*" in text and path:
        path, within = (), tree  # what is shared is written out first
    value = data.draw(st.sampled_from(_VALUES))
    step = "drawdown" if isinstance(within, dict) else len(within)
    if isinstance(within, dict) and step in within:
        return
    added = edited(text, [TextEdit((*path, step), "set", value)], "night")
    assert added != text
    assert text == edited(added, [TextEdit((*path, step), "remove")], "night")


@pytest.mark.parametrize(
    "edits",
    [
        [TextEdit(("incidents", 0, "need", "psu", 1, "units"), "set", 60)],
        [TextEdit(("incidents", 1, "need", "psu", "peak"), "set", 9)],
        [TextEdit(("incidents", 1, "need"), "set", {"psu": 9, "bdu": 2})],
        [TextEdit(("incidents", 1, "lasts"), "set", "8h")],
        [TextEdit(("forces_now", "kent", "psu"), "set", 6)],
        [TextEdit(("trigger",), "set", {"national_call": {"at": "21:00"}})],
        [TextEdit(("title",), "set", "It's #1: so, what?")],
        [
            TextEdit(("incidents",), "append", {"name": "Hull", "begins": "20:00"}),
            TextEdit(("incidents", 2, "force"), "set", "humberside"),
            TextEdit(("incidents", 2, "need", "psu"), "set", 12),
        ],
    ],
)
def test_the_command_line_that_is_told_gives_the_same_night(
    tmp_path: Path, edits: list[TextEdit]
) -> None:
    text = starters_of_tests()["two-cities"].read_text("utf-8")
    (tmp_path / "night.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "edited").mkdir()
    changed = edited(text, edits, "night.yaml")
    (tmp_path / "edited" / "night.yaml").write_text(changed, encoding="utf-8")
    words = shlex.split(as_settings(edits, text, changed))
    settings = [word for word in words if word != "--set"]
    one = resolve(tmp_path / "night.yaml", settings=settings)
    other = resolve(tmp_path / "edited" / "night.yaml")
    assert settings
    assert other.scenario.resolved == one.scenario.resolved


def test_what_the_command_line_cannot_say_is_not_told() -> None:
    text = "schema: 1\ntargets: [{place: hull}]\n"
    for edit in (
        TextEdit(("targets", 0), "remove"),
        TextEdit(("targets", 0), "set", {"units": 3}),
        TextEdit(("overrides", "a", "mode"), "set", "surge"),
    ):
        assert "" == as_settings([edit], text, edited(text, [edit], "night"))
