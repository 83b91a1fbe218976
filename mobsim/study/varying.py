"""How does a scenario get other settings, in any process and on any machine?"""

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
    """A scenario as a text with every default filled in. It travels to other processes."""

    text: str

    @classmethod
    def of(cls, scenario: Scenario) -> "ScenarioText":
        """The text of a resolved scenario."""
        return cls(scenario_text(scenario.resolved))

    @contextmanager
    def file(self) -> Iterator[Path]:
        """A temporary file with the text."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "scenario.yaml"
            path.write_text(self.text, encoding="utf-8", newline="\n")
            yield path

    def resolved(self, settings: Sequence[str] = ()) -> Resolved:
        """The scenario with settings added, in the form of ``--set``.

        Raises `InputError` when one of them cannot be used.
        """
        return resolve_text(self.text, settings)
