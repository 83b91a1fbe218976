"""If a file is not a table, what kind of file is it?

mobsim recognises a file by its first bytes, regardless of its name.
"""

import zipfile
from io import BytesIO
from typing import Final

_FIRST_BYTES: Final = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"RIFF", "a picture or a recording"),
    (b"{\\rtf", "a document (RTF)"),
    (b"\x1f\x8b", "an archive (gzip)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"Rar!", "an archive (RAR)"),
)
_FIRST_WORDS: Final = (
    ((b"<!doctype html", b"<html", b"<table", b"<body", b"<meta"), "a web page (HTML)"),
    ((b"<?xml",), "an XML document"),
    ((b"received:", b"return-path:", b"mime-version:", b"delivered-to:"), "a mail message"),
)
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLD_OFFICE: Final = (
    ("EncryptedPackage", "a workbook protected by a password"),
    ("Workbook", "an old workbook (.xls)"),
    ("WordDocument", "an old Word document (.doc)"),
    ("PowerPoint Document", "an old presentation (.ppt)"),
    ("__substg1.0_", "an Outlook message (.msg)"),
)
"""Names of parts in files saved by Office 97 to Office 2003. Later versions of Office use the same
format for encrypted files."""
_WORKBOOK_PART: Final = "xl/workbook.xml"
_IN_ZIP: Final = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("word/", "a Word document"),
    ("ppt/", "a presentation"),
    ("content.xml", "an OpenDocument file (.ods)"),
)

SAVE_AS: Final = "save the table as XLSX or 'CSV UTF-8'"


def is_workbook(content: bytes) -> bool:
    """Whether a file is an XLSX workbook."""
    return content.startswith(b"PK") and _WORKBOOK_PART in _names_in(content)


def what_it_is(content: bytes) -> str:
    """The kind of a file that is not plain text; empty if it may be plain text.

    >>> what_it_is(b"%PDF-1.7 ..."), what_it_is(b"schema: 1")
    ('a PDF document', '')
    """
    return "a workbook" if is_workbook(content) else _kind(content)


def wrong_kind(content: bytes) -> str:
    """The kind of a file that is not a table, and what to do; empty if it may be a table.

    >>> wrong_kind(b"%PDF-1.7 ...")
    "found a PDF document, expected a table; save the table as XLSX or 'CSV UTF-8'"
    """
    if not content.removeprefix(b"\xef\xbb\xbf").strip():
        return "the file is empty; expected a header row and rows below it"
    found = _kind(content)
    if not found:
        return ""
    if found.endswith("password"):
        return f"found {found}, expected a file without a password; remove the password"
    if "archive" in found:
        return f"found {found}, expected a table; unpack it first"
    return f"found {found}, expected a table; {SAVE_AS}"


def _kind(content: bytes) -> str:
    for first, name in _FIRST_BYTES:
        if content.startswith(first):
            return name
    if content.startswith(_OLD_OFFICE):
        return _part(content)
    if content.startswith(b"PK"):
        return _zipped(content)
    return _text_kind(content)


def _part(content: bytes) -> str:
    for part, name in _IN_OLD_OFFICE:
        if part.encode("utf-16-le") in content:
            return name
    return "an old Office file"


def _zipped(content: bytes) -> str:
    names = _names_in(content)
    if not names:
        return "a damaged file"
    if _WORKBOOK_PART in names:
        return ""
    for part, name in _IN_ZIP:
        if any(each.startswith(part) for each in names):
            return name
    return "an archive (ZIP)"


def _names_in(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, LookupError, OSError, NotImplementedError):
        return []


def _text_kind(content: bytes) -> str:
    start = content[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text in UTF-16"
    return next((name for first, name in _FIRST_WORDS if start.startswith(first)), "")
