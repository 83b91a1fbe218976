"""How many units should be at a place, and by when?"""

from collections.abc import Sequence

from mobsim.country.lines import PSU
from mobsim.ground.clock import WallClock
from mobsim.ground.errors import did_you_mean
from mobsim.scenario.file.nested_keys import slug
from mobsim.scenario.file.part_reading import PartReader
from mobsim.scenario.file.scenario_keys import TargetKeys
from mobsim.scenario.file.yaml_reading import Node, Path
from mobsim.scenario.scenario import Incident, Target


class TargetReader(PartReader):
    """Reads one target."""

    def __init__(self, keys: TargetKeys, tree: Node, path: Path) -> None:
        super().__init__(tree, path)
        self.keys = keys

    def read(
        self,
        incidents: Sequence[Incident],
        kinds: Sequence[str],
        clock: WallClock | None,
        *,
        whole: bool = True,
    ) -> Target | None:
        """The target that the entry describes, or None if it has a fault.

        ``whole``: whether ``incidents`` has every incident of the scenario.
        """
        keys = self.keys
        self.missing("place", "the id of an incident")
        self.missing("units", "how many units should be there")
        self.missing("by", "when they should be there, such as '22:00' or '+4h'")
        there = {each.incident_id: each for each in incidents if not each.holding}
        place = keys.place or ""
        kind, incident = keys.kind or PSU, there.get(place) or there.get(slug(place))
        if keys.place is not None and incident is None and whole:
            self.fault(
                f"unknown incident {keys.place!r}; {did_you_mean(keys.place, there)}", "place"
            )
        if kinds and kind not in kinds:
            self.fault(f"unknown kind {kind!r}; {did_you_mean(kind, kinds)}", "kind")
        if incident is None or self.faults:
            return None
        by = self.minute(keys.by, clock, incident.begins, "by")
        if by is not None and by < incident.begins:
            self.fault(f"{self.shown('by')} is before the incident begins", "by")
        if kind not in incident.need:
            needed = ", ".join(incident.need)
            self.fault(
                f"found {kind!r}, which the incident does not need; it needs {needed}", "kind"
            )
        if self.faults or keys.units is None or by is None:
            return None
        return Target(incident.incident_id, kind, keys.units, by)
