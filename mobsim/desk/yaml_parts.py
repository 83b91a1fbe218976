"""At which character of a YAML text does each value begin and end?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from mobsim.desk.edits_wanted import BY_HAND


class CannotEditError(Exception):
    """The desk cannot make a change in this text."""


@dataclass(slots=True)
class TextPart:
    """A value in the text: its position and its content."""

    shape: Literal["mapping", "list", "scalar", "alias"]
    start: int
    end: int
    """The position after the last character of the value, excluding comments and blank lines."""
    style: str
    """``flow``, ``block``, or the quotation style of a scalar."""
    column: int = 0
    entries: "list[TextEntry]" = field(default_factory=list)
    anchor: str = ""
    """The name of the value's anchor; for an alias, the name of the anchor to which it refers."""

    @property
    def is_flow(self) -> bool:
        return self.style == "flow"

    @property
    def is_nothing(self) -> bool:
        return self.shape == "scalar" and self.start == self.end


@dataclass(slots=True)
class TextEntry:
    """A key with its value, or a member of a list."""

    key: str | int
    start: int
    """The start of the key, or the start of the list member's dash if there is a dash."""
    key_end: int
    """The position after the colon or the dash; for a member of a flow list, the member's start."""
    value: TextPart


class TextParts:
    """Reads a YAML text into parts."""

    def __init__(self, text: str) -> None:
        self._text = text
        yaml = YAML(typ="safe", pure=True)
        self._events: Iterator[Any] = iter(yaml.parse(StringIO(text)))
        self.aliased: set[str] = set()
        """The names of all anchors to which an alias refers."""

    def root(self) -> TextPart:
        for event in self._events:
            if isinstance(event, MappingStartEvent):
                return self._part(event)
        raise CannotEditError(f"found no keys and values; {BY_HAND}")

    def _part(self, event: Any) -> TextPart:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, AliasEvent):
            self.aliased.add(str(event.anchor))
            return TextPart("alias", start, end, "", anchor=str(event.anchor))
        anchor = str(event.anchor or "")
        if isinstance(event, ScalarEvent):
            style = event.style or ""
            if style in "|>" and style:
                end = self._without_blank_end(end)
            return TextPart("scalar", start, end, style, anchor=anchor)
        shape: Any = "mapping" if isinstance(event, MappingStartEvent) else "list"
        style = "flow" if event.flow_style else "block"
        part = TextPart(shape, start, end, style, anchor=anchor)
        self._fill(part)
        return part

    def _fill(self, part: TextPart) -> None:
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

    def _pair(self, event: Any) -> TextEntry:
        if not isinstance(event, ScalarEvent):
            raise CannotEditError(f"found a key that is not text; {BY_HAND}")
        key = self._part(event)
        colon = self._text.find(":", key.end)
        value = self._part(next(self._events))
        if colon < 0 or self._text[key.end : colon].strip() or self._is_asked(key.start):
            raise CannotEditError(f"found a key in an unusual form; {BY_HAND}")
        if value.is_nothing:
            value.start = value.end = colon + 1
        return TextEntry(str(event.value), key.start, colon + 1, value)

    def _is_asked(self, start: int) -> bool:
        """Return whether a key is written after a question mark."""
        line = self._text.rfind("\n", 0, start) + 1
        return self._text[line:start].rstrip().endswith("?")

    def _listed(self, part: TextPart, event: Any) -> TextEntry:
        value = self._part(event)
        place = len(part.entries)
        if part.is_flow:
            return TextEntry(place, value.start, value.start, value)
        after = part.entries[-1].value.end if part.entries else part.start
        dash = after if self._text[after : after + 1] == "-" else self._dash(after)
        if value.is_nothing:
            value.start = value.end = dash + 1
        return TextEntry(place, dash, dash + 1, value)

    def _dash(self, after: int) -> int:
        """Return the position of the first dash after a position, ignoring comments."""
        found = re.compile(r"(?:[^\S\n]|#[^\n]*|\n|[&!]\S*)*").match(self._text, after)
        place = found.end() if found else after
        if self._text[place : place + 1] != "-":
            raise CannotEditError(f"found a list in an unusual form; {BY_HAND}")
        return place

    def _column(self, place: int) -> int:
        return place - (self._text.rfind("\n", 0, place) + 1)

    def _without_blank_end(self, end: int) -> int:
        """Return the end of a block of text, excluding its last line end and later blank lines."""
        return len(self._text[:end].rstrip())
