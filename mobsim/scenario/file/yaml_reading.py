"""What does a YAML text contain, and where is each value?

A text becomes a tree of `Node`. Each node keeps its place, so that a fault found much later still
names its line. Each node also keeps the way in which a number was typed. In YAML 1.2, ``on`` and
``20:00`` are plain text. Directives, duplicate keys, tags, characters that cannot be printed and
tabs for indentation are faults. The parser refuses a text that is nested too deeply, or that is too
large once its aliases are expanded.
"""

import math
import re
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.events import AliasEvent, Event
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode
from ruamel.yaml.reader import ReaderError

from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.file_kinds import what_it_is
from mobsim.ground.plain_numbers import too_long
from mobsim.scenario.file.not_yaml import not_yaml, slips_of_lines

Scalar = str | int | float | bool | None
Plain = Scalar | dict[str, "Plain"] | list["Plain"]
Path = tuple[str | int, ...]

TAG = "found the tag"
UNPRINTABLE = "which cannot be printed"
OVERRIDE = "override "
"""The text before the name of an override, in the name of the override's layer."""

_CORE = "tag:yaml.org,2002:"
_TAGS = ("map", "seq", "str", "null", "bool", "int", "float", "timestamp")
"""The tags that YAML gives to plain values."""
_TEXT = _CORE + "str"
"""The only tag that is allowed: like quotes, it turns a number into text."""
_LONG_TEXT = 100
"""A text counts as one more value for each such number of characters, because an alias can also
repeat a long text.
"""
_WHOLE = re.compile(r"[-+]?\d+|0x[0-9a-fA-F]+|0o[0-7]+")
_MOST_DIGITS = 20
"""The most digits of a number; a longer number stays text, so that no code computes with it."""
_BEYOND_UNICODE = re.compile(r"\\U(?!000|0010)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in an input, and the layer of values that it belongs to."""

    file: str
    line: int = 0
    """The number of the line, counted from 1; 0 if there are no lines."""
    column: int = 0
    layer: str = ""
    """The layer, such as ``default`` or ``override surge``; empty for a file's own values."""
    cell: str = ""
    """The name of a table's cell, such as ``psu of Hull (E7)``; empty elsewhere."""

    @property
    def origin(self) -> str:
        """Where a value comes from, as ``mobsim explain`` prints it."""
        return self.layer or f"{self.file}:{self.line}:{self.column}"

    def fault(self, path: Path, message: str) -> Fault:
        """A fault at this place."""
        path = (self.cell,) if self.cell else path
        if self.layer.startswith(OVERRIDE):
            path = ("overrides", self.layer.removeprefix(OVERRIDE), *path)
        return Fault(self.file, self.line, self.column, dotted(path), message)


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its contents, with the places of the value and of its key."""

    value: "Scalar | dict[str, Node] | list[Node]"
    mark: Mark
    key: Mark | None = None
    typed: str = ""
    """A number as typed in the file, such as ``1.10`` or ``007``."""

    @property
    def text(self) -> str | None:
        """The value as text, if it can be text; a number gives the text that was typed."""
        return self.value if isinstance(self.value, str) else self.typed or None

    @property
    def items(self) -> "dict[str, Node]":
        """The keys of a mapping; empty for any other value."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def key_mark(self) -> Mark:
        return self.key or self.mark

    def inside(self, change: "Callable[[Node], Any]") -> Any:
        """The value with ``change`` applied to each node in it."""
        if isinstance(self.value, dict):
            return {key: change(node) for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [change(node) for node in self.value]
        return self.value

    def count(self) -> int:
        """The number of values in the tree, including this one."""
        inner = self.value if isinstance(self.value, list) else self.items.values()
        return 1 + sum(node.count() for node in inner)

    def plain(self) -> Any:
        """The value without its places."""
        return self.inside(Node.plain)

    def as_typed(self) -> Any:
        """The value without its places, but with each number in the form in which it was typed."""
        if self.typed and isinstance(self.value, int | float):
            return (_TypedInt if isinstance(self.value, int) else _TypedFloat).of(self)
        return self.inside(Node.as_typed)

    def in_layer(self, layer: str) -> "Node":
        """A copy of the tree whose values belong to a named layer."""
        key = replace(self.key, layer=layer) if self.key else None
        value = self.inside(lambda node: node.in_layer(layer))
        return Node(value, replace(self.mark, layer=layer), key, self.typed)

    def place_of(self, path: Path) -> Mark:
        """The place of the deepest node on a path that is in a file rather than in a default."""
        found = self.mark
        for depth in range(1, len(path) + 1):
            mark = self.find(path[:depth]).mark
            found = mark if mark.file else found
        return found

    def find(self, path: Path) -> "Node":
        """The node at a path, or the deepest node on the way there."""
        node = self
        for step in path:
            inner: Node | None = None
            if isinstance(node.value, dict):
                inner = node.value.get(str(step))
            elif isinstance(node.value, list) and isinstance(step, int):
                inner = node.value[step] if step < len(node.value) else None
            if inner is None:
                break
            node = inner
        return node


class _Typed:
    """A number that prints as it was typed."""

    typed: str

    @classmethod
    def of(cls, node: Node) -> Any:
        number = cls(node.value)  # type: ignore[call-arg]
        number.typed = node.typed
        return number

    def __repr__(self) -> str:
        return self.typed

    __str__ = __repr__


class _TypedInt(_Typed, int):
    pass


class _TypedFloat(_Typed, float):
    pass


def dotted(path: Path) -> str:
    """The text of a path, as mobsim prints it.

    >>> dotted(("incidents", 2, "need", "psu"))
    'incidents[2].need.psu'
    """
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def node_of(plain: Plain, mark: Mark) -> Node:
    """A tree made from plain data, with the same place for all values."""
    if isinstance(plain, dict):
        return Node({key: node_of(value, mark) for key, value in plain.items()}, mark, mark)
    if isinstance(plain, list):
        return Node([node_of(value, mark) for value in plain], mark, mark)
    return Node(plain, mark, mark)


def decode(raw: bytes, file: str) -> str:
    """Decode UTF-8 text, with or without a byte order mark."""
    if kind := what_it_is(raw):
        raise InputError.about(file, f"found {kind}, expected a scenario: a text in YAML")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"found byte 0x{raw[error.start]:02x}, which is not UTF-8; save it as UTF-8 text"
        raise InputError([Fault(file, line, 0, "", message)]) from None


def read_yaml(text: str, file: str, layer: str = "") -> Node:
    """The tree of one YAML document.

    Raises `InputError` if the text has any fault; see `tree_and_faults`.
    """
    node, faults = tree_and_faults(text, file, layer)
    if faults:
        raise InputError(faults)
    return node


def tree_and_faults(text: str, file: str, layer: str = "") -> tuple[Node, list[Fault]]:
    """The tree of one YAML document, and its faults that leave the rest of the text readable.

    These faults are duplicate keys, of which the tree has the first, tags, numbers that are too
    long, and characters that cannot be printed. Raises `InputError` if the text has directives or
    tabs that are faults, and names all of them, or else for the first place that is not YAML.
    """
    if slips := slips_of_lines(text, file):
        raise InputError(slips)
    root, tags = _compose(text, file, limit("nodes"), limit("depth"))
    if root is None:
        return Node(None, Mark(file, 1, 1, layer)), []
    reader = _Reader(file, layer, tags)
    return reader.read(root, ()), reader.faults


class _OverLimitError(Exception):
    """The limit that a file exceeds, and the place where the file exceeds it."""

    def __init__(self, name: str, event: Event) -> None:
        self.name = name
        self.mark = event.start_mark


class _BoundedComposer(Composer):
    """Composes nodes, and counts their values with all aliases expanded."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self.tags: dict[int, str] = {}
        """The tag in front of each node, by the identity of the node."""
        self._most = limit("nodes")
        self._deepest = limit("depth")
        self._total = 0
        self._depth = 0
        self._sizes: dict[int, tuple[int, int]] = {}
        """The number of values in each node and the node's height, by the identity of the node."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        alias = self.parser.check_event(AliasEvent)
        if self._depth > self._deepest:
            raise _OverLimitError("depth", event)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        if alias and id(node) not in self._sizes:  # the alias is inside the node that it repeats
            raise _OverLimitError("depth", event)
        size, height = self._sizes.setdefault(id(node), self._measured(node))
        self._total += size if alias else self._own(node)
        if self._depth + height > self._deepest + 1:
            raise _OverLimitError("depth", event)
        if self._total > self._most:
            raise _OverLimitError("nodes", event)
        if not alias and event.tag is not None:
            self.tags[id(node)] = str(event.tag)
        return node

    def _own(self, node: YamlNode) -> int:
        return 1 + (len(node.value) // _LONG_TEXT if isinstance(node, ScalarNode) else 0)

    def _measured(self, node: YamlNode) -> tuple[int, int]:
        if isinstance(node, ScalarNode):
            return self._own(node), 1
        pairs = isinstance(node, MappingNode)
        inner = [each for pair in node.value for each in pair] if pairs else node.value
        sizes = [self._sizes[id(each)] for each in inner]
        return 1 + sum(size for size, _ in sizes), 1 + max((high for _, high in sizes), default=0)


Composed = tuple[YamlNode | None, dict[int, str]]


@lru_cache(maxsize=32)  # a sweep and a stress test read the same few files again and again
def _compose(text: str, file: str, *_limits: int) -> Composed:
    """The root of a text, and the tags in the text by the identity of their nodes."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _BoundedComposer
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            root: YamlNode | None = yaml.compose(StringIO(text))
    except _OverLimitError as error:
        mark = error.mark
        fault = Fault(file, mark.line + 1, mark.column + 1, "", over(error.name))
        raise InputError([fault]) from None
    except MarkedYAMLError as error:
        raise InputError([not_yaml(error, text, file)]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"not YAML: found the control character #x{ord(text[error.position]):04x}"
        raise InputError([Fault(file, line, 0, "", message)]) from None
    except (YAMLError, ValueError) as error:
        beyond = _BEYOND_UNICODE.search(text)
        line = text.count("\n", 0, beyond.start()) + 1 if beyond else 0
        said = "found a code that stands for no character" if beyond else str(error)
        raise InputError([Fault(file, line, 0, "", f"not YAML: {said}")]) from None
    return root, yaml.composer.tags


class _Reader:
    """Turns composed YAML nodes into `Node`, and collects faults."""

    def __init__(self, file: str, layer: str, tags: Mapping[int, str]) -> None:
        self.file = file
        self.layer = layer
        self.tags = tags
        self.faults: list[Fault] = []

    def read(self, node: YamlNode, path: Path, key: Mark | None = None) -> Node:
        mark = self._mark(node)
        self._check_tag(node, path)
        if isinstance(node, MappingNode):
            return Node(self._mapping(node, path), mark, key)
        if isinstance(node, SequenceNode):
            inner = [self.read(item, (*path, i)) for i, item in enumerate(node.value)]
            return Node(inner, mark, key)
        value = self._scalar(node)
        if value is None and not node.value and key:
            mark = key  # the parser puts an empty value where the next value begins
        if isinstance(value, str):
            value = self._printable(value, mark, path)
        plain = isinstance(node, ScalarNode) and node.style is None
        if plain and (message := too_long(str(node.value))):
            self.faults.append(mark.fault(path, message))
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return Node(value, mark, key, str(node.value) if number else "")

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key_node, value_node in node.value:
            mark = self._mark(key_node)
            if not isinstance(key_node, ScalarNode):
                self.faults.append(mark.fault(path, "found a key that is not text"))
                continue
            self._check_tag(key_node, path)
            key = self._printable(str(key_node.value), mark, path)
            if key != key_node.value:
                continue
            if key in found:
                first = found[key].key_mark.line
                message = f"duplicate key {key!r}; it is already on line {first}"
                self.faults.append(mark.fault((*path, key), message))
                continue
            found[key] = self.read(value_node, (*path, key), mark)
        return found

    def _scalar(self, node: YamlNode) -> Scalar:
        text = str(node.value)
        tag = str(node.tag)
        if tag == _CORE + "null":
            return None
        if tag == _CORE + "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if tag == _CORE + "int" and len(text) <= _MOST_DIGITS and _WHOLE.fullmatch(text):
            return int(text, 0 if text[1:2] in ("x", "o") else 10)
        if tag == _CORE + "float" and math.isfinite(_float(text)):
            return _float(text)
        return text

    def _check_tag(self, node: YamlNode, path: Path) -> None:
        """Report any tag except the text tag; other tags would change the value or be lost."""
        tag = self.tags.get(id(node)) or str(node.tag)
        if tag == _TEXT and isinstance(node, ScalarNode):
            return
        if id(node) in self.tags or tag.removeprefix(_CORE) not in _TAGS:
            message = f"{TAG} {tag.replace(_CORE, '!!')!r}; expected none"
            if tag.startswith("!"):
                message += "; put a text that begins with '!' in quotes"
            self.faults.append(self._mark(node).fault(path, message))

    def _printable(self, text: str, mark: Mark, path: Path) -> str:
        """The text, and a fault if it has broken characters or terminal controls.

        Such characters cannot be printed or saved, so "?" replaces them.
        """
        broken = [] if text.isprintable() else [each for each in text if _is_broken(each)]
        if not broken:
            return text
        message = f"found the character U+{ord(broken[0]):04X}, {UNPRINTABLE}"
        self.faults.append(mark.fault(path, f"{message}; leave it out"))
        return "".join("?" if each in broken else each for each in text)

    def _mark(self, node: YamlNode) -> Mark:
        start = node.start_mark
        return Mark(self.file, start.line + 1, start.column + 1, self.layer)


def _is_broken(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r\x85"


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
