"""When may London's units leave London?

London's forces hold units for London alongside the country's. A rule says whether they may be
asked for elsewhere before the national call, and after it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LondonRelease:
    """Whether units of London's forces may be asked for by the rest of the country."""

    name: str
    before_call: bool
    after_call: bool

    def lends(self, *, called: bool) -> bool:
        """Whether London lends now.

        >>> LONDON_RELEASES["at_call"].lends(called=True)
        True
        """
        return self.after_call if called else self.before_call


ALWAYS = LondonRelease("always", before_call=True, after_call=True)
"""London lends as any other force does."""

LONDON_RELEASES: dict[str, LondonRelease] = {
    each.name: each
    for each in (
        ALWAYS,
        LondonRelease("at_call", before_call=False, after_call=True),
        LondonRelease("never", before_call=False, after_call=False),
    )
}
