"""Does a workbook unpack to a reasonable size for a table?

A workbook is an archive of XML files. A small archive can contain millions of cells, and one merged
range can cover all cells of a sheet. This module therefore counts the XML elements one at a time,
before a library makes objects from them.
"""

import re
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat
from zipfile import ZipFile

from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import InputError
from mobsim.ground.grids import refusal
from mobsim.ground.plain_numbers import too_long

_XML: Final = (".xml", ".rels", ".vml")
_ELEMENTS_A_CELL: Final = 4
"""XML elements that the sheets and their texts may have for each cell of a table; a blank cell with
a format also counts. Every other part of the workbook may have one element for every two cells."""
_ELEMENTS_BESIDE: Final = 1000
"""XML elements that a workbook may have in addition to its cells."""
_CELL_PARTS: Final = ("xl/worksheets/sheet", "xl/sharedStrings")
_MOST_SHEETS: Final = 200
_RANGES: Final = ("mergeCell", "hyperlink", "comment")
"""Elements that cover a range of cells; the library makes an object for each of these cells."""
_CORNER: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_STEP: Final = 1 << 20


def check_workbook_size(content: bytes, name: str) -> None:
    """Refuse a workbook that unpacks to more than the limits of a table.

    Raises
    ------
    InputError
        If a limit is exceeded; the message names the limit.
    """
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > limit("unpacked"):
            raise refusal(name, over("unpacked", unpacked))
        counter = _PartCounter(name)
        for part in parts:
            if part.filename.lower().endswith(_XML):
                with archive.open(part) as file:
                    counter.read(file, holds_cells=part.filename.startswith(_CELL_PARTS))


class _PartCounter:
    """Counts the cells, rows and columns in the parts of one workbook."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._elements = self._in_part = self._sheets = 0
        self._holds_cells = False
        self._spanned = 0
        self._cell: dict[str, str] = {}
        self._number: list[str] | None = None

    def read(self, part: Any, *, holds_cells: bool) -> None:
        """Count the cells, rows and columns in one part."""
        self._holds_cells, self._in_part = holds_cells, 0
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        while piece := part.read(_STEP):
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _refuse_doctype(self, *_: object) -> None:
        raise refusal(self._name, "found an XML document type, which spreadsheets never write")

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        self._count(local)
        if local == "c":
            self._cell = attributes
        elif local == "v" and self._cell.get("t", "n") == "n":
            self._number = []
        elif local in _RANGES:
            self._spanned += _cells_in(attributes.get("ref", ""))
            if self._spanned > limit("cells"):
                raise self._over_cells()

    def _count(self, local: str) -> None:
        if self._holds_cells:
            self._elements += 1
        else:
            self._in_part += 1
            self._sheets += local == "sheet"
        most = limit("cells")
        many = self._elements > _ELEMENTS_A_CELL * most + _ELEMENTS_BESIDE
        if many or self._in_part > most // 2 + _ELEMENTS_BESIDE:
            raise self._over_cells()
        if self._sheets > _MOST_SHEETS:
            problem = f"found more than {_MOST_SHEETS} sheets; save the sheet to read as a new file"
            raise refusal(self._name, problem)

    def _text(self, text: str) -> None:
        if self._number is not None:
            self._number.append(text)

    def _end(self, _: str) -> None:
        if self._number is not None:
            if problem := too_long("".join(self._number).strip()):
                place = self._cell.get("r", "")
                raise InputError.about(self._name, problem, place)
            self._number = None

    def _over_cells(self) -> InputError:
        return refusal(
            self._name, f"{over('cells')} (formats, and blank cells with a format, also count)"
        )


def _cells_in(ref: str) -> int:
    """The number of cells in a range; a text that is not a range counts as one cell.

    >>> _cells_in("A1:XFD1048576"), _cells_in("B2"), _cells_in("")
    (17179869184, 1, 1)
    """
    corners = [match for part in ref.split(":")[:2] if (match := _CORNER.fullmatch(part))]
    if len(corners) < 2:
        return 1
    first, last = ((_column(each[1]), int(each[2])) for each in corners)
    return (abs(last[0] - first[0]) + 1) * (abs(last[1] - first[1]) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
