"""How does the desk show a result's page, and how do you give a result to someone else?

A page in a folder may have come by email. In the desk's frame it can run only the replay that
mobsim ships, because the answer allows scripts by their digests. It cannot redirect the desk's tab,
open a window or send a form.
"""

import io
import re
import zipfile
from functools import cache
from html import unescape
from pathlib import Path
from typing import Final

from mobsim.ground.errors import InputError
from mobsim.ground.folders import add_page
from mobsim.ground.input_files import read_regular
from mobsim.ground.manifest import seal_of
from mobsim.looking.brief import FORMATS, briefing_of
from mobsim.looking.brief.brief_files import brief_files
from mobsim.looking.page.rendering import script_hashes
from mobsim.looking.report import night_report, read_source
from mobsim.looking.report.report_writing import PACKAGE
from mobsim.study.study import read_study
from mobsim.study.study_report import study_report
from mobsim.telling.store import REPORT, SCENARIO, TABLES

_HEAD: Final = 4_000
"""The page states its policy within this many characters."""
_SCRIPTS: Final = re.compile(r"script-src ([^;\"]*)")


@cache
def report_scripts() -> tuple[str, ...]:
    """Digests of the scripts in reports."""
    return script_hashes(PACKAGE)


def report_policy() -> str:
    """What a report may do in the desk's frame."""
    return (
        f"default-src 'none'; script-src {' '.join(report_scripts())}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'; "
        "sandbox allow-scripts allow-same-origin allow-downloads; frame-ancestors 'self'"
    )


def has_page(kind: str) -> bool:
    """Whether a kind of result has a page, and a scenario to run again."""
    return kind in ("night", "study")


def report_of(folder: Path, kind: str) -> str:
    """The page of one night or many; made now if absent or from another version of mobsim.

    Raises
    ------
    InputError
        When it has no page, or is not as it was written.
    """
    place = folder / REPORT
    if place.is_file() and seal_of(place) == "whole":
        text = read_regular(place, "kept", REPORT).decode("utf-8", "replace")
        if _is_of_this_mobsim(text):
            return text
    if kind == "night":
        text = night_report(read_source(folder))
    elif kind == "study":
        text = study_report(read_study(folder, whole=True))
    else:
        raise InputError.about(folder.name, f"a {kind} has no page of its own")
    add_page(place, text, force=True)
    return place.read_text("utf-8")


def _is_of_this_mobsim(page: str) -> bool:
    """Whether a page allows itself the same scripts as the desk does."""
    found = _SCRIPTS.search(unescape(page[:_HEAD]))
    return found is None or set(found[1].split()) <= set(report_scripts())


def brief_zip(folder: Path, kind: str) -> bytes:
    """The briefing sheets of a night, in one ZIP file.

    Raises
    ------
    InputError
        When it is not of one night, or not as it was written.
    """
    if kind != "night":
        raise InputError.about(folder.name, "sheets are of one night; run one night first")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in brief_files(briefing_of(read_source(folder), ()), FORMATS).items():
            archive.writestr(f"{folder.name}-brief/{name}", content)
    return out.getvalue()


def night_with_seed(folder: Path, seed: int) -> str:
    """The scenario of a result, with a note on how to get the same nights again.

    Raises
    ------
    InputError
        When it names tables of its own, which are not in the file.
    """
    if (folder / TABLES).exists():
        message = f"names tables of your own; give away the whole folder {folder.name} instead"
        raise InputError.about(SCENARIO, message)
    text = read_regular(folder / SCENARIO, "yaml", SCENARIO).decode()
    return f"# The same again: mobsim run night.yaml --seed {seed}\n{text}"
