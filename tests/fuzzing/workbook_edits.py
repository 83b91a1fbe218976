"""How is a workbook made that is odd: in its sheets, its cells, its parts, or as an archive?"""

import datetime
import io
import warnings
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tests.fuzzing.odd_texts import LETTERS, as_bytes, as_text, one_of_many

Edit = list[Any]
_STAMP: Final = (2026, 1, 1, 0, 0, 0)
_SHEET: Final = "xl/worksheets/sheet1.xml"
_PARTS: Final = (
    *(
        _SHEET,
        _SHEET,
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "[Content_Types].xml",
    ),
    *("xl/_rels/workbook.xml.rels", "_rels/.rels", "docProps/core.xml", "docProps/app.xml"),
)
_KINDS: Final = (
    "number",
    "formula",
    "date",
    "time",
    "moment",
    "span",
    "bool",
    "error",
    "array",
    "none",
    "float",
)


def workbook(cells: Sequence[Sequence[Any]], edits: Sequence[Edit]) -> bytes:
    """The bytes of a workbook with these cells on the sheet ``return``, after the edits."""
    book = Workbook()
    sheet = book.active
    sheet.title = "return"
    for row in cells[:1500]:
        sheet.append([_storable(each) for each in row[:200]])
    for name, *how in edits:
        if name in _OF_SHEETS:
            _OF_SHEETS[name](book, *how)
    file = io.BytesIO()
    try:
        book.save(file)
    except (ValueError, TypeError, IndexError, AttributeError, OverflowError):
        return b"PK\x03\x04"  # what cannot be made cannot be sent
    return _zipped(file.getvalue(), [edit for edit in edits if edit[0] in _OF_PARTS])


def _storable(value: Any) -> Any:
    """A cell's value: numbers as numbers, and only texts that a workbook can hold."""
    text = str(value)
    if text.isascii() and text.isdigit() and len(text) < 15 and (text == "0" or text[0] != "0"):
        return int(text)
    clean = ILLEGAL_CHARACTERS_RE.sub("", text.encode("utf-8", "replace").decode("utf-8"))
    return clean[:32_000] if not clean.startswith("=") else f"={clean[1:200] or 1}"


# --- sheets -------------------------------------------------------------------------------------


def _retype(book: Any, down: float, along: float, kind: str, seed: int) -> None:
    """One cell holds something of another type."""
    sheet = book.worksheets[0]
    row = 1 + int(down * min(sheet.max_row, 5000))
    cell = sheet.cell(row, 1 + int(along * sheet.max_column))
    rng = Random(seed)
    values: dict[str, Callable[[], Any]] = {
        "number": lambda: rng.choice((0, -1, 7, 1e15, 1e308, 2**70, -0.0, 46_000, 60, 2_958_466)),
        "float": lambda: rng.choice((0.1, 5.0, 3.5, 1e-300, float("nan"), float("inf"))),
        "formula": lambda: rng.choice(
            ("=1+1", "=A1", "=SUM(A1:A9)", '=HYPERLINK("http://x")', "=")
        ),
        "date": lambda: datetime.date(
            rng.choice((1900, 2026, 2027, 9999)), 1 + rng.randrange(12), 1
        ),
        "time": lambda: datetime.time(rng.randrange(24), 0),
        "moment": lambda: datetime.datetime(2026, 12, 31, rng.randrange(24), rng.randrange(60)),
        "span": lambda: datetime.timedelta(days=rng.randrange(400), minutes=5),
        "bool": lambda: rng.random() < 0.5,
        "error": lambda: rng.choice(("#N/A", "#REF!", "#DIV/0!", "#VALUE!")),
        "array": lambda: "{=1}",
        "none": lambda: None,
    }
    cell.value = values[kind]()
    if rng.random() < 0.4:
        cell.number_format = rng.choice(
            ("dd/mm/yyyy", "mm-dd-yy", "[h]:mm", "General", "@", "0.00%", "yyyy")
        )


def _state(book: Any, which: int, state: str) -> None:
    book.worksheets[which % len(book.worksheets)].sheet_state = state


def _title(book: Any, title: str) -> None:
    _put(book.worksheets[0], "title", title)


def _put(thing: Any, name: str, value: Any) -> None:
    try:
        setattr(thing, name, value)
    except (ValueError, TypeError, AttributeError):
        return


def _more_sheets(book: Any, title: str, state: str, first: bool) -> None:
    try:
        made = book.create_sheet(title, 0 if first else None)
    except (ValueError, TypeError):
        return
    made.sheet_state = state
    made.append(["force_id", "kind", "secret"])


def _merge(book: Any, area: str) -> None:
    try:
        book.worksheets[0].merge_cells(area)
    except (ValueError, TypeError, AttributeError):
        return


def _hide(book: Any, what: str, number: int) -> None:
    sheet = book.worksheets[0]
    if what == "row":
        sheet.row_dimensions[number].hidden = True
    else:
        sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26]].hidden = True


def _far_away(book: Any, row: int, column: int, value: Any) -> None:
    try:
        book.worksheets[0].cell(row, column).value = _storable(value)
    except (ValueError, TypeError):
        return


def _epoch(book: Any) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904


def _locked(book: Any) -> None:
    book.worksheets[0].protection.enable()
    book.security.lockStructure = True


_OF_SHEETS: Final[dict[str, Callable[..., None]]] = {
    "retype": _retype,
    "state": _state,
    "title": _title,
    "sheet": _more_sheets,
    "merge": _merge,
    "hide": _hide,
    "far": _far_away,
    "epoch": _epoch,
    "lock": _locked,
}


# --- parts of the archive -----------------------------------------------------------------------


def _zipped(raw: bytes, edits: Sequence[Edit]) -> bytes:
    """The archive packed anew, its parts and then its bytes changed."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    parts = [
        (name, _dateless(content) if name.endswith("core.xml") else content)
        for name, content in parts
    ]
    method = zipfile.ZIP_DEFLATED
    for name, *how in edits:
        if name == "method":
            method = how[0]
        elif name != "raw":
            parts = _OF_PARTS[name](parts, *how)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts:
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = method
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a name that stands twice
                archive.writestr(info, content)
    made = file.getvalue()
    for name, *how in edits:
        if name == "raw":
            made = _raw(made, *how)
    return made


def _dateless(content: bytes) -> bytes:
    """The properties of a workbook without the time at which it was made."""
    text = content.decode()
    while (start := text.find("Z</dcterms:")) > 0:
        text = text[: start - 19] + "2026-01-01T00:00:00" + text[start + 1 :]
    return text.encode()


Parts = list[tuple[str, bytes]]


def _part_dropped(parts: Parts, name: str) -> Parts:
    return [part for part in parts if part[0] != name]


def _part_at(parts: Parts, name: str, share: float, remove: int, insert: str) -> Parts:
    """So many letters of a part taken out at a share of it, and others put in."""
    return [
        (each, _at(content, share, remove, insert) if each == name else content)
        for each, content in parts
    ]


def _at(content: bytes, share: float, remove: int, insert: str) -> bytes:
    text = as_text(content)
    place = int(share * len(text))
    return as_bytes(text[:place] + insert + text[place + remove :])


def _part_replaced(parts: Parts, name: str, old: str, new: str) -> Parts:
    return [
        (each, content.replace(old.encode(), as_bytes(new)) if each == name else content)
        for each, content in parts
    ]


def _part_renamed(parts: Parts, name: str, new: str) -> Parts:
    return [(new if each == name else each, content) for each, content in parts]


def _part_blown_up(parts: Parts, name: str, megabytes: int) -> Parts:
    """A part that unpacks to so much more: white space before its end."""
    return [
        (
            each,
            content[:-1] + b" " * (megabytes * 2**20) + content[-1:] if each == name else content,
        )
        for each, content in parts
    ]


def _part_twice(parts: Parts, name: str) -> Parts:
    return parts + [part for part in parts if part[0] == name]


def _entities(parts: Parts, name: str) -> Parts:
    """A part with texts that stand for ten times others, six deep."""
    steps = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(6))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{steps}]>'
    return [
        (each, head.encode() + content.partition(b"?>")[2] if each == name else content)
        for each, content in parts
    ]


_OF_PARTS: Final[dict[str, Callable[..., Parts]]] = {
    "part dropped": _part_dropped,
    "part at": _part_at,
    "part replaced": _part_replaced,
    "part renamed": _part_renamed,
    "part blown up": _part_blown_up,
    "part twice": _part_twice,
    "entities": _entities,
    "method": lambda parts: parts,
    "raw": lambda parts: parts,
}


def _raw(made: bytes, how: str, share: float, value: int) -> bytes:
    """The archive's own bytes: cut off, one changed, its flags for secrecy or its methods set."""
    place = int(share * len(made))
    if how == "cut":
        return made[:place]
    if how == "put":
        return made[:place] + bytes([value % 256]) * 4 + made[place:]
    if how == "flags":
        return _each_header(made, 6, 8, value)
    if how == "method":
        return _each_header(made, 8, 10, value)
    changed = bytearray(made)
    changed[min(place, len(made) - 1)] ^= value % 256
    return bytes(changed)


def _each_header(made: bytes, local: int, central: int, value: int) -> bytes:
    """Two bytes of each header of a part, local and central."""
    changed = bytearray(made)
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        place = made.find(mark)
        while place >= 0:
            changed[place + offset : place + offset + 2] = value.to_bytes(2, "little")
            place = made.find(mark, place + 1)
    return bytes(changed)


# --- new edits ----------------------------------------------------------------------------------


def _sheet_texts(rng: Random, words: Sequence[str]) -> Edit:
    """A piece of the sheet's XML becomes another."""
    old, new = rng.choice(
        (
            ('t="n"', rng.choice(('t="b"', 't="e"', 't="d"', 't="s"', 't="str"', 't="x"', ""))),
            (
                "<v>",
                rng.choice(
                    (
                        "<v>-",
                        "<v>9e999",
                        "<v>nan",
                        "<v>99999999999",
                        "<v> ",
                        "<v>1e",
                        "<f>A1</f><v>",
                    )
                ),
            ),
            (
                'r="A1"',
                rng.choice(('r="XFE1"', 'r="A0"', 'r="1A"', 'r=""', 'r="A1048577"', 'r="a1"')),
            ),
            (
                '<row r="1"',
                rng.choice(
                    ('<row r="0"', '<row r="99999999"', '<row r="-1"', '<row r="x"', "<row")
                ),
            ),
            (
                "<sheetData",
                rng.choice(
                    ("<sheetdata", "<x/><sheetData", '<dimension ref="A1:XFD1048576"/><sheetData')
                ),
            ),
            (
                "</sheetData>",
                '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
            ),
            ("s=", "q="),
            ("<cols", "<cols x='"),
            ("inlineStr", rng.choice(("s", "n", "d", "b"))),
        )
    )
    return ["part replaced", _SHEET, old, new]


def _part_letters(rng: Random, words: Sequence[str]) -> Edit:
    """Some letters of a part become others."""
    insert = rng.choice(("", *LETTERS, *_XML, one_of_many(rng)[:200]))
    return ["part at", rng.choice(_PARTS), rng.random(), rng.choice((0, 1, 5, 100)), insert]


_XML: Final = (
    "<x>",
    "</x>",
    "&x;",
    "&#0;",
    "&#xD800;",
    "<!--",
    "<![CDATA[",
    "<?x?>",
    "/>",
    '"',
    "<v/>",
)

WORKBOOK_EDITS: Final[tuple[Callable[[Random, Sequence[str]], Edit], ...]] = (
    *[
        lambda rng, words: [
            "retype",
            rng.random(),
            rng.random(),
            rng.choice(_KINDS),
            rng.randrange(1000),
        ]
    ]
    * 4,
    _sheet_texts,
    _sheet_texts,
    lambda rng, words: ["state", rng.randrange(3), rng.choice(("hidden", "veryHidden", "visible"))],
    lambda rng, words: [
        "title",
        rng.choice(("Return", " RETURN ", "Sheet1", "x" * 31, "ret urn", "\u202ereturn")),
    ],
    lambda rng, words: [
        "sheet",
        rng.choice(("return", "Return ", "notes", "lists", "RETURN1", "a" * 31)),
        rng.choice(("visible", "hidden", "veryHidden")),
        rng.random() < 0.5,
    ],
    lambda rng, words: ["merge", rng.choice(("A1:C1", "A2:A4", "B2:C3", "A1:M1", "M2:M4"))],
    lambda rng, words: ["hide", rng.choice(("row", "column")), 1 + rng.randrange(14)],
    lambda rng, words: [
        "far",
        rng.choice((2, 60, 4000, 1_048_576)),
        rng.choice((14, 60, 16_384)),
        one_of_many(rng),
    ],
    lambda rng, words: ["epoch"],
    lambda rng, words: ["lock"],
    lambda rng, words: ["part dropped", rng.choice(_PARTS)],
    _part_letters,
    _part_letters,
    lambda rng, words: [
        "part renamed",
        rng.choice(_PARTS),
        rng.choice(("x", "../x", "xl/Workbook.xml", "/" + _SHEET)),
    ],
    lambda rng, words: ["part blown up", rng.choice(_PARTS), rng.choice((1, 20, 150))],
    lambda rng, words: ["part twice", rng.choice(_PARTS)],
    lambda rng, words: ["entities", rng.choice(_PARTS)],
    lambda rng, words: ["method", rng.choice((0, 8, 12, 14))],
    lambda rng, words: [
        "raw",
        rng.choice(("cut", "put", "flip", "flip")),
        rng.random(),
        1 + rng.randrange(255),
    ],
    lambda rng, words: ["raw", "flags", 0.0, rng.choice((1, 8, 0x800, 0x2041, 0xFFFF))],
    lambda rng, words: ["raw", "method", 0.0, rng.choice((1, 6, 9, 12, 14, 95, 99))],
)
