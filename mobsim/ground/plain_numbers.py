"""Which ways of writing a number does a table accept?

The rules for numbers are the same in text files and workbooks. A number has plain digits, with a
minus sign before them if it is negative, and a point before decimals. A number may also have an
exponent. A whole number must not have a point or an exponent.
"""

import re
import unicodedata
from typing import Final

from mobsim.ground.budgets import limit, over

_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_THOUSANDS: Final = re.compile(r"-?[0-9]{1,3}(?:[, '’][0-9]{3})+(?:\.[0-9]+)?")
EXPECTED: Final[dict[type, str]] = {int: "a whole number", float: "a number"}
"""The name of each type in a message."""
_LIKE_A_NUMBER: Final = re.compile(r"[-+]?[0-9][0-9_.,:eExo+-]*[a-z%]?")
_FIRST: Final = "+-0123456789"
"""The characters with which a number can begin."""
_LONGEST: Final = 30
"""The number of characters in the longest plausible number."""


def read_plain(text: str, kind: type) -> int | float | None:
    """The number in a text, or None if the text does not follow the rules for numbers.

    >>> read_plain("16", int), read_plain("1_6", int), read_plain("5.0", int)
    (16, None, None)
    >>> read_plain("-1.55", float), read_plain("1e-3", float), read_plain("nan", float)
    (-1.55, 0.001, None)
    """
    if len(text) > _LONGEST:
        return None
    if kind is int:
        return int(text) if _WHOLE.fullmatch(text) else None
    return float(text) if _NUMBER.fullmatch(text) else None


def too_long(text: str) -> str:
    """The fault of a number with too many characters; empty if there is no such fault.

    >>> too_long("9" * 5000)
    'found 5,000 characters of a number, expected at most 400; ...'
    """
    if text[:1] not in _FIRST or len(text) <= limit("digits") or not _LIKE_A_NUMBER.fullmatch(text):
        return ""
    return over("digits", len(text))


def plain_form(text: str, kind: type) -> str:
    """A number rewritten in the form that a table accepts; empty if no such form can be suggested.

    >>> plain_form("1,200", int), plain_form("+5", int), plain_form("5.0", int)
    ('1200', '5', '5')
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _THOUSANDS.fullmatch(plain):
        plain = re.sub(r"[, '’]", "", plain)
    plain = plain.removeprefix("+")
    if kind is int:
        plain = re.sub(r"^(-?)0+(?=[0-9])", r"\1", re.sub(r"\.0+$", "", plain))
    elif plain.startswith("."):
        plain = f"0{plain}"
    return plain if plain != text and read_plain(plain, kind) is not None else ""
