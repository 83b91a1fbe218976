"""Which files make up a briefing, and how does mobsim write its folder?"""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from mobsim.ground.folders import check_replaceable, replaced_folder
from mobsim.looking.brief.brief_workbook import workbook_of
from mobsim.looking.brief.request_sheet import REQUESTS
from mobsim.looking.brief.sheets import Briefing, tied
from mobsim.looking.brief.word_document import word_of
from mobsim.looking.page import render
from mobsim.scoring.log import csv_of

PACKAGE: Final = "mobsim.looking.brief"
FORMATS: Final = ("docx", "xlsx", "csv", "html")


def brief_files(briefing: Briefing, formats: Collection[str] = FORMATS) -> dict[str, str | bytes]:
    """The contents of a briefing's files, by the path of each file in the folder.

    The same briefing always gives the same bytes.
    """
    found: dict[str, str | bytes] = {}
    if "docx" in formats:
        found["brief.docx"] = word_of(briefing)
    if "html" in formats:
        found["brief.html"] = _page_of(briefing)
    if "xlsx" in formats:
        found["brief.xlsx"] = workbook_of(briefing)
    if "csv" in formats:
        for each in briefing.lists():
            folder = "" if each.list_id == REQUESTS else "tables/"
            found[f"{folder}{each.list_id}.csv"] = csv_of(each.columns, each.rows)
    return found


def _page_of(briefing: Briefing) -> str:
    """Return the HTML page of a briefing as the text of one file.

    The page loads no other file, and each sheet starts on a new printed page.
    """
    return render(
        "brief.html",
        package=PACKAGE,
        title=briefing.title,
        styles=("brief.css",),
        running=briefing.running,
        briefing=briefing,
        tied=tied,
    )


def check_brief_folder(folder: Path, *, force: bool = False) -> None:
    """Check, before a long task, that `write_brief` can use a folder.

    Raises `OutputError` if the folder holds something that must not be replaced.
    """
    check_replaceable(folder, ("briefing",), force=force)


def write_brief(
    briefing: Briefing,
    folder: Path,
    formats: Collection[str] = FORMATS,
    *,
    force: bool = False,
) -> list[Path]:
    """Write a briefing as a complete folder and return the paths of its files.

    Raises `OutputError`, and writes nothing, if the folder cannot be written or holds something
    that must not be replaced.
    """
    files = brief_files(briefing, formats)
    with replaced_folder(folder, "briefing", ("briefing",), force=force) as made:
        for name, content in files.items():
            made.put(name, content)
    return [folder / name for name in files]
