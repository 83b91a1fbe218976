"""Which texts, numbers and times trouble readers, and how is a text damaged?

A file is a text in which a byte that is no UTF-8 stands as half a surrogate, so that each file is
text and each text a file.
"""

from collections.abc import Callable
from random import Random
from typing import Final

HALF: Final = "surrogateescape"

LETTERS: Final = (
    *"\x00\x01\x07\x08\x0b\x0c\x1a\x1b\x7f\t\r\n \"'\\,;:#&*!|>%@`{}[]<=?~-+.",
    *("\x85", "\xa0", "\xad", "\u200b", "\u200d", "\u200e", "\u2028", "\u2029", "\u202e", "\u2066"),
    *("\ufeff", "\ufffe", "\uffff", "\udc80", "\udcff", "\udced\udca0\udc80", "\ud83d\ude00"[:0]),
    *(
        "\u0130",
        "\u00df",
        "\ufb00",
        "\u0661",
        "\uff11",
        "\u00b2",
        "\u00bd",
        "\U0001f692",
        "e\u0301",
    ),
    *("\x1b[31m", "\x1b]0;x\x07", "\u0301" * 50, "\r\r\n", "\n\x0c\n"),
)
"""Single letters that are not what they seem, control a terminal, or end a line."""

NUMBERS: Final = (
    *(
        "0",
        "-0",
        "1",
        "-1",
        "2",
        "3",
        "7",
        "12",
        "99",
        "100",
        "1000",
        "99999",
        "100000",
        "999999999",
    ),
    *("2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1" * 30),
    *("9" * 400, "1" + "0" * 5000, "0." + "0" * 400 + "1", "1e308", "1e309", "-1e309", "1e-400"),
    *(
        "nan",
        "NaN",
        ".nan",
        "inf",
        "-inf",
        ".inf",
        "Infinity",
        "1e3",
        "1E+3",
        "0x1F",
        "0o17",
        "0b1",
    ),
    *(
        "1_000",
        "1,000",
        "1.000,5",
        "1 000",
        "1\u00a0000",
        "\u0661\u0662",
        "\uff15",
        "\u00bd",
        "\u00b2",
    ),
    *(
        "007",
        "+5",
        "--5",
        "5-",
        "5.",
        ".5",
        "0.1",
        "0.15",
        "1.0",
        "5.0",
        "5.50",
        "1/2",
        "5%",
        "150%",
    ),
    *("-1%", "100%", "0%", "0.0000001", "1e-9", "true", "none", "~", "x", "1:30", "1;2", "1|2"),
)

TIMES: Final = (
    *(
        "20m",
        "1h30m",
        "2d",
        "0m",
        "-5m",
        "0.1m",
        "0.000001m",
        "1e-9m",
        "1m1m",
        "1h 30m",
        "90",
        "1.5h",
    ),
    *(
        "999999999h",
        "366d",
        "367d",
        "9" * 400 + "h",
        "100h",
        "1w",
        "1y",
        "m",
        "h1",
        "20M",
        "20 m",
        "+2h",
    ),
    *(
        "20:00",
        "24:00",
        "00:00",
        "23:59",
        "12:60",
        "25:00",
        "-1:00",
        "20:00:00",
        "8pm",
        "2000",
        "7:5",
    ),
    *(
        "Sun 02:00",
        "Sunday",
        "sun 2:00",
        "Mon 24:00",
        "Xyz 12:00",
        "Sat",
        "Sun 01:30",
        "Sat Sun 1:00",
    ),
    *("2026-02-30 10:00", "2026-02-29", "2024-02-29 12:00", "0000-00-00", "0001-01-01 00:00"),
    *(
        "9999-12-31 23:59",
        "10000-01-01",
        "1899-12-31 23:59",
        "2200-12-31 23:59",
        "2026-13-01 00:00",
    ),
    *("2026-10-25 01:30", "2026-10-25 01:30+01:00", "2026-03-29 01:30", "2026-03-29T01:30:00Z"),
    *("2026-06-03 14:00+99:99", "2026-06-03 14:00-00:00", "03/06/2026", "31/12/2026", "13/13/2026"),
    *(
        "2026-W23-3",
        "2026-154",
        "46000",
        "1900-02-29",
        "29/02/2027",
        "1e5",
        "\u0662\u0660:\u0660\u0660",
    ),
)

TEXTS: Final = (
    *(
        "",
        " ",
        "x",
        "null",
        "~",
        "on",
        "off",
        "yes",
        "no",
        "true",
        "psu",
        "kent",
        "london",
        "Kent Police",
    ),
    *(
        "GMP",
        "the Met",
        "West Mids",
        "wales",
        "metropolitan",
        "city-of-london",
        "Elbonia",
        "Leeds",
        "-",
    ),
    *(
        "shipped",
        "../../etc/passwd",
        "/etc/passwd",
        "/dev/null",
        "/dev/zero",
        "night.yaml",
        ".",
        "",
    ),
    *(
        "a/" * 2000,
        "x" * 300,
        "x" * 100_000,
        "=1+1",
        "@SUM(A1)",
        "+44",
        "'x",
        '"',
        "a;b;c",
        ";",
        ";;;",
    ),
    *(
        "a\nb",
        "a\r\nb",
        "tab\tbed",
        "\u202eevil\u202c",
        "\x1b[2J",
        "nul\x00nul",
        "\udc80",
        "\u200b",
    ),
    *(
        "{}",
        "[]",
        "{a: b}",
        "[[7]]",
        "*a",
        "&a b",
        "!!str x",
        "!x y",
        "<<",
        "---",
        "...",
        "%YAML 1.3",
    ),
    *(
        "${HOME}",
        "$(id)",
        "%s%n",
        "{0}",
        "{x}",
        "\\",
        "\\n",
        "\\ud800",
        "CON",
        "aux.csv",
        "\u0130",
        "ß",
    ),
)

TOKENS: Final = (*NUMBERS, *TIMES, *TEXTS, *LETTERS)


def one_of_many(rng: Random) -> str:
    """A number, a time, a text or a letter, each sort as likely."""
    return rng.choice(rng.choice((NUMBERS, TIMES, TEXTS, LETTERS)))


def few(rng: Random) -> int:
    """One most of the time, seldom more than four."""
    return 1 + min(5, int(rng.expovariate(1.1)))


def as_text(raw: bytes) -> str:
    """The bytes of a file as text.

    >>> as_text(b"a\\xff").encode("utf-8", "surrogateescape")
    b'a\\xff'
    """
    return raw.decode("utf-8", HALF)


def as_bytes(text: str) -> bytes:
    """A text as the bytes of a file; other halves of characters become what UTF-8 forbids."""
    return text.encode("utf-8", "surrogatepass") if _has_lone(text) else text.encode("utf-8", HALF)


def _has_lone(text: str) -> bool:
    return any(
        "\ud800" <= letter <= "\udfff" and not "\udc80" <= letter <= "\udcff" for letter in text
    )


# --- damage -------------------------------------------------------------------------------------


def damaged(rng: Random, text: str, other: str) -> str:
    """A text with something in it changed, put in, taken out, or taken from another text."""
    for _ in range(few(rng)):
        text = rng.choice(_DAMAGES)(rng, text, other)
    return text


def _spot(rng: Random, text: str) -> int:
    return rng.randrange(len(text) + 1)


def _put_letter(rng: Random, text: str, other: str) -> str:
    place = _spot(rng, text)
    return text[:place] + rng.choice(LETTERS) + text[place:]


def _put_token(rng: Random, text: str, other: str) -> str:
    place = _spot(rng, text)
    return text[:place] + one_of_many(rng) + text[place:]


def _take_out(rng: Random, text: str, other: str) -> str:
    place = _spot(rng, text)
    return text[:place] + text[place + 1 + int(rng.expovariate(0.2)) :]


def _cut_off(rng: Random, text: str, other: str) -> str:
    return text[: _spot(rng, text)]


def _say_twice(rng: Random, text: str, other: str) -> str:
    first = _spot(rng, text)
    part = text[first : first + 1 + int(rng.expovariate(0.02))]
    times = rng.choice((1, 1, 2, 2, 50, 2000))
    return text[:first] + part * min(times, 1 + 200_000 // (len(part) + 1)) + text[first:]


def _change_word(rng: Random, text: str, other: str) -> str:
    """One run of letters, or of digits, becomes something else."""
    starts = [
        i
        for i, (a, b) in enumerate(zip(" " + text, text, strict=False))
        if b.isalnum() and not a.isalnum()
    ]
    if not starts:
        return _put_token(rng, text, other)
    first = rng.choice(starts)
    last = first
    while last < len(text) and (text[last].isalnum() or text[last] in ".-_"):
        last += 1
    return text[:first] + one_of_many(rng) + text[last:]


def _lines(
    change: Callable[[Random, list[str], list[str]], list[str]],
) -> Callable[[Random, str, str], str]:
    def damage(rng: Random, text: str, other: str) -> str:
        lines = text.splitlines(keepends=True) or [""]
        return "".join(change(rng, lines, other.splitlines(keepends=True) or [""]))

    return damage


def _drop_line(rng: Random, lines: list[str], other: list[str]) -> list[str]:
    place = rng.randrange(len(lines))
    return lines[:place] + lines[place + 1 + int(rng.expovariate(1)) :]


def _move_line(rng: Random, lines: list[str], other: list[str]) -> list[str]:
    moved = lines.pop(rng.randrange(len(lines)))
    lines.insert(rng.randrange(len(lines) + 1), moved)
    return lines


def _take_lines(rng: Random, lines: list[str], other: list[str]) -> list[str]:
    """Some lines of another text."""
    first = rng.randrange(len(other))
    place = rng.randrange(len(lines) + 1)
    return lines[:place] + other[first : first + 1 + int(rng.expovariate(0.2))] + lines[place:]


def _indent(rng: Random, lines: list[str], other: list[str]) -> list[str]:
    place = rng.randrange(len(lines))
    by = rng.choice((" ", "  ", "\t", "    ", "\u00a0", "- "))
    lines[place] = lines[place][1:] if rng.random() < 0.4 else by + lines[place]
    return lines


def _end_otherwise(rng: Random, lines: list[str], other: list[str]) -> list[str]:
    """Lines that end in other ways, some or all of them."""
    ends = rng.choice(
        (("\r\n",), ("\r",), ("\r\n", "\n"), ("\n", "\r"), ("\x85",), ("\n\n",), ("",))
    )
    share = rng.choice((1.0, 0.3))
    return [
        line.rstrip("\r\n") + rng.choice(ends) if rng.random() < share else line for line in lines
    ]


def _otherwise_encoded(rng: Random, text: str, other: str) -> str:
    """The same text, saved in another way."""
    form = rng.choice(("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "utf-7", "cp037"))
    try:
        return as_text(as_bytes(text).decode("utf-8").encode(form, "replace"))
    except UnicodeError:
        return "\ufeff" + text


def _change_byte(rng: Random, text: str, other: str) -> str:
    raw = bytearray(as_bytes(text) or b"x")
    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return as_text(bytes(raw))


_DAMAGES: Final[tuple[Callable[[Random, str, str], str], ...]] = (
    _put_letter,
    _put_token,
    _take_out,
    _cut_off,
    _say_twice,
    _change_word,
    _change_word,
    _change_word,
    _otherwise_encoded,
    _change_byte,
    *map(_lines, (_drop_line, _move_line, _take_lines, _take_lines, _indent, _end_otherwise)),
)
