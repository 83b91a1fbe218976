"""How do you read, show and save one simulated night?

This module imports pandas and matplotlib only when it needs them, because their import takes longer
than simulating and saving a night.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.ground.html_layout import in_html
from mobsim.ground.text_layout import as_kept
from mobsim.scenario.scenario import Scenario
from mobsim.study.clock_frames import check_table, on_the_clock, write_parquet
from mobsim.study.playing import Played, play
from mobsim.telling import store
from mobsim.telling.provenance import Provenance, provenance_of
from mobsim.telling.results import document
from mobsim.telling.scorecard import Style, plain, scorecard
from mobsim.telling.wording import seed_told

if TYPE_CHECKING:
    import pandas

    from mobsim.looking.figures import Picture
    from mobsim.looking.report import FramedPage, NightSource
    from mobsim.telling.story import Story


@dataclass(frozen=True, repr=False)
class Result(Played):
    """One simulated night, with its log and its measures."""

    seed: int
    typical: bool
    replication: int = 0

    @property
    def scenario(self) -> Scenario:
        """The simulated scenario, including its drawn incidents."""
        return self.night

    @cached_property
    def provenance(self) -> Provenance:
        """The provenance of the result, which consists of its inputs and circumstances."""
        scenario = self.scenario
        return provenance_of(
            scenario.name,
            scenario.resolved,
            self.seed,
            typical=self.typical,
            replication=self.replication,
        )

    def document(self) -> dict[str, Any]:
        """The versioned document that ``mobsim run --json`` prints."""
        return document(self.scenario, self.measures, self.provenance)

    @property
    def gate_missed(self) -> bool:
        """Whether a national line breaks or a target is missed, as the option ``--gate`` checks."""
        verdicts = [line.verdict_capacity for line in self.measures.national]
        speeds = [target.verdict for target in self.measures.targets]
        return "fail" in verdicts or not {"late", "never"}.isdisjoint(speeds)

    def scorecard(self, *, source: str = "", style: Style = plain) -> str:
        """The text that ``mobsim run`` prints; see `mobsim.telling.scorecard.scorecard`."""
        return scorecard(
            self.scenario,
            self.measures,
            seed=seed_told(self.seed, self.replication),
            typical=self.typical,
            source=source,
            style=style,
            ready=self.ready_curve,
        )

    def why(self, subject: str) -> "Story":
        """The explanation of what happened to one unit, at one force, or at one incident."""
        from mobsim.telling.story import why

        return why(self.log, self.facts, subject)

    def save(
        self,
        folder: Path | str | None = None,
        *,
        force: bool = False,
        source: str = "",
        report: bool = False,
    ) -> Path:
        """Save the night as a folder, and add its report if requested.

        See `mobsim.telling.store.save`.
        """
        kept = store.SavedResult(
            document=self.document(),
            resolved=self.scenario.resolved,
            log=self.log,
            facts=self.facts,
            summary=as_kept(lambda: self.scorecard(source=source)),
            circumstances=asdict(self.provenance.circumstances),
            page=self._page() if report else "",
        )
        return store.save(kept, folder, force=force)

    def report(self, path: Path | str, *, force: bool = False) -> Path:
        """Write the report, with a replay on a map, as one HTML file that works offline.

        Raises
        ------
        OutputError
            If the file cannot be written, or if it exists and ``force`` is not set.
        """
        from mobsim.looking.report import write_page

        return write_page(self._page(), path, force=force)

    def brief(
        self,
        folder: Path | str,
        *,
        only: Sequence[str] = (),
        formats: Sequence[str] = ("docx", "xlsx", "csv", "html"),
        force: bool = False,
    ) -> list[Path]:
        """Write briefing sheets for the chief officer, hosts, regions, forces and requests.

        Parameters
        ----------
        only
            The forces, regions and places whose sheets are written. By default, all sheets are
            written.
        formats
            The formats of the files.

        Raises
        ------
        InputError
            If a name in ``only`` has no sheet.
        OutputError
            If the folder cannot be written, or if it exists and ``force`` is not set.
        """
        from mobsim.looking.brief import briefing_of, write_brief

        return write_brief(briefing_of(self.source, only), Path(folder), formats, force=force)

    @property
    def source(self) -> "NightSource":
        """The data from which the report and the briefing are made."""
        from mobsim.looking.report import NightSource

        return NightSource(
            self.scenario,
            self.log,
            self.facts,
            self.measures,
            self.document(),
            asdict(self.provenance.circumstances),
        )

    def _page(self) -> str:
        from mobsim.looking.report import night_report

        return night_report(self.source)

    @cached_property
    def frame(self) -> "pandas.DataFrame":
        """The log, with one row for each event."""
        from mobsim.scoring.log import to_frame

        return to_frame(self.log)

    @cached_property
    def incidents(self) -> "pandas.DataFrame":
        """One row for each incident and kind of unit."""
        return _frame(store.incident_rows(self.document()))

    @cached_property
    def national(self) -> "pandas.DataFrame":
        """One row for each national line, followed by one row for each region's share of a line."""
        return _frame(store.national_rows(self.document()))

    @cached_property
    def forces(self) -> "pandas.DataFrame":
        """One row for each force and kind of unit for which there was an order."""
        return _frame(store.force_rows(self.document()))

    def to_frame(self, table: str = "log") -> "pandas.DataFrame":
        """A table of the night, with clock times and timedeltas beside its minutes.

        For each column of minutes from the start, there is also a column ``…_clock`` with times in
        Europe/London. For each column of durations, there is also a column ``…_delta``.

        Parameters
        ----------
        table
            The table ``log`` has one row for each event. The table ``units`` has only the events of
            units. The tables ``incidents``, ``national`` and ``forces`` are described at the
            properties of the same names.

        Raises
        ------
        InputError
            If there is no such table.

        >>> import mobsim
        >>> night = mobsim.run("quickstart")
        >>> str(night.to_frame("incidents")["began_at_clock"][0])
        '2026-06-03 14:00:00+01:00'
        >>> str(night.to_frame("incidents")["time_to_100_delta"][0])
        '0 days 04:50:00'
        """
        check_table(table, ("log", "units", "incidents", "national", "forces"))
        if table == "units":
            frame = self.frame[self.frame["unit"].notna()].reset_index(drop=True)
        else:
            frame = self.frame if table == "log" else getattr(self, table)
        return on_the_clock(frame, self.scenario.clock)

    def to_parquet(self, path: Path | str, table: str = "log", *, force: bool = False) -> Path:
        """Write the result of `to_frame` as one Parquet file.

        Raises
        ------
        InputError
            If there is no such table.
        OutputError
            If the file cannot be written, or if it exists and ``force`` is not set.
        """
        return write_parquet(self.to_frame(table), path, force=force)

    def show(self, *, height: int = 800) -> "FramedPage":
        """Show the replay on a map in a notebook. The replay works offline, in a separate frame.

        Parameters
        ----------
        height
            The height of the frame, in pixels.
        """
        from mobsim.looking.report import FramedPage, replay_page

        title = f"Replay of {self.scenario.name}, seed {self.seed}"
        return FramedPage(replay_page(self.source), title, height)

    def plot(self, name: str = "mobilisation", *, kind: str = "psu") -> "Picture":
        """A picture of the night.

        Parameters
        ----------
        name
            ``mobilisation`` shows the units on the ground by tier, compared with need. ``flows``
            shows the units sent from each donor to each host. ``home`` shows the share of fit crews
            at home, hour by hour. ``units`` shows the activity of each unit over time. ``capacity``
            shows the units required, declared and in use for each national line.
        kind
            The id of a kind of unit.

        Raises
        ------
        InputError
            If there is no such picture.
        """
        from mobsim.looking.showing import ShownNight, show

        night = ShownNight(self.scenario.title, self.log, self.facts, self.measures)
        return show(night, name, kind)

    def most_asked_about(self) -> str:
        """The id of the incident with the worst shortfall.

        If there was no shortfall, the result is the id of the first incident, or of the first
        force.
        """
        worst = self.measures.headlines.worst_shortfall
        if worst:
            return worst.incident
        incidents = self.scenario.incidents
        return incidents[0].incident_id if incidents else self.scenario.forces[0].force_id

    def __repr__(self) -> str:
        how = "typical" if self.typical else f"seed {self.seed}"
        how += f", replication {self.replication}" if self.replication else ""
        return f"<Result of {self.scenario.name}, {how}: {len(self.log)} events>"

    def _repr_html_(self) -> str:
        return in_html(self.scorecard, more="print(scorecard()) has the rest")


def _frame(rows: list[dict[str, Any]]) -> "pandas.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows)


def night(
    scenario: Scenario, *, seed: int = 1, typical: bool = False, replication: int = 0
) -> Result:
    """Simulate one night of a scenario."""
    typical = typical or scenario.chance == "typical"
    played = play(scenario, seed=seed, replication=replication, typical=typical)
    return Result(played.night, played.chance, played.log, seed, typical, replication)
