"""What does a force have behind its crews: people, vehicles, speed, standards and agreements?

Each force has one such row, besides its rows of kinds. The inspections of 2014 asked for most of
it, and SPR 2023 ¶116–126 names the rest. Every column except the force, the date and the signature
may be missing or empty. Empty means that the force does not say; it never means none.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from mobsim.country.force_names import as_force_id
from mobsim.country.returns.return_rows import (
    MOST_CREWS,
    SHIFTS,
    Crews,
    PlainText,
    check_day,
)
from mobsim.ground.tables import Mend, PartialDate, Row, Text

SHEET: Final = "capability"
WEEKEND: Final = "weekend"
MUSTERED_AT: Final = {**SHIFTS, WEEKEND: "18–22 on Saturday and Sunday"}
"""Times of the week for which a force may say how many it musters."""

Officers = Annotated[int, Field(ge=0, le=MOST_CREWS)]
Vehicles = Annotated[int, Field(ge=0, le=MOST_CREWS)]
Times = Annotated[int, Field(ge=0, le=MOST_CREWS)]
_FOLDED = BeforeValidator(lambda text: text.casefold() if isinstance(text, str) else text)
YesNo = Annotated[Literal["yes", "no"], _FOLDED]
Partly = Annotated[Literal["yes", "partly", "no"], _FOLDED]
Basis = Annotated[Literal["tested", "estimated"], _FOLDED]
Day = Annotated[str, AfterValidator(lambda text: check_day(text) if text else text)]


class CapabilityRow(Row):
    """What one force says about its people, vehicles, speed, standards and agreements."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    KEY: ClassVar[tuple[str, ...]] = ("force_id",)
    SHEET: ClassVar[str] = SHEET
    BESIDE: ClassVar[str] = "return"
    BARE_ROWS: ClassVar[bool] = True
    MEND: ClassVar[Mapping[str, Mend]] = {"force_id": as_force_id}

    force_id: Text
    """The force, by its id or a name."""
    inspectors_level_2: Officers | None = None
    """Inspectors trained to level 2 who may lead a PSU."""
    sergeants_level_2: Officers | None = None
    """Sergeants trained to level 2."""
    constables_level_2: Officers | None = None
    """Constables trained to level 2, without drivers."""
    in_date_level_2: Officers | None = None
    """Officers of these three whose level 2 training is in date."""
    inspectors_level_3: Officers | None = None
    """Inspectors trained to level 3 who may lead a BDU."""
    sergeants_level_3: Officers | None = None
    """Sergeants trained to level 3."""
    constables_level_3: Officers | None = None
    """Constables trained to level 3."""
    in_date_level_3: Officers | None = None
    """Officers of these three whose level 3 training is in date."""
    gold_accredited: Officers | None = None
    """Gold commanders who were accredited."""
    gold_current: Officers | None = None
    """Those of them who are operationally competent today."""
    silver_accredited: Officers | None = None
    """Silver commanders who were accredited."""
    silver_current: Officers | None = None
    """Those of them who are operationally competent today."""
    bronze_accredited: Officers | None = None
    """Bronze commanders who were accredited."""
    bronze_current: Officers | None = None
    """Those of them who are operationally competent today."""
    safety_advisers_accredited: Officers | None = None
    """Public order safety advisers (POPSA) who were accredited."""
    safety_advisers_current: Officers | None = None
    """Those of them who are operationally competent today."""
    tactical_advisers_accredited: Officers | None = None
    """Public order tactical advisers who were accredited."""
    tactical_advisers_current: Officers | None = None
    """Those of them who are operationally competent today."""
    carriers_equipped: Vehicles | None = None
    """PSU carriers that are fully equipped to national standards."""
    crews_at_once: Crews | None = None
    """PSUs that could be sent immediately, by the list the control room has at the start of a tour
    of duty."""
    inspectors_at_once: Officers | None = None
    """Nominated inspectors trained to lead a PSU and free immediately, by the same list."""
    carriers_at_once: Vehicles | None = None
    """Fully equipped carriers whose place the control room knows, by the same list."""
    crews_20: Crews | None = None
    """PSUs mustered within 20 minutes of the call, at the hour of the last test or at any hour."""
    crews_20_early: Crews | None = None
    crews_20_late: Crews | None = None
    crews_20_night: Crews | None = None
    crews_20_weekend: Crews | None = None
    crews_60: Crews | None = None
    """PSUs mustered within 60 minutes of the call, at the hour of the last test or at any hour."""
    crews_60_early: Crews | None = None
    crews_60_late: Crews | None = None
    crews_60_night: Crews | None = None
    crews_60_weekend: Crews | None = None
    officers_20: Officers | None = None
    """Officers trained to level 2 at the rendezvous within 20 minutes, whether or not they make
    whole crews, at the hour of the last test or at any hour."""
    officers_20_early: Officers | None = None
    officers_20_late: Officers | None = None
    officers_20_night: Officers | None = None
    officers_20_weekend: Officers | None = None
    officers_60: Officers | None = None
    """Officers trained to level 2 at the rendezvous within 60 minutes, whether or not they make
    whole crews, at the hour of the last test or at any hour."""
    officers_60_early: Officers | None = None
    officers_60_late: Officers | None = None
    officers_60_night: Officers | None = None
    officers_60_weekend: Officers | None = None
    inspectors_60: Officers | None = None
    """Inspectors trained to lead a PSU at the rendezvous within 60 minutes."""
    muster_basis: Basis | None = None
    """Whether what is mustered was tested or is estimated."""
    muster_tested: Day = ""
    """Day of the last test of mustering without notice."""
    on_call_commander: YesNo | None = None
    """Whether a senior officer is nominated at every hour to lead the response."""
    kit: Partly | None = None
    """Whether protective kit is compatible with that of other forces."""
    kit_remark: PlainText = ""
    """Which parts of the kit are not."""
    vehicles: Partly | None = None
    """Whether vehicles meet the national requirements."""
    vehicles_remark: PlainText = ""
    """Which parts of the vehicles do not."""
    tactics: Partly | None = None
    """Whether tactics are those of the national training standards."""
    tactics_remark: PlainText = ""
    """Which parts of the tactics are not."""
    standards: PlainText = ""
    """The set of standards that kit, vehicles and tactics were compared with."""
    mixed_serials: Partly | None = None
    """Whether its officers have trained in serials mixed with those of other forces."""
    agreements: PlainText = ""
    """Agreements on aid in place with other forces, joined by semicolons."""
    tests: Times | None = None
    """Mobilisation tests that it took part in, in the 12 months before the date."""
    tests_last: Day = ""
    """The day of the last of them, at any time in the past."""
    exercises: Times | None = None
    """Exercises with other forces that it took part in, in the 12 months before the date."""
    exercises_last: Day = ""
    """The day of the last of them, at any time in the past."""
    plan_tested: Day = ""
    """Day on which its plan to mobilise PSUs was last tested."""
    plan_shared: YesNo | None = None
    """Whether its mobilisation plan is shared with its RICC."""
    mercury_current: YesNo | None = None
    """Whether its record in Mercury is up to date."""
    assessment: PartialDate = ""
    """Day, month or year of its last strategic risk assessment of public order."""
    remarks: PlainText = ""
    """Anything that a reader should know."""
    date: Day = ""
    """Day on which the row was true; needed if the row says anything."""
    signed_by: PlainText = ""
    """Post of the person responsible for the row, such as Head of Operations; no name. Needed under
    the same condition as the date.
    """

    @property
    def says_something(self) -> bool:
        """Whether any cell but that of the force is filled in."""
        return bool(self.model_fields_set - {"force_id"})

    @property
    def agreement_names(self) -> tuple[str, ...]:
        """The agreements, one by one."""
        return tuple(part.strip() for part in self.agreements.split(";") if part.strip())


def mustered_column(what: str, minutes: int, at: str = "") -> str:
    """The column with the number mustered.

    >>> mustered_column("officers", 60, "weekend")
    'officers_60_weekend'
    """
    return f"{what}_{minutes}{'_' if at else ''}{at}"


CAPABILITY_COLUMNS: Final = tuple(CapabilityRow.model_fields)
"""In the order in which they are written."""
CAPABILITY_FACTS: Final = tuple(
    name for name in CAPABILITY_COLUMNS if name not in ("force_id", "remarks", "date", "signed_by")
)
"""What a force may state; these columns are used to compare two quarters."""
CAPABILITY_TEXTS: Final = (
    *(name for name in CAPABILITY_FACTS if name.endswith("_remark")),
    *("standards", "agreements", "remarks", "signed_by"),
)
"""Columns of free text, guarded in every CSV file."""


def is_number(column: str) -> bool:
    """Whether a column holds a count.

    >>> is_number("crews_20_night"), is_number("kit")
    (True, False)
    """
    return CapabilityRow.model_fields[column].default is None and not choices_of(column)


def meaning_of(column: str) -> str:
    """The meaning of a column.

    >>> meaning_of("crews_20_night")
    'The same as crews_20, from 22–07.'
    """
    said = CapabilityRow.model_fields[column].description
    if said:
        return " ".join(said.split())
    base, _, at = column.rpartition("_")
    return f"The same as {base}, from {MUSTERED_AT[at]}."


def choices_of(column: str) -> tuple[str, ...]:
    """The values that a cell of a column may have, if the column holds one of a few words.

    >>> choices_of("kit"), choices_of("remarks")
    (('yes', 'partly', 'no'), ())
    """
    for part in get_args(CapabilityRow.model_fields[column].annotation):
        if get_args(part):
            return get_args(get_args(part)[0])
    return ()


DAYS_DONE: Final = tuple(n for n in CAPABILITY_COLUMNS if n.endswith(("_last", "_tested")))
"""Columns that hold a day on which something was done."""
