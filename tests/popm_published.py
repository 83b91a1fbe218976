"""What did the open model popm publish of its times, and what does mobsim make of the same needs?

Facts of popm-2021 (see ``data/sources.csv``): its tests/deployment_times.csv, which its own
regression test repeats. Nothing by donor is taken from popm: its authors call the table of units
behind that sensitive. ``python -m tests.popm_published`` prints the table that the page on
validation shows.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import mobsim
from mobsim.ground.units import MINUTES_PER_HOUR

WIDEST = 0.25
"""Of a published time: no bound is further from it."""

SCENARIO = "compare/popm-2021"

HOURS = {
    "devon-cornwall": {"10": 4.37, "40": 8.53, "60": 16.00, "100": 20.57},
    "northumbria": {"10": 3.78, "40": 8.85, "60": 16.00, "100": 22.28},
    "kent": {"10": 3.56, "40": 7.26, "60": 11.47, "100": 21.02},
}
"""Until a share, in %, of 99 PSUs is deployed, by host."""


class Time(NamedTuple):
    """One published time beside mobsim's."""

    host: str
    place: str
    share: str
    """Of the need, in %."""
    published: float
    found: float
    """Both in hours."""

    @property
    def within(self) -> bool:
        """Whether it is within a quarter of what was published."""
        return abs(self.found - self.published) <= WIDEST * self.published


@cache
def times() -> tuple[Time, ...]:
    """Every published time beside mobsim's, the host with the earliest 40 % first."""
    return tuple(_times())


def _times() -> Iterator[Time]:
    measures = mobsim.load(SCENARIO).run().measures
    by_host = {each.force: each for each in measures.incidents}
    for host, published in sorted(HOURS.items(), key=lambda item: item[1]["40"]):
        incident = by_host[host]
        for share, hours in published.items():
            reached = incident.time_to[share]
            assert reached is not None
            yield Time(host, incident.incident, share, hours, reached / MINUTES_PER_HOUR)


def table() -> str:
    """As the page on validation shows it."""
    rows = ["PLACE (99 PSUs)  deployed  popm, h  mobsim, h   bounds"]
    for each in times():
        low, high = (each.published * (1 + sign * WIDEST) for sign in (-1, 1))
        said = "within" if each.within else "OUT, low" if each.found < low else "OUT, high"
        rows.append(
            f"  {each.place:<14} {each.share:>6} % {each.published:>8.2f} {each.found:>10.2f}"
            f"   {low:>5.2f}–{high:<5.2f}  {said}"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())  # noqa: T201
