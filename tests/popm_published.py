"""What did the open model popm publish of its times, and what does mobsim make of the same inputs?

Facts of popm-2021 (see ``data/sources.csv``): its tests/deployment_times.csv and
tests/active_psus.csv, which its own regression test repeats. ``python -m tests.popm_published``
prints the table that the page on validation shows.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import mobsim
from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.study.validation import WIDEST

SCENARIO = "compare/popm-2021"

HOURS = {
    "devon-cornwall": {"10": 4.37, "40": 8.53, "60": 16.00, "100": 20.57},
    "northumbria": {"10": 3.78, "40": 8.85, "60": 16.00, "100": 22.28},
    "kent": {"10": 3.56, "40": 7.26, "60": 11.47, "100": 21.02},
}
"""Until a share, in %, of 99 PSUs is deployed, by host."""

DRIVES = {
    "devon-cornwall": {
        "avon-somerset": 1.75, "bedfordshire": 4.23, "dorset": 2.04, "gloucestershire": 2.50,
        "greater-manchester": 4.53, "merseyside": 4.57, "metropolitan": 3.89,
        "west-midlands": 3.37, "wiltshire": 2.49,
    },
    "northumbria": {
        "cheshire": 3.25, "cleveland": 1.44, "cumbria": 1.65, "durham": 1.24, "essex": 4.85,
        "humberside": 2.78, "lancashire": 2.61, "metropolitan": 5.50, "north-yorkshire": 1.72,
        "northamptonshire": 4.06, "south-wales": 6.28, "south-yorkshire": 2.62,
        "west-yorkshire": 2.38,
    },
    "kent": {
        "city-of-london": 1.29, "derbyshire": 3.47, "dyfed-powys": 5.02, "gwent": 3.26,
        "hampshire": 1.87, "leicestershire": 2.82, "lincolnshire": 3.03, "metropolitan": 1.31,
        "norfolk": 2.43, "north-wales": 4.65, "nottinghamshire": 3.02, "staffordshire": 3.32,
        "suffolk": 1.88, "surrey": 1.27, "sussex": 1.23, "thames-valley": 1.78,
        "warwickshire": 2.56, "west-mercia": 3.51,
    },
}  # fmt: skip
"""Hours of the drives of that run, by host and donor; of centroids of areas, not of cities."""


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
