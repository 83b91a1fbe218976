"""What comes first, relief for units deployed or units for need that is new?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Priority:
    """Which of two wants is served first."""

    name: str
    relief_first: bool = False
    """Within an incident, crews are picked and taken for relief before they are for need."""
    relief_waits: bool = False
    """Relief is not asked for while another incident lacks units of the kind."""

    def relief(self, wanted: int, unmet_elsewhere: int) -> int:
        """Reliefs asked for, of those wanted.

        >>> Priority("new_incidents_first", relief_waits=True).relief(4, 1)
        0
        """
        return 0 if self.relief_waits and unmet_elsewhere else wanted


NEED_FIRST = Priority("need_first")
"""Within an incident need is served before relief, and no incident waits for another."""

PRIORITIES: dict[str, Priority] = {
    each.name: each
    for each in (
        NEED_FIRST,
        Priority("relief_first", relief_first=True),
        Priority("new_incidents_first", relief_waits=True),
    )
}
