"""Which line of a text is not valid YAML, and how can the user correct it?

The parser stops where it can no longer continue, often one line after the mistake. The parser's
messages use terms such as simple keys and flow nodes. This module finds the line that contains the
mistake, and says what to write instead.
"""

import re
from collections.abc import Callable, Iterator

from ruamel.yaml.error import MarkedYAMLError

from mobsim.ground.errors import Fault

_BREAKS = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
"""The characters that the parser counts as the end of a line."""
_HARD_SPACES = {
    "\u00a0": "a hard space",
    "\u2007": "a hard space",
    "\u202f": "a hard space",
    "\u3000": "a wide space",
    "\u200b": "a space without width",
    "\ufeff": "a byte order mark",
}
_NO_SPACE = re.compile(r"(?:[\s-]*-\s+)?\s*([\w-]+):(\S.*?)\s*")
_KEY = re.compile(r"(?:[\s-]*-\s+)?\s*[^\s#].*?:(\s|$)")
_DIRECTIVE = re.compile(r"%YAML\s+1\.2\s*(#.*)?")
_TAB_INDENT = re.compile(r"^ *\t[ \t]*\S")
COLON_AND_SPACE = "expected a colon and a space"
_QUOTE_IT = "put a text that begins with it in quotes"

_LONGEST_LINE = 500
"""The most characters that this module examines in one line."""

Told = tuple[int, int, str]
"""A line and a column, both counted from 1, and a message."""


def slips_of_lines(text: str, file: str) -> list[Fault]:
    """The faults that can be found line by line before parsing: directives and tabs."""
    lines = text.splitlines()
    return [*_directives(lines, file), *_tabs(lines, file)]


def _directives(lines: list[str], file: str) -> Iterator[Fault]:
    above = True
    for number, line in enumerate(lines, 1):
        if line.startswith("%" if above else ("%YAML", "%TAG")):
            if not _DIRECTIVE.fullmatch(line):
                message = f"found {line.strip()!r}, but mobsim reads YAML 1.2; delete this line"
                yield Fault(file, number, 1, "", message)
        elif line.strip() and not line.lstrip().startswith("#"):
            above = False


def _tabs(lines: list[str], file: str) -> Iterator[Fault]:
    for number, line in enumerate(lines, 1):
        if _TAB_INDENT.match(line):
            message = "found a tab; expected spaces for indentation"
            yield Fault(file, number, line.index("\t") + 1, "", message)


def not_yaml(error: MarkedYAMLError, text: str, file: str) -> Fault:
    """The fault that the parser found, at the line with the mistake."""
    # The patterns try each way to split a line, which would take hours for a long line.
    lines = [line[:_LONGEST_LINE] for line in _BREAKS.split(text)]
    line, column, message = _told(error, lines)
    return Fault(file, line, column, "", f"not YAML: {message}")


def hidden_space(text: str) -> str | None:
    """The message about an unusual character that looks like a space; None if there is none."""
    for letter, name in _HARD_SPACES.items():
        if letter in text:
            return f"found {name} (U+{ord(letter):04X}); replace it with a space"
    return None


def no_space_after(key: str) -> str:
    """The correct form of a key without a space after its colon.

    >>> no_space_after("lasts:8h")
    "found 'lasts:8h', expected a colon and a space: 'lasts: 8h'"
    """
    name, _, value = key.partition(":")
    return f"found {key!r}, {COLON_AND_SPACE}: '{name}: {value}'"


def _told(error: MarkedYAMLError, lines: list[str]) -> Told:
    mark = error.problem_mark or error.context_mark
    problem = str(error.problem or "")
    if mark is None:
        return 0, 0, problem or str(error)
    last = min(mark.line, len(lines) - 1)
    first = error.context_mark.line if error.context_mark else last
    if "document" not in problem:
        for number in (*range(first, last + 1), _before(lines, last)):
            if told := _of_spaces(lines[number], number):
                return told
    for part, tell in _TELLERS.items():
        if part in problem and (told := tell(error, lines)):
            return told
    said = ", ".join(part for part in (error.context, error.problem) if part)
    return mark.line + 1, mark.column + 1, said


def _before(lines: list[str], last: int) -> int:
    """The number of the nearest earlier line that is neither blank nor a comment."""
    above = range(last - 1, -1, -1)
    told = (n for n in above if lines[n].strip() and not lines[n].lstrip().startswith("#"))
    return next(told, last)


def _of_spaces(line: str, number: int) -> Told | None:
    """The message about an unusual or missing space in a line that the parser rejects."""
    if message := hidden_space(line):
        place = next(i for i, letter in enumerate(line) if letter in _HARD_SPACES)
        return number + 1, place + 1, message
    if (match := _NO_SPACE.fullmatch(line)) and not _KEY.match(line):
        return number + 1, match.start(1) + 1, no_space_after(f"{match[1]}:{match[2]}")
    return None


def _no_colon(error: MarkedYAMLError, lines: list[str]) -> Told | None:
    return _without_colon(lines, error.context_mark.line)


def _without_colon(lines: list[str], number: int) -> Told:
    found = lines[number].strip().removeprefix("- ")
    expected = "expected a key, a colon and a space, such as 'lasts: 8h'"
    return number + 1, lines[number].index(found) + 1, f"found {found!r}, {expected}"


def _second_colon(error: MarkedYAMLError, lines: list[str]) -> Told | None:
    mark = error.problem_mark
    line = lines[mark.line]
    match = _KEY.match(line)
    if match and match.start(1) > mark.column:  # it is the first of the line
        above = _before(lines, mark.line)
        if above == mark.line or _KEY.match(lines[above]):
            return _out_of_line(error, lines)
        return _without_colon(lines, above)
    key, _, value = line.strip().removeprefix("- ").partition(": ")
    value = value.strip().replace("'", "''")
    message = f"found a second colon; quote a text with a colon: {key}: '{value}'"
    return mark.line + 1, mark.column + 1, message


def _out_of_line(error: MarkedYAMLError, lines: list[str]) -> Told | None:
    mark = error.problem_mark
    line = lines[min(mark.line, len(lines) - 1)]
    if line[: mark.column].strip(" -") and "mapping values" not in str(error.problem):
        rest = line[mark.column :].strip()
        message = (
            f"found {rest!r} after the end of a value; put the whole text in one pair of quotes"
        )
        return mark.line + 1, mark.column + 1, message
    message = "out of line with what is above; keys that belong together begin in the same column"
    return mark.line + 1, len(line) - len(line.lstrip()) + 1, message


def _not_closed(error: MarkedYAMLError, lines: list[str]) -> Told | None:
    start, stop = error.context_mark, error.problem_mark
    if start is None:
        return None
    opened = lines[start.line][start.column : start.column + 1]
    if opened in ("'", '"'):
        return start.line + 1, start.column + 1, f"found a quote {opened} that is not closed"
    closing = {"[": "]", "{": "}"}.get(opened)
    if closing is None:
        return None
    if stop.line == start.line and "<stream end>" not in str(error.problem):
        return stop.line + 1, stop.column + 1, f"expected a comma, or {closing!r} at the end"
    return start.line + 1, start.column + 1, f"found {opened!r} that is not closed by {closing!r}"


def _no_token(error: MarkedYAMLError, lines: list[str]) -> Told | None:
    mark = error.problem_mark
    found = lines[mark.line][mark.column : mark.column + 1]
    told = "a tab; replace it with a space" if found == "\t" else f"{found!r}; {_QUOTE_IT}"
    return mark.line + 1, mark.column + 1, f"found {told}"


def _sign(error: MarkedYAMLError, lines: list[str]) -> Told | None:
    mark = error.problem_mark
    start = lines[mark.line][: mark.column + 1]
    place = max(start.rfind(sign) for sign in "*&|>")
    if place < 0:
        return None
    return mark.line + 1, place + 1, f"found {start[place]!r}; {_QUOTE_IT}"


def _says(message: str) -> Callable[[MarkedYAMLError, list[str]], Told]:
    """A function that returns the same message for every place in a text."""
    return lambda error, _: (error.problem_mark.line + 1, error.problem_mark.column + 1, message)


_TELLERS: dict[str, Callable[[MarkedYAMLError, list[str]], Told | None]] = {
    "could not find expected ':'": _no_colon,
    "mapping values are not allowed": _second_colon,
    "expected <block end>": _out_of_line,
    "expected ',' or": _not_closed,
    "unexpected end of stream": _not_closed,
    "that cannot start any token": _no_token,
    "entries are not allowed": _no_token,
    "mapping keys are not allowed": _no_token,
    "found undefined alias": _sign,
    "expected a comment or a line break": _sign,
    "escape": _says("found a backslash in double quotes; use single quotes, or write it twice"),
    "expected alphabetic or numeric character": _sign,
    "found another document": _says("found a second document; expected one scenario in each file"),
}
"""The functions that explain a message of the parser, by a part of the message."""
