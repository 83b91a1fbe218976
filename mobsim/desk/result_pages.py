"""How does the desk show the page of a result, and how can a user give a result to someone else?

A page in the folder may have come by email. In the desk's frame, it can run only the replay that
mobsim ships, because the desk allows only scripts with known digests. The page cannot redirect the
desk's tab, open a window or submit a form.
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
"""A page states its policy within this number of characters from its start."""
_SCRIPTS: Final = re.compile(r"script-src ([^;\"]*)")


@cache
def report_scripts() -> tuple[str, ...]:
    """Return the digests of the scripts in reports."""
    return script_hashes(PACKAGE)


def report_policy() -> str:
    """Return the policy that limits a report in the desk's frame."""
    return (
        f"default-src 'none'; script-src {' '.join(report_scripts())}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'; "
        "sandbox allow-scripts allow-same-origin allow-downloads; frame-ancestors 'self'"
    )


def has_page(kind: str) -> bool:
    """Return whether a kind of result has both a page and a scenario that can be run again."""
    return kind in ("night", "study")


def report_of(folder: Path, kind: str) -> str:
    """Return the page of a result; make a page if it is absent or from another version.

    Raises
    ------
    InputError
        If the result has no page, or has changed since it was written.
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
        raise InputError.about(folder.name, f"a {kind} has no page")
    add_page(place, text, force=True)
    return place.read_text("utf-8")


def _is_of_this_mobsim(page: str) -> bool:
    """Return whether a page's own policy allows the same scripts as the desk."""
    found = _SCRIPTS.search(unescape(page[:_HEAD]))
    return found is None or set(found[1].split()) <= set(report_scripts())


def brief_zip(folder: Path, kind: str) -> bytes:
    """Return the briefing sheets of a night in one ZIP file.

    Raises
    ------
    InputError
        If the result is not one night, or has changed since it was written.
    """
    if kind != "night":
        raise InputError.about(
            folder.name, "briefing sheets describe one night; run one night first"
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in brief_files(briefing_of(read_source(folder), ()), FORMATS).items():
            archive.writestr(f"{folder.name}-brief/{name}", content)
    return out.getvalue()


def night_with_seed(folder: Path, seed: int) -> str:
    """Return the scenario of a result, with a note on how to repeat the same nights.

    Raises
    ------
    InputError
        If the scenario names the user's tables, which the file does not contain.
    """
    if (folder / TABLES).exists():
        message = f"names tables of your own; share the whole folder {folder.name} instead"
        raise InputError.about(SCENARIO, message)
    text = read_regular(folder / SCENARIO, "yaml", SCENARIO).decode()
    return f"# To repeat this result: mobsim run night.yaml --seed {seed}\n{text}"
