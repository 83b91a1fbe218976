"""What results do the first nights of a study give on their own?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mobsim.study.memory import Keeper
from mobsim.study.outcome import KEY, Outcome
from mobsim.study.span import ReplicationSpan
from mobsim.study.study import Study

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class _First:
    """The first replications in a `Keeper` that holds more replications."""

    whole: Keeper
    end: int

    @property
    def spans(self) -> list[ReplicationSpan]:
        ends = ((each.first, min(each.end, self.end)) for each in self.whole.spans)
        return [ReplicationSpan(first, end) for first, end in ends if first < end]

    def keep(self, outcomes: Sequence[Outcome]) -> None:
        self.whole.keep(outcomes)

    def table(self, name: str) -> "pyarrow.Table":
        import pyarrow.compute as pc

        found = self.whole.table(name)
        return found.filter(pc.less(found[KEY], self.end))

    def next_move(self) -> str:
        return self.whole.next_move()


def first_nights(study: Study, nights: int) -> Study:
    """Reduce a study to its first nights. A study with no further nights is returned unchanged.

    >>> import mobsim
    >>> first_nights(mobsim.load("quickstart").run(replications=4, jobs=1), 3)
    <Study of quickstart: 3 nights, seed 1>
    """
    if study.replications_run <= nights:
        return study
    return Study(study.scenario, study.identity, _First(study.keeper, nights))
