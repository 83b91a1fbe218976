r"""How does mobsim show texts from outside safely?

A scenario, a return or a file name can contain invisible characters, such as characters that
control a terminal, marks that change the reading order, zero-width spaces, and incomplete
characters. Wherever mobsim prints or saves a text, it replaces each invisible character with a code
in square brackets, such as ``[U+202E]``. In JSON and YAML, mobsim uses the escapes of the format,
so that no information is lost.

Line breaks remain in texts that may have several lines.
"""

import re
from typing import Final

_UNSEEN: Final = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
) + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
"""Control characters, format characters and separators of Unicode, characters that programs may
ignore, halves of surrogate pairs, and codes that are not characters.
"""
_IN_LINES: Final = re.compile(f"[{_UNSEEN}]")
_IN_ONE_LINE: Final = re.compile(f"[\n{_UNSEEN}]")
_PAINTED: Final = re.compile(f"(\x1b\\[[0-9]{{1,3}}m)|[{_UNSEEN}]")


def shown(text: str) -> str:
    r"""The text with a code in place of each invisible character.

    >>> shown("Leeds \u202e30"), shown("two\nlines"), shown("a\tb\x1b[2J")
    ('Leeds [U+202E]30', 'two\nlines', 'a[U+0009]b[U+001B][2J')
    """
    return _IN_LINES.sub(_name, text)


def shown_in_line(text: str) -> str:
    r"""The text on one line, with a code in place of each invisible character and line break.

    >>> shown_in_line("Leeds\nNext: rm -r .")
    'Leeds[U+000A]Next: rm -r .'
    """
    return _IN_ONE_LINE.sub(_name, text)


def shown_painted(text: str) -> str:
    r"""A coloured text, treated as in `shown` but with its colour codes kept.

    >>> shown_painted("\x1b[1mLeeds\x1b[0m\x1b[2J") == "\x1b[1mLeeds\x1b[0m[U+001B][2J"
    True
    """
    return _PAINTED.sub(lambda found: found[1] or _name(found), text)


def unseen_in(text: str) -> str:
    r"""The code of the first invisible character; empty if there is none.

    >>> unseen_in("Leeds"), unseen_in("Leeds\u200b")
    ('', 'U+200B')
    """
    found = _IN_LINES.search(text)
    return _name(found)[1:-1] if found else ""


def escaped(text: str) -> str:
    r"""The JSON text with an escape in place of each invisible character.

    >>> escaped('{"name": "Leeds \u202e30"}'), escaped("\U000e0001")
    ('{"name": "Leeds \\u202e30"}', '\\udb40\\udc01')
    """
    return _IN_LINES.sub(lambda found: "".join(f"\\u{n:04x}" for n in _halves(found[0])), text)


def escaped_in_yaml(text: str) -> str:
    r"""The YAML text with an escape in place of each invisible character.

    Each invisible character must be within double quotes.

    >>> escaped_in_yaml('name: "Leeds \u202e30"')
    'name: "Leeds \\U0000202e30"'
    """
    return _IN_LINES.sub(lambda found: f"\\U{ord(found[0]):08x}", text)


def _name(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def _halves(letter: str) -> tuple[int, ...]:
    """The one or two UTF-16 code units of a character, as JSON writes them."""
    number = ord(letter)
    if number < 0x10000:
        return (number,)
    return 0xD800 + (number - 0x10000 >> 10), 0xDC00 + (number & 0x3FF)
