"""How can any process change the settings of a scenario?"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mobsim.scenario.file import Resolved, resolve_text
from mobsim.scenario.scenario import Scenario
from mobsim.telling.store import scenario_text


@dataclass(frozen=True, slots=True)
class ScenarioText:
    """A scenario as text with every default filled in, which can be sent to other processes."""

    text: str

    @classmethod
    def of(cls, scenario: Scenario) -> "ScenarioText":
        """Convert a resolved scenario to text."""
        return cls(scenario_text(scenario.resolved))

    @contextmanager
    def file(self) -> Iterator[Path]:
        """Write the text to a temporary file."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "scenario.yaml"
            path.write_text(self.text, encoding="utf-8", newline="\n")
            yield path

    def resolved(self, settings: Sequence[str] = ()) -> Resolved:
        """The scenario with added settings, each written as for ``--set``.

        Raises `InputError` when a setting cannot be used.
        """
        return resolve_text(self.text, settings)
