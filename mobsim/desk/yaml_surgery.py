"""How does an edit change one value of a YAML text, and leave the rest unchanged?

An edit rewrites only the text between the start and the end of a value. Comments, order, quotes,
blank lines and line ends do not change. An edit that sets a value to its present value leaves the
text unchanged. This module reads the new text back and compares its values with the request. It
refuses a change that it cannot make completely.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import suppress
from difflib import SequenceMatcher
from typing import Any, Final

from mobsim.desk.edits_wanted import BY_HAND, Steps, TextEdit, same_types, wanted_of
from mobsim.desk.yaml_parts import CannotEditError, TextEntry, TextPart, TextParts
from mobsim.desk.yaml_writing import INDENT, PROBE, WIDTH, block, flow, key_text, scalar
from mobsim.ground.errors import InputError
from mobsim.scenario.file.scenario_keys import LayerKeys
from mobsim.scenario.file.yaml_reading import dotted, read_yaml

_ORDER: Final = ("schema", "base", *LayerKeys.model_fields)
"""The order of the keys at the top level of a file."""
_TYPED: Final = "typed"
_REMARK: Final = re.compile(r"([ ]*)#[^\n]*\n")


def edited(text: str, edits: Sequence[TextEdit], name: str) -> str:
    """Return the text after some changes, made one after the other.

    Raises
    ------
    InputError
        If the text is not YAML, or if this module cannot make a change.
    """
    for each in edits:
        text = _with(text, each, name)
    return text


def _with(text: str, edit: TextEdit, name: str) -> str:
    before = read_yaml(text, name).plain()
    wanted = wanted_of(before, edit, name)
    if wanted == before and same_types(wanted, before):
        return text
    try:
        made = _operated(text, edit, wanted)
        now = read_yaml(made, name).plain()
    except CannotEditError as error:
        raise _refused(name, edit, str(error)) from None
    except InputError:
        raise _refused(name, edit, f"the desk cannot write this here; {BY_HAND}") from None
    if now != wanted or not same_types(now, wanted):
        raise _refused(name, edit, f"the desk cannot write this here; {BY_HAND}")
    return made


def _operated(text: str, edit: TextEdit, wanted: Any) -> str:
    """Return the text after a change; write out affected aliases in full before the change."""
    try:
        return TextSurgeon(text).operate(edit)
    except _AliasError as alias:
        value = wanted
        for step in alias.path:
            value = value[step]
        return TextSurgeon(text).operate(TextEdit(alias.path, "set", value))
    except _SharedError as shared:
        return _operated(_written_out(text, shared.name), edit, wanted)


def _written_out(text: str, name: str) -> str:
    """Return the text with every alias of an anchor replaced by the anchor's content."""
    parts = TextParts(text)
    root = parts.root()
    plain = read_yaml(text, PROBE)
    for path, part in reversed(list(_aliases(root, ()))):
        if part.anchor == name:
            value = flow(plain.find(path).plain(), in_flow=True)
            text = text[: part.start] + value + text[part.end :]
    return text


def _aliases(part: "TextPart", path: Steps) -> "Iterator[tuple[Steps, TextPart]]":
    if part.shape == "alias":
        yield path, part
    for each in part.entries:
        yield from _aliases(each.value, (*path, each.key))


def _refused(name: str, edit: TextEdit, message: str) -> InputError:
    return InputError.about(name, message, dotted(edit.path))


class _AliasError(Exception):
    """A change is inside an alias, whose content is defined at the ``&`` anchor."""

    def __init__(self, path: Steps) -> None:
        self.path = path


class _SharedError(Exception):
    """A change affects content that an alias (``*``) uses elsewhere."""

    def __init__(self, name: str) -> None:
        self.name = name


# --- how it is changed ----------------------------------------------------------------------------


class TextSurgeon:
    """Makes one change in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = "\r\n" if "\r\n" in text else "\n"
        parts = TextParts(text)
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

    def _find(self, path: Steps) -> tuple[TextPart, list[tuple[TextPart, TextEntry]], Steps]:
        """Return the deepest existing part on a path, the entries above it, and the steps left."""
        part, above = self._root, list[tuple[TextPart, TextEntry]]()
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

    def _check_alone(self, part: TextPart, *, whole: bool = False) -> None:
        """Refuse a change to a part that aliases use; ``whole`` checks the parts inside it too."""
        if part.shape != "alias" and part.anchor in self._aliased:
            raise _SharedError(part.anchor)
        for each in part.entries if whole else ():
            self._check_alone(each.value, whole=True)

    # --- a value in place of another -----------------------------------------------------------

    def _replaced(self, above: list[tuple[TextPart, TextEntry]], value: Any) -> str:
        holder, entry = above[-1]
        old = entry.value
        self._check_alone(old)
        with suppress(InputError):
            if finer := self._finer(above, old, value):
                return finer
        self._check_alone(old, whole=True)
        in_flow = any(part.is_flow for part, _ in above)
        if isinstance(value, dict | list) and not in_flow and self._is_block(old, value, entry):
            lines = block(value, self._indent_of(holder, entry))
            return self._lines_in_place(entry, lines)
        if old.shape == "scalar" and isinstance(value, str) and not old.is_nothing:
            new = self._scalar_like(old, value, self._indent_of(holder, entry), in_flow=in_flow)
        else:
            new = flow(value, in_flow=in_flow)
        if old.entries and not old.is_flow:
            said = self._text[entry.key_end : self._line_end(entry.key_end)].rstrip()
            return self._cut(entry.key_end, old, f" {new}{said if said[:2] == ' #' else ''}")
        if old.is_nothing:
            return self._cut(entry.key_end, old, " " + new)
        return self._cut(old.start, old, new)

    def _lines_in_place(self, entry: TextEntry, lines: Sequence[str]) -> str:
        """Replace the lines below a key, and keep a comment after the key."""
        old, after = entry.value, self._line_end(entry.key_end)
        if old.entries and not old.is_flow and old.start >= after:
            start = self._line_start(old.start)
            return self._text[:start] + self._end.join(lines) + self._text[old.end :]
        return self._cut(entry.key_end, old, self._end + self._end.join(lines))

    def _cut(self, start: int, old: TextPart, new: str) -> str:
        return self._text[:start] + new + self._text[old.end :]

    def _finer(self, above: list[tuple[TextPart, TextEntry]], old: TextPart, value: Any) -> str:
        """Change only the differences between an old and a new mapping or list, if possible."""
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
        now = read_yaml(self._text, PROBE).find(path).plain()
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
            text = _with(text, step, PROBE)
        return text

    def _is_block(self, old: TextPart, value: Any, entry: TextEntry) -> bool:
        """Return whether a mapping or list should be written over several lines."""
        if not value or isinstance(entry.key, int):
            return False
        if old.shape in ("mapping", "list") and old.entries:
            return not old.is_flow
        members = value if isinstance(value, list) else value.values()
        wide = self._column(entry.key_end) + len(flow(value)) > WIDTH
        return wide or (isinstance(value, list) and any(isinstance(o, dict) for o in members))

    def _indent_of(self, holder: TextPart, entry: TextEntry) -> int:
        """Return the indentation of the lines below an entry."""
        inner = entry.value
        if inner.entries and not inner.is_flow:
            return inner.column
        return (holder.column if not holder.is_flow else 0) + INDENT

    def _scalar_like(self, old: TextPart, value: str, column: int, *, in_flow: bool) -> str:
        """Write a text, quoted or folded like the text that it replaces."""
        written = self._text[old.start : old.end]
        if old.style == '"':
            return json.dumps(value, ensure_ascii=False)
        if old.style == "'" and value.isprintable():
            return "'" + value.replace("'", "''") + "'"
        plain = scalar(value, in_flow=in_flow)
        if old.style == ">" and " ".join(value.split()) == value and value:
            head = written.partition("\n")[0].partition("#")[0].strip()
            lines = textwrap.wrap(
                value, WIDTH - column, break_long_words=False, break_on_hyphens=False
            )
            if head in (">-", ">") and not value.startswith("#"):
                return ">-" + "".join(f"{self._end}{' ' * column}{line}" for line in lines)
        return plain

    # --- one more entry -----------------------------------------------------------------------

    def _added(self, part: TextPart, key: str | int, value: Any, *, top: bool) -> str:
        self._check_alone(part)
        if isinstance(key, int) and key != len(part.entries):
            raise CannotEditError(f"found the place {key} in a list of {len(part.entries)}")
        if part.is_flow:
            new = flow(value, in_flow=True)
            new = f"{key_text(key, in_flow=True)}: {new}" if isinstance(key, str) else new
            place = part.entries[-1].value.end
            return f"{self._text[:place]}, {new}{self._text[place:]}"
        lines = self._entry_lines(part, key, value)
        after = self._before_it(part, str(key)) if top else part.entries[-1]
        return self._inserted(after, lines, part.column)

    def _before_it(self, part: TextPart, key: str) -> TextEntry:
        """Return the top-level entry after which a key belongs."""
        rank = {name: place for place, name in enumerate(_ORDER)}
        mine = rank.get(key, len(rank))
        before = [each for each in part.entries if rank.get(str(each.key), len(rank)) <= mine]
        return before[-1] if before else part.entries[-1]

    def _entry_lines(self, part: TextPart, key: str | int, value: Any) -> list[str]:
        indent = " " * part.column
        if isinstance(key, int):
            if isinstance(value, dict) and value and self._prefers_block(part, value):
                first, *more = block(value, part.column + INDENT)
                return [f"{indent}- {first.lstrip()}", *more]
            return [f"{indent}- {flow(value)}"]
        if isinstance(value, dict | list) and value and self._goes_below(part, key, value):
            return [f"{indent}{key_text(key)}:", *block(value, part.column + INDENT)]
        return [f"{indent}{key_text(key)}: {flow(value)}"]

    def _prefers_block(self, part: TextPart, value: Any) -> bool:
        shapes = [each.value for each in part.entries if each.value.shape == "mapping"]
        if shapes and not shapes[-1].is_flow:
            return True
        return part.column + len(flow(value)) + INDENT > WIDTH

    def _goes_below(self, part: TextPart, key: str, value: Any) -> bool:
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            return True
        return part.column + len(key) + len(flow(value)) + INDENT > WIDTH

    def _inserted(self, after: TextEntry, lines: Sequence[str], column: int) -> str:
        end = self._line_end(after.value.end)
        while found := _REMARK.match(self._text, end):
            if len(found[1]) <= column:
                break
            end = found.end()  # an indented comment belongs to the entry above it
        if end == len(self._text) and not self._text.endswith("\n"):
            return self._text + "".join(self._end + line for line in lines)
        return self._text[:end] + "".join(line + self._end for line in lines) + self._text[end:]

    # --- an entry less ------------------------------------------------------------------------

    def _removed(self, above: list[tuple[TextPart, TextEntry]]) -> str:
        while len(above) > 1 and len(above[-1][0].entries) == 1:
            if isinstance(above[-2][1].key, int):
                break
            above = above[:-1]
        holder, entry = above[-1]
        self._check_alone(entry.value, whole=True)
        if len(holder.entries) == 1:
            if len(above) == 1:
                raise CannotEditError(f"the file has no other key; {BY_HAND}")
            return self._emptied(above)
        place = holder.entries.index(entry)
        if holder.is_flow:
            return self._without_flow(holder, place)
        return self._without_lines(holder, place)

    def _emptied(self, above: list[tuple[TextPart, TextEntry]]) -> str:
        """Remove the last entry of a list member, and keep the member although it is empty."""
        holder, _ = above[-1]
        _, entry = above[-2]
        nothing = "{}" if holder.shape == "mapping" else "[]"
        if holder.is_flow:
            return self._cut(holder.start, holder, nothing)
        return self._cut(entry.key_end, holder, f" {nothing}")

    def _without_flow(self, holder: TextPart, place: int) -> str:
        entry, entries = holder.entries[place], holder.entries
        if place:
            start = entries[place - 1].value.end
            return self._text[:start] + self._text[entry.value.end :]
        return self._text[: entry.start] + self._text[entries[1].start :]

    def _without_lines(self, holder: TextPart, place: int) -> str:
        entry = holder.entries[place]
        line = self._line_start(entry.start)
        if self._text[line : entry.start].strip():  # after the dash of a list member
            after = holder.entries[place + 1].start
            if "#" in self._text[entry.value.end : after]:
                return self._text[: entry.start] + self._text[entry.value.end :].lstrip(" ")
            return self._text[: entry.start] + self._text[after:]
        end = self._line_end(entry.value.end)
        if end == len(self._text) and not self._text.endswith("\n"):
            return self._text[:line].removesuffix("\n").removesuffix("\r")
        return self._text[:line] + self._text[end:]

    def _line_end(self, place: int) -> int:
        """Return the position after the line that contains a position."""
        end = self._text.find("\n", place)
        return len(self._text) if end < 0 else end + 1

    def _line_start(self, place: int) -> int:
        """Return the start of the line that contains a position."""
        return self._text.rfind("\n", 0, place) + 1

    def _column(self, place: int) -> int:
        return place - self._line_start(place)


def _left_out(now: Sequence[Any], wanted: Sequence[Any]) -> list[int] | None:
    """Return the members to remove from a list to get another list; None if that is impossible."""
    gone, at = [], 0
    for place, each in enumerate(now):
        if at < len(wanted) and each == wanted[at]:
            at += 1
        else:
            gone.append(place)
    return gone if at == len(wanted) and gone else None


def typed_value(text: str, path: Steps) -> Any:
    """Read a value that the user typed as YAML.

    Raises
    ------
    InputError
        If the text is not YAML; lines and columns are those of the typed text.

    >>> typed_value("{psu: 40}", ("incidents", 0, "need"))
    {'psu': 40}
    """
    try:
        return read_yaml(text, _TYPED).plain()
    except InputError as error:
        said = "; ".join(fault.message for fault in error.faults)
        raise InputError.about(_TYPED, said, dotted(path)) from None


def with_line_ends(new: str, old: str) -> str:
    r"""Return a text from a page, with the line ends of the old text.

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
