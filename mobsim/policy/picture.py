"""What may a decision-maker know at this minute?

It may know reported stock and expected times, but never a drawn time. An engine fills these
records; a policy sees nothing else.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Candidate(NamedTuple):
    """One crew that a donor reportedly could give."""

    expected_minute: float
    """When it could be deployed if asked for now."""
    force: str
    """The donor."""
    number: int
    """Crew number within the donor and kind."""
    position: int
    """0 for the donor's first crew that is not skipped, 1 for the second, and so on."""
    drive_minutes: float
    """Expected convoy drive to the RVP."""
    regional: bool
    """Whether it is of the host's own region."""
    commitment: int
    """The donor's commitment of this kind."""
    given: int
    """Crews of this kind that the donor has out, or that were requested and not answered."""
    spare: int
    """Crews of this kind reported available for aid, minus those requested and not answered."""
    held: str | None = None
    """The holding area where it stands ready; None for a crew at home."""
    stands_by: bool = False
    """Whether it is on standby at home, and so relieves no other crew."""


class Rival(NamedTuple):
    """Another incident that needs crews of the kind at the same minute."""

    wanted: int
    """Units not yet found."""
    expected_minute: Mapping[tuple[str, int], float]
    """When each crew could be deployed there, by (force, number)."""


class Judged(NamedTuple):
    """A need, as judged at a minute."""

    minute: float
    need: int


class Claim(NamedTuple):
    """The claim of an incident short of units on a unit that another releases."""

    incident: int
    """Its rank by (begin, id)."""
    unmet: int
    """Units of the kind that it could not find."""
    expected_minute: float
    """When the unit could be deployed there."""


class NationalPicture(NamedTuple):
    """What NPoCC may know when it considers a national call."""

    minute: float
    in_use: Mapping[str, int]
    """Units ordered and not yet rested, by kind with a national requirement."""
    required: Mapping[str, int]
    """National requirement by kind, including London's line."""
