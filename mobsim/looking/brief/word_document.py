"""How does mobsim write a briefing as a Word document?

The briefing is one A4 document, in which each sheet has a heading and starts on a new page. Tables
repeat their headings on each page. The document uses Word styles, so that a reader can edit it and
add a table of contents.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from mobsim.ground.safe_text import shown
from mobsim.looking.brief.sheets import Briefing, BriefSheet, BriefTable, BriefText, tied

if TYPE_CHECKING:
    from docx.document import Document

_FONT: Final = "Arial"
_LANGUAGE: Final = "en-GB"
_MARGIN: Final = 15.0
_SIZE: Final = (210.0, 297.0)
"""The size of A4, in millimetres."""
_TEXT: Final = 9.0
_CELLS: Final = {"Cell": 8.0, "Cell Small": 7.0, "Cell Wide": 5.5}
"""Text sizes in points: for most tables, for wide tables, and for landscape sheets."""
_MANY: Final = 11
"""The smallest number of columns with which a table has smaller text."""
_KEPT: Final = 12
"""The most rows in a table that must stay on one page."""
_PADDING: Final = 50
"""The left and right margins of a cell, in twentieths of a point."""
_STYLES: Final = {
    "lead": "Subtitle",
    "text": "Normal",
    "heading": "Heading 2",
    "point": "List Bullet",
    "quiet": "Quiet",
}
_RIGHT: Final = '<w:jc w:val="right"/>'
_LETTER: Final = 0.62
"""The width of a letter divided by the text size, in a single word."""
_NARROWER: Final = 0.8
"""The mean width of a letter in a line of words, divided by its width in a single word."""
_MARGINS: Final = 2.5
"""The space beside the text of a cell, in millimetres."""
_WIDEST_WORD: Final = 40.0
"""The width, in millimetres, of the widest word that must stay unbroken."""
_TWENTIETHS: Final = 20 * 72 / 25.4
"""The number of twentieths of a point in a millimetre."""
_FIRST: Final = datetime(1980, 1, 1)


def word_of(briefing: Briefing) -> bytes:
    """The bytes of the document; the same briefing always gives the same bytes."""
    import docx

    document = docx.Document()
    _set_styles(document)
    _set_properties(document, briefing)
    _set_page(document.sections[0], wide=False, running=briefing.running)
    title = document.add_paragraph(shown(briefing.title), style="Title")
    title.paragraph_format.keep_with_next = True
    before = False
    for number, sheet in enumerate(briefing.sheets):
        if sheet.wide != before:
            _set_page(document.add_section(), wide=sheet.wide)
            before = sheet.wide
        _add_sheet(document, sheet, new_page=number > 0)
    file = BytesIO()
    document.save(file)
    return _dated(file.getvalue())


def _add_sheet(document: "Document", sheet: BriefSheet, *, new_page: bool) -> None:
    heading = document.add_heading(shown(sheet.title), level=1)
    # A new section already starts a new page; Word does not add another.
    heading.paragraph_format.page_break_before = new_page
    for part in sheet.parts:
        if isinstance(part, BriefText):
            document.add_paragraph(shown(part.text), style=_STYLES[part.style])
        else:
            _add_table(document, part, wide=sheet.wide)


def _add_table(document: "Document", table: BriefTable, *, wide: bool) -> None:
    from docx.shared import Twips

    if not table.rows and not table.empty:
        return
    document.add_heading(shown(table.caption), level=3)
    if not table.rows:
        document.add_paragraph(shown(table.empty), style=_STYLES["quiet"])
        return
    small = "Cell Small" if len(table.columns) >= _MANY else "Cell"
    style, last = "Cell Wide" if wide else small, len(table.rows)
    heads = [name.replace("_", " ") if wide else name for name in table.columns]
    widths = _widths(heads, table.rows, _SIZE[wide] - 2 * _MARGIN, _CELLS[style])
    numeric = table.numeric
    made = document.add_table(rows=0, cols=len(table.columns), style="Briefing Table")
    made.autofit = False
    for grid, width in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):
        grid.w = Twips(width)
    for number, row in enumerate([heads, *table.rows]):
        cells = zip(map(str, row), numeric, widths, strict=True)
        kept = number == 0 or number < last <= _KEPT
        made._tbl.append(_row(cells, style.replace(" ", ""), head=number == 0, kept=kept))
    if table.note:
        document.add_paragraph(shown(table.note), style=_STYLES["quiet"])


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[object]], room: float, size: float
) -> list[int]:
    """The widths of columns in twentieths of a point, wide enough that words need not break.

    ``room`` is the width of the table in millimetres, and ``size`` the text size in points.
    """
    letter = _LETTER * size * 25.4 / 72
    texts = list(zip(heads, *(map(str, row) for row in rows), strict=True))
    words = [max(len(word) for text in column for word in _words(text)) for column in texts]
    least = [min(_WIDEST_WORD, _MARGINS + letter * word) for word in words]
    lines = [_MARGINS + _NARROWER * letter * max(map(len, column)) for column in texts]

    def widths(longest: float) -> list[float]:
        return [max(own, min(line, longest)) for own, line in zip(least, lines, strict=True)]

    # Narrow the widest columns until all columns fit.
    longest = next((each for each in range(int(room), 0, -1) if sum(widths(each)) <= room), 0)
    found = widths(longest)
    return [round(width * room / sum(found) * _TWENTIETHS) for width in found]


def _words(text: str) -> list[str]:
    """The parts of a text between which a line can break."""
    return re.findall(r"[^ \n-]+-?", tied(text)) or [""]


def _row(cells: Iterable[tuple[str, bool, int]], style: str, *, head: bool, kept: bool) -> Any:
    """Make a row of a table; ``kept`` keeps the row on one page with the next row.

    The function builds the row as text, because python-docx would take minutes to build a long
    table cell by cell.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    next_kept = "<w:keepNext/>" if kept else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/>{next_kept}{_RIGHT if number else ""}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(tied(shown(text)))}</w:t></w:r></w:p></w:tc>'
        for text, number, width in cells
    )
    repeated = "<w:tblHeader/>" if head else ""
    return parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{repeated}</w:trPr>{made}</w:tr>")


# --- the document as a whole ----------------------------------------------------------------------


def _set_properties(document: "Document", briefing: Briefing) -> None:
    known, made = document.core_properties, _made(briefing)
    known.title = shown(briefing.title)[:255]
    known.author = "mobsim"
    known.last_modified_by = "mobsim"
    known.comments = shown(briefing.running)[:255]
    known.language = _LANGUAGE
    known.created = known.modified = made
    known.revision = 1


def _made(briefing: Briefing) -> datetime:
    try:
        return datetime.fromisoformat(briefing.made).replace(tzinfo=None)
    except ValueError:
        return _FIRST


def _set_page(section: Any, *, wide: bool, running: str = "") -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(_SIZE[wide]), Mm(_SIZE[not wide])
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Mm(_MARGIN))
    section.footer_distance = Mm(8)
    if running:
        paragraph = section.footer.paragraphs[0]
        paragraph.style = "Footer"
        paragraph.add_run(f"{shown(running)} · page ")
        _add_field(paragraph, "PAGE")


def _add_field(paragraph: Any, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _set_styles(document: "Document") -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Pt, RGBColor

    styles = document.styles
    dark = RGBColor(0x1A, 0x1D, 0x21)
    sizes = {"Title": 16, "Subtitle": 11, "Heading 1": 15, "Heading 2": 11.5, "Heading 3": 9.5}
    spaces = {"Title": (0, 2), "Heading 1": (0, 4), "Heading 2": (8, 2), "Heading 3": (7, 2)}
    for name in ("Normal", "List Bullet", "Footer", *sizes):
        style = styles[name]
        _set_font(style, sizes.get(name, 7.5 if name == "Footer" else _TEXT), dark)
        before, after = spaces.get(name, (0, 3))
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
        style.paragraph_format.line_spacing = 1.0
    for name in sizes:
        styles[name].font.bold = name != "Subtitle"
    for spacing in styles["Subtitle"].element.xpath("./w:rPr/w:spacing"):
        spacing.getparent().remove(spacing)
    for border in styles["Title"].element.xpath("./w:pPr/w:pBdr"):
        border.getparent().remove(border)
    for name, size in {"Quiet": 8.0, **_CELLS}.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _set_font(style, size, dark)
        style.paragraph_format.space_after = Pt(3 if name == "Quiet" else 0)
    made = parse_xml(_TABLE_STYLE.format(namespaces=nsdecls("w"), padding=_PADDING))
    styles.element.append(made)
    for language in styles.element.xpath("//w:rPrDefault//w:lang"):
        for name in list(language.attrib):
            language.attrib[name] = _LANGUAGE


def _set_font(style: Any, size: float, colour: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), colour
    style.font.italic = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), _FONT)


_TABLE_STYLE: Final = (
    '<w:style {namespaces} w:type="table" w:customStyle="1" w:styleId="BriefingTable">'
    '<w:name w:val="Briefing Table"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    '<w:top w:val="single" w:sz="6" w:color="6C747E"/>'
    '<w:bottom w:val="single" w:sz="6" w:color="6C747E"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="C9CED5"/></w:tblBorders>'
    '<w:tblCellMar><w:top w:w="15" w:type="dxa"/><w:left w:w="{padding}" w:type="dxa"/>'
    '<w:bottom w:w="15" w:type="dxa"/><w:right w:w="{padding}" w:type="dxa"/></w:tblCellMar>'
    '</w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="E8EBEF"/><w:vAlign w:val="bottom"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
)


def _dated(content: bytes) -> bytes:
    """Return the bytes of a file, without the time at which the file was written."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as made,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in made.namelist():
            about = zipfile.ZipInfo(name, _FIRST.timetuple()[:6])
            about.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(about, made.read(name))
    return file.getvalue()
