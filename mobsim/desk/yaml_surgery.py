"""How is one value of a YAML text changed, and everything else left as it is?

A text is cut at the places where a value begins and ends, and nothing else of it is written again:
comments, order, quotes, blank lines and line ends stay. An edit that changes nothing gives the same
text. What comes out is read again and compared with what was asked for; a change that this cannot
make is refused, never made by half.
"""

import json
import re
import shlex
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from io import StringIO
from typing import Any, Final, Literal

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from mobsim.ground.errors import InputError
from mobsim.scenario.file.choices import CHOICES
from mobsim.scenario.file.layers import BY_ID, entry_id
from mobsim.scenario.file.scenario_keys import NOT_LAYERED, LayerKeys
from mobsim.scenario.file.yaml_reading import Node, dotted, read_yaml

Steps = tuple[str | int, ...]
_WIDTH: Final = 100
_STEP: Final = 2
"""Columns by which what is written again is indented."""
_ORDER: Final = ("schema", "base", *LayerKeys.model_fields)
"""In which keys at the top of a file follow each other."""
_PROBE: Final = "desk"
_TYPED: Final = "typed"
_REMARK: Final = re.compile(r"([ ]*)#[^\n]*\n")
_PLAIN_STEP: Final = re.compile(r"[^.\[\]=\s]+")
_BY_HAND: Final = "change it in the text of the file"


@dataclass(frozen=True, slots=True)
class TextEdit:
    """One change of a scenario."""

    path: Steps
    does: Literal["set", "remove", "append"]
    value: Any = None


@dataclass(slots=True)
class _Part:
    """A value in the text: where it stands, and what is in it."""

    shape: Literal["mapping", "list", "scalar", "alias"]
    start: int
    end: int
    """Where its last character is followed by something else, without comments and blank lines."""
    style: str
    """``flow``, ``block``, or how a scalar is quoted."""
    column: int = 0
    entries: "list[_Entry]" = field(default_factory=list)
    anchor: str = ""
    """The name of its anchor, or of the one that it is an alias of."""

    @property
    def is_flow(self) -> bool:
        return self.style == "flow"

    @property
    def is_nothing(self) -> bool:
        return self.shape == "scalar" and self.start == self.end


@dataclass(slots=True)
class _Entry:
    """A key with its value, or a member of a list."""

    key: str | int
    start: int
    """Of the key, or of the member's dash where there is one."""
    key_end: int
    """Behind the colon or the dash; of a member of a flow list, where it begins."""
    value: _Part


def edited(text: str, edits: Sequence[TextEdit], name: str) -> str:
    """The text with some changes made, one after the other.

    Raises
    ------
    InputError
        When the text is not YAML, or a change cannot be made.
    """
    for each in edits:
        text = _with(text, each, name)
    return text


def _with(text: str, edit: TextEdit, name: str) -> str:
    before = read_yaml(text, name).plain()
    wanted = _done(before, edit, name)
    if wanted == before and _same_types(wanted, before):
        return text
    try:
        made = _operated(text, edit, wanted)
        now = read_yaml(made, name).plain()
    except _CannotError as error:
        raise _refused(name, edit, str(error)) from None
    except InputError:
        raise _refused(name, edit, f"the desk cannot write this here; {_BY_HAND}") from None
    if now != wanted or not _same_types(now, wanted):
        raise _refused(name, edit, f"the desk cannot write this here; {_BY_HAND}")
    return made


def _operated(text: str, edit: TextEdit, wanted: Any) -> str:
    """The text with a change made; what it shares with other places is written out first."""
    try:
        return _Surgeon(text).operate(edit)
    except _AliasError as alias:
        value = wanted
        for step in alias.path:
            value = value[step]
        return _Surgeon(text).operate(TextEdit(alias.path, "set", value))
    except _SharedError as shared:
        return _operated(_written_out(text, shared.name), edit, wanted)


def _written_out(text: str, name: str) -> str:
    """The text with every alias of an anchor replaced by what it stands for."""
    parts = _Parts(text)
    root = parts.root()
    plain = read_yaml(text, _PROBE)
    for path, part in reversed(list(_aliases(root, ()))):
        if part.anchor == name:
            value = _flow(plain.find(path).plain(), in_flow=True)
            text = text[: part.start] + value + text[part.end :]
    return text


def _aliases(part: "_Part", path: Steps) -> "Iterator[tuple[Steps, _Part]]":
    if part.shape == "alias":
        yield path, part
    for each in part.entries:
        yield from _aliases(each.value, (*path, each.key))


def _refused(name: str, edit: TextEdit, message: str) -> InputError:
    return InputError.about(name, message, dotted(edit.path))


class _CannotError(Exception):
    """A change that cannot be made in this text."""


class _AliasError(Exception):
    """A change within what is written elsewhere, after an ``&``."""

    def __init__(self, path: Steps) -> None:
        self.path = path


class _SharedError(Exception):
    """A change of what is used elsewhere too, by an ``*``."""

    def __init__(self, name: str) -> None:
        self.name = name


# --- what an edit asks for ------------------------------------------------------------------------


def _done(tree: Any, edit: TextEdit, name: str) -> Any:
    """The values as the edit wants them."""
    if not isinstance(tree, dict):
        raise InputError.about(name, "found no keys and values, expected a scenario")
    if not edit.path:
        raise InputError.about(name, "found no path, expected the keys that lead to a value")
    whole: Any = json.loads(json.dumps(tree))
    place = whole
    for depth, step in enumerate(edit.path[:-1]):
        place = _inside(place, step, edit, name, edit.path[: depth + 1])
        if place is None:
            return whole  # of what is not there, nothing is taken away
    _change(place, edit, name)
    return _pruned(whole, edit.path[:-1]) if edit.does == "remove" else whole


def _inside(place: Any, step: str | int, edit: TextEdit, name: str, path: Steps) -> Any:
    after = edit.path[len(path)]
    if isinstance(place, dict):
        if edit.does == "remove":
            return place.get(str(step))
        found = place.get(str(step))
        if found is None:
            place[str(step)] = found = {} if isinstance(after, str) else []
        return found
    if isinstance(place, list) and isinstance(step, int):
        if 0 <= step < len(place):
            return place[step]
        if edit.does == "remove":
            return None
        message = f"found the place {step} in a list of {len(place)}"
        raise InputError.about(name, message, dotted(path))
    raise InputError.about(name, f"found no keys here; {_BY_HAND}", dotted(path[:-1]))


def _change(place: Any, edit: TextEdit, name: str) -> None:
    last = edit.path[-1]
    fits = isinstance(place, dict) if isinstance(last, str) else isinstance(place, list)
    if not fits:
        there = "a list" if isinstance(place, list) else "no keys"
        message = f"found {there if isinstance(last, str) else 'no list'} here; {_BY_HAND}"
        raise InputError.about(name, message, dotted(edit.path[:-1]))
    if edit.does == "append":
        found = place.get(last) if isinstance(place, dict) else _member(place, last, edit, name)
        if found is not None and not isinstance(found, list):
            raise InputError.about(name, f"found no list here; {_BY_HAND}", dotted(edit.path))
        place[last] = [*(found or []), edit.value]
    elif edit.does == "set":
        if isinstance(place, list) and last == len(place):
            place.append(edit.value)
        else:
            _member(place, last, edit, name) if isinstance(place, list) else None
            place[last] = edit.value
    elif isinstance(place, dict):
        place.pop(last, None)
    elif isinstance(last, int) and 0 <= last < len(place):
        del place[last]


def _member(place: list[Any], last: Any, edit: TextEdit, name: str) -> Any:
    if not 0 <= last < len(place):
        message = f"found the place {last} in a list of {len(place)}"
        raise InputError.about(name, message, dotted(edit.path))
    return place[last]


def _pruned(tree: Any, path: Steps) -> Any:
    """The values without a mapping or list on a path that is empty now; members of lists stay."""
    for depth in range(len(path), 0, -1):
        above = tree
        for step in path[: depth - 1]:
            above = above[step]
        last = path[depth - 1]
        if isinstance(above, list) or above.get(last, 0) not in ({}, []):
            break
        del above[last]
    return tree


def _same_types(one: Any, other: Any) -> bool:
    """Whether equal values are also written alike: 1 is not 1.0, and not true."""
    if isinstance(one, dict):
        return all(_same_types(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return all(map(_same_types, one, other))
    return type(one) is type(other) or str(one) == str(other)


# --- where everything stands ----------------------------------------------------------------------


class _Parts:
    """Reads a text into parts."""

    def __init__(self, text: str) -> None:
        self._text = text
        yaml = YAML(typ="safe", pure=True)
        self._events: Iterator[Any] = iter(yaml.parse(StringIO(text)))
        self.aliased: set[str] = set()
        """Names of anchors that are used."""

    def root(self) -> _Part:
        for event in self._events:
            if isinstance(event, MappingStartEvent):
                return self._part(event)
        raise _CannotError(f"found no keys and values; {_BY_HAND}")

    def _part(self, event: Any) -> _Part:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, AliasEvent):
            self.aliased.add(str(event.anchor))
            return _Part("alias", start, end, "", anchor=str(event.anchor))
        anchor = str(event.anchor or "")
        if isinstance(event, ScalarEvent):
            style = event.style or ""
            if style in "|>" and style:
                end = self._without_blank_end(end)
            return _Part("scalar", start, end, style, anchor=anchor)
        shape: Any = "mapping" if isinstance(event, MappingStartEvent) else "list"
        style = "flow" if event.flow_style else "block"
        part = _Part(shape, start, end, style, anchor=anchor)
        self._fill(part)
        return part

    def _fill(self, part: _Part) -> None:
        is_mapping = part.shape == "mapping"
        for event in self._events:
            if isinstance(event, MappingEndEvent | SequenceEndEvent):
                part.end = event.end_mark.index
                break
            if is_mapping:
                part.entries.append(self._pair(event))
            else:
                part.entries.append(self._listed(part, event))
        if not part.is_flow and part.entries:
            first = part.entries[0]
            part.start, part.end = first.start, part.entries[-1].value.end
            part.column = self._column(first.start)

    def _pair(self, event: Any) -> _Entry:
        if not isinstance(event, ScalarEvent):
            raise _CannotError(f"found a key that is no text; {_BY_HAND}")
        key = self._part(event)
        colon = self._text.find(":", key.end)
        value = self._part(next(self._events))
        if colon < 0 or self._text[key.end : colon].strip() or self._is_asked(key.start):
            raise _CannotError(f"found a key in an unusual form; {_BY_HAND}")
        if value.is_nothing:
            value.start = value.end = colon + 1
        return _Entry(str(event.value), key.start, colon + 1, value)

    def _is_asked(self, start: int) -> bool:
        """Whether a key stands behind a question mark."""
        line = self._text.rfind("\n", 0, start) + 1
        return self._text[line:start].rstrip().endswith("?")

    def _listed(self, part: _Part, event: Any) -> _Entry:
        value = self._part(event)
        place = len(part.entries)
        if part.is_flow:
            return _Entry(place, value.start, value.start, value)
        after = part.entries[-1].value.end if part.entries else part.start
        dash = after if self._text[after : after + 1] == "-" else self._dash(after)
        if value.is_nothing:
            value.start = value.end = dash + 1
        return _Entry(place, dash, dash + 1, value)

    def _dash(self, after: int) -> int:
        """The first dash behind a place that is not in a comment."""
        found = re.compile(r"(?:[^\S\n]|#[^\n]*|\n|[&!]\S*)*").match(self._text, after)
        place = found.end() if found else after
        if self._text[place : place + 1] != "-":
            raise _CannotError(f"found a list in an unusual form; {_BY_HAND}")
        return place

    def _column(self, place: int) -> int:
        return place - (self._text.rfind("\n", 0, place) + 1)

    def _without_blank_end(self, end: int) -> int:
        """The end of a block of text, before its last line end and any blank lines behind it."""
        return len(self._text[:end].rstrip())


# --- how it is changed ----------------------------------------------------------------------------


class _Surgeon:
    """Makes one change in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = "\r\n" if "\r\n" in text else "\n"
        parts = _Parts(text)
        self._root = parts.root()
        self._aliased = parts.aliased

    def operate(self, edit: TextEdit) -> str:
        part, above, rest = self._find(edit.path)
        if edit.does == "remove":
            return self._text if rest else self._removed(above)
        value = edit.value
        if edit.does == "append":
            if not rest and part.shape == "list" and part.entries:
                return self._added(part, len(part.entries), value, top=False)
            value = [value]
        if not rest:
            return self._replaced(above, value)
        for step in reversed(rest[1:]):
            value = {step: value} if isinstance(step, str) else [value]
        if part.shape != ("mapping" if isinstance(rest[0], str) else "list") or not part.entries:
            return self._replaced(above, {rest[0]: value} if isinstance(rest[0], str) else [value])
        return self._added(part, rest[0], value, top=part is self._root)

    def _find(self, path: Steps) -> tuple[_Part, list[tuple[_Part, _Entry]], Steps]:
        """The deepest part on a path, the entries that lead to it, and the steps that are left."""
        part, above = self._root, list[tuple[_Part, _Entry]]()
        for depth, step in enumerate(path):
            if part.shape == "alias":
                raise _AliasError(path[:depth])
            self._check_alone(part)
            entry = next((o for o in part.entries if o.key == step), None)
            if entry is None:
                return part, above, path[depth:]
            above.append((part, entry))
            part = entry.value
        return part, above, ()

    def _check_alone(self, part: _Part, *, whole: bool = False) -> None:
        """Refuse what other places use too; of a ``whole`` part, whatever is in it."""
        if part.shape != "alias" and part.anchor in self._aliased:
            raise _SharedError(part.anchor)
        for each in part.entries if whole else ():
            self._check_alone(each.value, whole=True)

    # --- a value in place of another -----------------------------------------------------------

    def _replaced(self, above: list[tuple[_Part, _Entry]], value: Any) -> str:
        holder, entry = above[-1]
        old = entry.value
        self._check_alone(old)
        with suppress(InputError):
            if finer := self._finer(above, old, value):
                return finer
        self._check_alone(old, whole=True)
        in_flow = any(part.is_flow for part, _ in above)
        if isinstance(value, dict | list) and not in_flow and self._is_block(old, value, entry):
            lines = _block(value, self._indent_of(holder, entry))
            return self._lines_in_place(entry, lines)
        if old.shape == "scalar" and isinstance(value, str) and not old.is_nothing:
            new = self._scalar_like(old, value, self._indent_of(holder, entry), in_flow=in_flow)
        else:
            new = _flow(value, in_flow=in_flow)
        if old.entries and not old.is_flow:
            said = self._text[entry.key_end : self._line_end(entry.key_end)].rstrip()
            return self._cut(entry.key_end, old, f" {new}{said if said[:2] == ' #' else ''}")
        if old.is_nothing:
            return self._cut(entry.key_end, old, " " + new)
        return self._cut(old.start, old, new)

    def _lines_in_place(self, entry: _Entry, lines: Sequence[str]) -> str:
        """Lines below a key in place of what is there; what is said behind the key stays."""
        old, after = entry.value, self._line_end(entry.key_end)
        if old.entries and not old.is_flow and old.start >= after:
            start = self._line_start(old.start)
            return self._text[:start] + self._end.join(lines) + self._text[old.end :]
        return self._cut(entry.key_end, old, self._end + self._end.join(lines))

    def _cut(self, start: int, old: _Part, new: str) -> str:
        return self._text[:start] + new + self._text[old.end :]

    def _finer(self, above: list[tuple[_Part, _Entry]], old: _Part, value: Any) -> str:
        """Of a mapping or list in place of another, only what is different changed, if it can."""
        path = tuple(entry.key for _, entry in above)
        if isinstance(value, dict) and old.shape == "mapping" and old.entries and value:
            here = [str(entry.key) for entry in old.entries]
            gone = [key for key in here if key not in value]
            if len(gone) == len(here) or [o for o in value if o in here] != [
                o for o in here if o in value
            ]:
                return ""
            steps = [TextEdit((*path, key), "remove") for key in gone]
            steps += [TextEdit((*path, key), "set", inner) for key, inner in value.items()]
            return self._stepwise(steps)
        if isinstance(value, list) and old.shape == "list" and old.entries and value:
            return self._finer_list(path, len(old.entries), value)
        return ""

    def _finer_list(self, path: Steps, count: int, value: list[Any]) -> str:
        now = read_yaml(self._text, _PROBE).find(path).plain()
        gone = _left_out(now, value)
        if gone is not None:
            return self._stepwise([TextEdit((*path, i), "remove") for i in reversed(gone)])
        if len(value) < count:
            return ""
        steps = [TextEdit((*path, i), "set", each) for i, each in enumerate(value)]
        return self._stepwise(steps)

    def _stepwise(self, steps: Sequence[TextEdit]) -> str:
        text = self._text
        for step in steps:
            text = _with(text, step, _PROBE)
        return text

    def _is_block(self, old: _Part, value: Any, entry: _Entry) -> bool:
        """Whether a mapping or list is written over several lines."""
        if not value or isinstance(entry.key, int):
            return False
        if old.shape in ("mapping", "list") and old.entries:
            return not old.is_flow
        members = value if isinstance(value, list) else value.values()
        wide = self._column(entry.key_end) + len(_flow(value)) > _WIDTH
        return wide or (isinstance(value, list) and any(isinstance(o, dict) for o in members))

    def _indent_of(self, holder: _Part, entry: _Entry) -> int:
        """Columns before what is written below an entry."""
        inner = entry.value
        if inner.entries and not inner.is_flow:
            return inner.column
        return (holder.column if not holder.is_flow else 0) + _STEP

    def _scalar_like(self, old: _Part, value: str, column: int, *, in_flow: bool) -> str:
        """A text, quoted or folded as the one in whose place it comes."""
        written = self._text[old.start : old.end]
        if old.style == '"':
            return json.dumps(value, ensure_ascii=False)
        if old.style == "'" and value.isprintable():
            return "'" + value.replace("'", "''") + "'"
        plain = _scalar(value, in_flow=in_flow)
        if old.style == ">" and " ".join(value.split()) == value and value:
            head = written.partition("\n")[0].partition("#")[0].strip()
            lines = textwrap.wrap(
                value, _WIDTH - column, break_long_words=False, break_on_hyphens=False
            )
            if head in (">-", ">") and not value.startswith("#"):
                return ">-" + "".join(f"{self._end}{' ' * column}{line}" for line in lines)
        return plain

    # --- one more entry -----------------------------------------------------------------------

    def _added(self, part: _Part, key: str | int, value: Any, *, top: bool) -> str:
        self._check_alone(part)
        if isinstance(key, int) and key != len(part.entries):
            raise _CannotError(f"found the place {key} in a list of {len(part.entries)}")
        if part.is_flow:
            new = _flow(value, in_flow=True)
            new = f"{_key(key, in_flow=True)}: {new}" if isinstance(key, str) else new
            place = part.entries[-1].value.end
            return f"{self._text[:place]}, {new}{self._text[place:]}"
        lines = self._entry_lines(part, key, value)
        after = self._before_it(part, str(key)) if top else part.entries[-1]
        return self._inserted(after, lines, part.column)

    def _before_it(self, part: _Part, key: str) -> _Entry:
        """Behind which entry at the top of a file a key belongs."""
        rank = {name: place for place, name in enumerate(_ORDER)}
        mine = rank.get(key, len(rank))
        before = [each for each in part.entries if rank.get(str(each.key), len(rank)) <= mine]
        return before[-1] if before else part.entries[-1]

    def _entry_lines(self, part: _Part, key: str | int, value: Any) -> list[str]:
        indent = " " * part.column
        if isinstance(key, int):
            if isinstance(value, dict) and value and self._prefers_block(part, value):
                first, *more = _block(value, part.column + _STEP)
                return [f"{indent}- {first.lstrip()}", *more]
            return [f"{indent}- {_flow(value)}"]
        if isinstance(value, dict | list) and value and self._goes_below(part, key, value):
            return [f"{indent}{_key(key)}:", *_block(value, part.column + _STEP)]
        return [f"{indent}{_key(key)}: {_flow(value)}"]

    def _prefers_block(self, part: _Part, value: Any) -> bool:
        shapes = [each.value for each in part.entries if each.value.shape == "mapping"]
        if shapes and not shapes[-1].is_flow:
            return True
        return part.column + len(_flow(value)) + _STEP > _WIDTH

    def _goes_below(self, part: _Part, key: str, value: Any) -> bool:
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            return True
        return part.column + len(key) + len(_flow(value)) + _STEP > _WIDTH

    def _inserted(self, after: _Entry, lines: Sequence[str], column: int) -> str:
        end = self._line_end(after.value.end)
        while found := _REMARK.match(self._text, end):
            if len(found[1]) <= column:
                break
            end = found.end()  # a comment that is indented belongs to what stands above it
        if end == len(self._text) and not self._text.endswith("\n"):
            return self._text + "".join(self._end + line for line in lines)
        return self._text[:end] + "".join(line + self._end for line in lines) + self._text[end:]

    # --- an entry less ------------------------------------------------------------------------

    def _removed(self, above: list[tuple[_Part, _Entry]]) -> str:
        while len(above) > 1 and len(above[-1][0].entries) == 1:
            if isinstance(above[-2][1].key, int):
                break
            above = above[:-1]
        holder, entry = above[-1]
        self._check_alone(entry.value, whole=True)
        if len(holder.entries) == 1:
            if len(above) == 1:
                raise _CannotError(f"nothing else is in the file; {_BY_HAND}")
            return self._emptied(above)
        place = holder.entries.index(entry)
        if holder.is_flow:
            return self._without_flow(holder, place)
        return self._without_lines(holder, place)

    def _emptied(self, above: list[tuple[_Part, _Entry]]) -> str:
        """The last entry of a member of a list taken away: the member stays, empty."""
        holder, _ = above[-1]
        _, entry = above[-2]
        nothing = "{}" if holder.shape == "mapping" else "[]"
        if holder.is_flow:
            return self._cut(holder.start, holder, nothing)
        return self._cut(entry.key_end, holder, f" {nothing}")

    def _without_flow(self, holder: _Part, place: int) -> str:
        entry, entries = holder.entries[place], holder.entries
        if place:
            start = entries[place - 1].value.end
            return self._text[:start] + self._text[entry.value.end :]
        return self._text[: entry.start] + self._text[entries[1].start :]

    def _without_lines(self, holder: _Part, place: int) -> str:
        entry = holder.entries[place]
        line = self._line_start(entry.start)
        if self._text[line : entry.start].strip():  # behind the dash of a member
            after = holder.entries[place + 1].start
            if "#" in self._text[entry.value.end : after]:
                return self._text[: entry.start] + self._text[entry.value.end :].lstrip(" ")
            return self._text[: entry.start] + self._text[after:]
        end = self._line_end(entry.value.end)
        if end == len(self._text) and not self._text.endswith("\n"):
            return self._text[:line].removesuffix("\n").removesuffix("\r")
        return self._text[:line] + self._text[end:]

    def _line_end(self, place: int) -> int:
        """Behind the line in which a place is."""
        end = self._text.find("\n", place)
        return len(self._text) if end < 0 else end + 1

    def _line_start(self, place: int) -> int:
        """The beginning of the line in which a place is."""
        return self._text.rfind("\n", 0, place) + 1

    def _column(self, place: int) -> int:
        return place - self._line_start(place)


def _left_out(now: Sequence[Any], wanted: Sequence[Any]) -> list[int] | None:
    """Which members are to be left out of a list to make it another; None if that will not do."""
    gone, at = [], 0
    for place, each in enumerate(now):
        if at < len(wanted) and each == wanted[at]:
            at += 1
        else:
            gone.append(place)
    return gone if at == len(wanted) and gone else None


def typed_value(text: str, path: Steps) -> Any:
    """A value as someone typed it in YAML.

    Raises
    ------
    InputError
        When it is not YAML; places are those of the typed text.

    >>> typed_value("{psu: 40}", ("incidents", 0, "need"))
    {'psu': 40}
    """
    try:
        return read_yaml(text, _TYPED).plain()
    except InputError as error:
        said = "; ".join(fault.message for fault in error.faults)
        raise InputError.about(_TYPED, said, dotted(path)) from None


def with_line_ends(new: str, old: str) -> str:
    r"""A text whose line ends a page has made alike, with those of the old text.

    >>> with_line_ends("a\nb\n", "a\r\n")
    'a\r\nb\r\n'
    """
    if "\r" not in old or "\r" in new:
        return new
    lines, kept = new.splitlines(keepends=True), old.splitlines(keepends=True)
    bare = [line.rstrip("\r\n") for line in kept]
    made = [line.replace("\n", "\r\n") for line in lines]
    for one, other, size in SequenceMatcher(
        None, [line.rstrip("\n") for line in lines], bare, autojunk=False
    ).get_matching_blocks():
        for place in range(size):
            is_ended = lines[one + place].endswith("\n") == kept[other + place].endswith("\n")
            if is_ended:
                made[one + place] = kept[other + place]
    return "".join(made)


# --- the same on the command line -----------------------------------------------------------------


def as_settings(edits: Sequence[TextEdit], before: str, after: str) -> str:
    """What ``--set`` says of the same changes of a text; empty where it cannot."""
    found: list[str] = []
    old, tree = read_yaml(before, _PROBE), read_yaml(after, _PROBE)
    for each in edits:
        if _leaves_keys_out(each, old):
            return ""
        laid = list(_settings(each, tree))
        if not laid:
            return ""
        found += laid
    return " ".join(f"--set {shlex.quote(setting)}" for setting in dict.fromkeys(found))


def _leaves_keys_out(edit: TextEdit, old: Node) -> bool:
    """Whether a mapping loses keys, which stay where a setting is laid on it."""
    if edit.does != "set" or not isinstance(edit.value, dict) or edit.path[0] in CHOICES:
        return False
    found = _at(old.plain(), edit.path)
    return isinstance(found, dict) and bool(found.keys() - edit.value.keys())


def _at(tree: Any, path: Steps) -> Any:
    for step in path:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _settings(edit: TextEdit, tree: Node) -> Iterator[str]:
    steps, value = edit.path, edit.value
    if edit.does == "append" and len(steps) == 1 and steps[0] in BY_ID:
        steps = (*steps, len(tree.find(steps).plain() or ()) - 1)
        if not isinstance(value, dict) or not {"name", "begins"} <= value.keys():
            return
    elif edit.does != "set" or steps[0] in NOT_LAYERED:
        return
    path = _setting_path(steps, tree)
    if path and isinstance(value, dict) and value and edit.does == "set":
        for key, inner in value.items():
            yield from _settings(TextEdit((*edit.path, key), "set", inner), tree)
    elif path:
        yield f"{path}={_flow(value)}"


def _setting_path(steps: Steps, tree: Node) -> str:
    """A path as ``--set`` takes it: members of lists by id, where they have one."""
    found: list[str] = []
    for depth, step in enumerate(steps):
        name = str(step)
        if depth == 1 and isinstance(step, int) and steps[0] in BY_ID:
            name = entry_id(tree.find(steps[:2]), str(steps[0])) or name
        if not _PLAIN_STEP.fullmatch(name):
            return ""
        found.append(name)
    return ".".join(found)


# --- how values are written -----------------------------------------------------------------------


def _flow(value: Any, *, in_flow: bool = False) -> str:
    """A value in one line.

    >>> _flow({"psu": [{"at": "+0m", "units": 10}], "said": "a: b"})
    '{psu: [{at: +0m, units: 10}], said: "a: b"}'
    """
    if isinstance(value, dict):
        pairs = (f"{_key(k, in_flow=True)}: {_flow(v, in_flow=True)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each, in_flow=True) for each in value) + "]"
    return _scalar(value, in_flow=in_flow)


def _block(value: Any, column: int) -> list[str]:
    """A mapping or a list over several lines, without the end of each line."""
    indent, lines = " " * column, []
    if isinstance(value, list):
        for each in value:
            lines.append(f"{indent}- {_flow(each)}")
            if isinstance(each, dict) and each and len(lines[-1]) > _WIDTH:
                first, *more = _block(each, column + _STEP)
                lines[-1:] = [f"{indent}- {first.lstrip()}", *more]
        return lines
    for key, each in value.items():
        line = f"{indent}{_key(key)}: {_flow(each)}"
        if isinstance(each, dict | list) and each and len(line) > _WIDTH:
            lines += [f"{indent}{_key(key)}:", *_block(each, column + _STEP)]
        else:
            lines.append(line)
    return lines


def _key(key: str | int, *, in_flow: bool = False) -> str:
    return _scalar(str(key), in_flow=in_flow, is_key=True)


def _scalar(value: Any, *, in_flow: bool = False, is_key: bool = False) -> str:
    """A number, a switch or a text; a text in quotes only where it needs them."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    return value if _is_safe(value, in_flow=in_flow, is_key=is_key) else _quoted(value)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=not value.isprintable())


def _is_safe(value: str, *, in_flow: bool, is_key: bool) -> bool:
    """Whether a text is read back as it is without quotes."""
    if not value.isprintable() or value != value.strip() or not value:
        return False
    line = f"{value}: 1" if is_key else f"a: {value}"
    try:
        found = read_yaml(f"{{{line}}}" if in_flow else line, _PROBE).plain()
    except InputError:
        return False
    return bool(found == ({value: 1} if is_key else {"a": value}))
