"""Which people, vehicles, standards and agreements support a force's crews?

Each force has one row of capability, in addition to a row for each kind of unit. The inspections of
2014 asked for most of these facts, and SPR 2023 ¶116–126 names the rest. All columns except the
force, the date and the signature may be missing or empty. An empty cell means that the force does
not say; it never means 0.
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
"""Times of the week for which a force may say how many crews or officers it can muster."""

Officers = Annotated[int, Field(ge=0, le=MOST_CREWS)]
Vehicles = Annotated[int, Field(ge=0, le=MOST_CREWS)]
Times = Annotated[int, Field(ge=0, le=MOST_CREWS)]
_FOLDED = BeforeValidator(lambda text: text.casefold() if isinstance(text, str) else text)
YesNo = Annotated[Literal["yes", "no"], _FOLDED]
Partly = Annotated[Literal["yes", "partly", "no"], _FOLDED]
Basis = Annotated[Literal["tested", "estimated"], _FOLDED]
Day = Annotated[str, AfterValidator(lambda text: check_day(text) if text else text)]


class CapabilityRow(Row):
    """One force's statements about its people, vehicles, speed, standards and agreements."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    KEY: ClassVar[tuple[str, ...]] = ("force_id",)
    SHEET: ClassVar[str] = SHEET
    BESIDE: ClassVar[str] = "return"
    BARE_ROWS: ClassVar[bool] = True
    MEND: ClassVar[Mapping[str, Mend]] = {"force_id": as_force_id}

    force_id: Text
    """The force, by its id or one of its names."""
    inspectors_level_2: Officers | None = None
    """Inspectors trained to level 2 who may lead a PSU."""
    sergeants_level_2: Officers | None = None
    """Sergeants trained to level 2."""
    constables_level_2: Officers | None = None
    """Constables trained to level 2, not counting drivers."""
    in_date_level_2: Officers | None = None
    """Inspectors, sergeants and constables whose level 2 training is in date."""
    inspectors_level_3: Officers | None = None
    """Inspectors trained to level 3 who may lead a BDU."""
    sergeants_level_3: Officers | None = None
    """Sergeants trained to level 3."""
    constables_level_3: Officers | None = None
    """Constables trained to level 3."""
    in_date_level_3: Officers | None = None
    """Inspectors, sergeants and constables whose level 3 training is in date."""
    gold_accredited: Officers | None = None
    """Gold commanders who have been accredited."""
    gold_current: Officers | None = None
    """Accredited gold commanders who are operationally competent today."""
    silver_accredited: Officers | None = None
    """Silver commanders who have been accredited."""
    silver_current: Officers | None = None
    """Accredited silver commanders who are operationally competent today."""
    bronze_accredited: Officers | None = None
    """Bronze commanders who have been accredited."""
    bronze_current: Officers | None = None
    """Accredited bronze commanders who are operationally competent today."""
    safety_advisers_accredited: Officers | None = None
    """Public order safety advisers (POPSA) who have been accredited."""
    safety_advisers_current: Officers | None = None
    """Accredited safety advisers who are operationally competent today."""
    tactical_advisers_accredited: Officers | None = None
    """Public order tactical advisers who have been accredited."""
    tactical_advisers_current: Officers | None = None
    """Accredited tactical advisers who are operationally competent today."""
    carriers_equipped: Vehicles | None = None
    """PSU carriers that are fully equipped to national standards."""
    crews_at_once: Crews | None = None
    """PSUs that could be sent immediately, according to the control room's list at the start of a
    tour of duty."""
    inspectors_at_once: Officers | None = None
    """Nominated inspectors who are trained to lead a PSU and available immediately, according to
    the control room's list."""
    carriers_at_once: Vehicles | None = None
    """Fully equipped carriers whose location the control room knows, according to its list."""
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
    """Officers trained to level 2 who are at the rendezvous point within 20 minutes, whether or not
    they form whole crews, at the hour of the last test or at any hour."""
    officers_20_early: Officers | None = None
    officers_20_late: Officers | None = None
    officers_20_night: Officers | None = None
    officers_20_weekend: Officers | None = None
    officers_60: Officers | None = None
    """Officers trained to level 2 who are at the rendezvous point within 60 minutes, whether or not
    they form whole crews, at the hour of the last test or at any hour."""
    officers_60_early: Officers | None = None
    officers_60_late: Officers | None = None
    officers_60_night: Officers | None = None
    officers_60_weekend: Officers | None = None
    inspectors_60: Officers | None = None
    """Inspectors trained to lead a PSU who are at the rendezvous point within 60 minutes."""
    muster_basis: Basis | None = None
    """Whether the numbers mustered were tested or are estimated."""
    muster_tested: Day = ""
    """Day of the last muster test without notice."""
    on_call_commander: YesNo | None = None
    """Whether a senior officer is nominated to lead the response at all hours."""
    kit: Partly | None = None
    """Whether protective kit is compatible with the kit of other forces."""
    kit_remark: PlainText = ""
    """Which parts of the kit are not compatible."""
    vehicles: Partly | None = None
    """Whether vehicles meet the national requirements."""
    vehicles_remark: PlainText = ""
    """Which national requirements the vehicles do not meet."""
    tactics: Partly | None = None
    """Whether tactics follow the national training standards."""
    tactics_remark: PlainText = ""
    """Which tactics do not follow the standards."""
    standards: PlainText = ""
    """The set of standards with which kit, vehicles and tactics were compared."""
    mixed_serials: Partly | None = None
    """Whether the force's officers have trained in mixed serials with officers of other forces."""
    agreements: PlainText = ""
    """Agreements on aid with other forces, separated by semicolons."""
    tests: Times | None = None
    """Mobilisation tests in which the force took part in the 12 months before the date."""
    tests_last: Day = ""
    """Day of the last mobilisation test, even if it was more than 12 months before the date."""
    exercises: Times | None = None
    """Exercises with other forces in which the force took part in the 12 months before the date."""
    exercises_last: Day = ""
    """Day of the last exercise with other forces, even if it was more than 12 months before the
    date."""
    plan_tested: Day = ""
    """Day on which the force's plan to mobilise PSUs was last tested."""
    plan_shared: YesNo | None = None
    """Whether the force shares its mobilisation plan with its RICC."""
    mercury_current: YesNo | None = None
    """Whether the force's record in Mercury is up to date."""
    assessment: PartialDate = ""
    """Day, month or year of the force's last strategic risk assessment of public order."""
    remarks: PlainText = ""
    """Anything that a reader should know."""
    date: Day = ""
    """Day on which the row was correct; required if any other cell is filled in."""
    signed_by: PlainText = ""
    """Post of the person responsible for the row, such as Head of Operations; not a name. This is
    required if any other cell is filled in.
    """

    @property
    def says_something(self) -> bool:
        """Whether any cell except the force is filled in."""
        return bool(self.model_fields_set - {"force_id"})

    @property
    def agreement_names(self) -> tuple[str, ...]:
        """The name of each agreement."""
        return tuple(part.strip() for part in self.agreements.split(";") if part.strip())


def mustered_column(what: str, minutes: int, at: str = "") -> str:
    """The name of the column with the number of crews or officers mustered.

    >>> mustered_column("officers", 60, "weekend")
    'officers_60_weekend'
    """
    return f"{what}_{minutes}{'_' if at else ''}{at}"


CAPABILITY_COLUMNS: Final = tuple(CapabilityRow.model_fields)
"""The columns, in the order in which they are written."""
CAPABILITY_FACTS: Final = tuple(
    name for name in CAPABILITY_COLUMNS if name not in ("force_id", "remarks", "date", "signed_by")
)
"""Columns with facts that a force may state; mobsim compares two quarters by these columns."""
CAPABILITY_TEXTS: Final = (
    *(name for name in CAPABILITY_FACTS if name.endswith("_remark")),
    *("standards", "agreements", "remarks", "signed_by"),
)
"""Columns of free text, which `mobsim.ground.tables.guarded` protects in every CSV file."""


def is_number(column: str) -> bool:
    """Whether a column holds a count.

    >>> is_number("crews_20_night"), is_number("kit")
    (True, False)
    """
    return CapabilityRow.model_fields[column].default is None and not choices_of(column)


def meaning_of(column: str) -> str:
    """The meaning of a column, as a sentence.

    >>> meaning_of("crews_20_night")
    'The same as crews_20, from 22–07.'
    """
    said = CapabilityRow.model_fields[column].description
    if said:
        return " ".join(said.split())
    base, _, at = column.rpartition("_")
    return f"The same as {base}, from {MUSTERED_AT[at]}."


def choices_of(column: str) -> tuple[str, ...]:
    """The words that a column allows; empty if the column is not limited to a few words.

    >>> choices_of("kit"), choices_of("remarks")
    (('yes', 'partly', 'no'), ())
    """
    for part in get_args(CapabilityRow.model_fields[column].annotation):
        if get_args(part):
            return get_args(get_args(part)[0])
    return ()


DAYS_DONE: Final = tuple(n for n in CAPABILITY_COLUMNS if n.endswith(("_last", "_tested")))
"""Columns with the day on which something was done."""
