"""Which sheets does the briefing of a night have, and which of these did the user ask for?"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from mobsim.country.force_names import force_id_of, plain_name
from mobsim.ground.errors import Fault, InputError, did_you_mean, listed
from mobsim.looking.brief.brief_night import BriefNight
from mobsim.looking.brief.chief_officer import chief_sheet
from mobsim.looking.brief.force_sheets import force_sheets
from mobsim.looking.brief.host_sheets import host_sheets
from mobsim.looking.brief.region_sheets import region_sheets
from mobsim.looking.brief.request_sheet import request_sheet
from mobsim.looking.brief.sheets import Briefing, BriefSheet, BriefText
from mobsim.looking.report import NightSource
from mobsim.telling.wording import seed_told, shortened

_LONGEST: Final = 300


def briefing_of(source: NightSource, only: Collection[str] = ()) -> Briefing:
    """Make the briefing of a night, with all sheets or with some of them.

    ``only`` contains the names of the forces, regions and places whose sheets the user wants.

    Raises
    ------
    InputError
        If some names in ``only`` have no sheet. The error lists these names.
    """
    night = BriefNight(source)
    sheets = list(_sheets(night))
    outline, identity = source.document["scenario"], source.document["provenance"]
    version = f"mobsim {identity['mobsim']}"
    seed = seed_told(identity["seed"], identity["replication"])
    return Briefing(
        title=f"Briefing: {shortened(outline['title'], _LONGEST)}",
        running=f"{version} · {outline['name']}, seed {seed} · not a forecast",
        made=str(source.circumstances.get("made_at", "")),
        sheets=_chosen(night, sheets, only) if only else sheets,
    )


def _sheets(night: BriefNight) -> Iterator[BriefSheet]:
    yield _with_others(night, chief_sheet(night))
    yield from host_sheets(night)
    yield from region_sheets(night)
    yield from force_sheets(night)
    yield request_sheet(night)


def _with_others(night: BriefNight, sheet: BriefSheet) -> BriefSheet:
    """Add a list of the forces that have no sheet to the first sheet."""
    names = [night.force(force) for force in night.unbriefed]
    if not names:
        return sheet
    told = "These forces were not asked for aid and sent no crew, so they have no sheet: "
    told += f"{listed(names, len(names))}."
    return replace(sheet, parts=(*sheet.parts, BriefText(told, "quiet")))


def _chosen(
    night: BriefNight, sheets: Sequence[BriefSheet], only: Collection[str]
) -> list[BriefSheet]:
    names = _names(night, sheets)
    wanted, faults = set[str](), []
    for name in only:
        found = names.get(plain_name(name)) or names.get(plain_name(force_id_of(name) or ""))
        if found:
            wanted |= found
            continue
        force = force_id_of(name)
        problem = f"unknown {name!r}; {did_you_mean(plain_name(name), names)}"
        if force in night.unbriefed:
            problem = f"{night.force(force)} has no sheet: it is not asked, and sends no crew"
        faults.append(Fault("--only", 0, 0, "", problem))
    if faults:
        raise InputError(faults)
    return [sheet for sheet in sheets if sheet.sheet_id in wanted]


def _names(night: BriefNight, sheets: Sequence[BriefSheet]) -> dict[str, set[str]]:
    """The ids of the sheets, by each name that a user can give."""
    found: dict[str, set[str]] = {}

    def note(sheet_id: str, *names: str) -> None:
        for name in names:
            found.setdefault(plain_name(name), set()).add(sheet_id)

    for sheet in sheets:
        of = sheet.sheet_id.partition("-")[2]
        if sheet.group in ("force", "host", "region"):
            note(sheet.sheet_id, of, sheet.subject)
        else:
            note(sheet.sheet_id, sheet.sheet_id)
        if sheet.group == "host":
            for incident in night.hosts[of]:
                note(sheet.sheet_id, incident, night.place(incident))
    return found
