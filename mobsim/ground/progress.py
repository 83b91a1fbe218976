"""How far is it, and how long will it take?

Printed on standard error in a terminal and in a notebook; nothing is printed if output is piped.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from mobsim.ground.safe_text import shown_in_line
from mobsim.ground.standard_streams import unwrapped


class Progress(Protocol):
    """What is called with how far it is."""

    def __call__(self, done: int, planned: int) -> None:
        """So many nights are done, of so many."""


def on_processors(seconds: float, processors: int) -> str:
    """So much time on so many processors, in words.

    >>> on_processors(600.0, 2), on_processors(89.0, 1)
    ('about 10 minutes on 2 quiet processors', 'about 89 s on 1 quiet processor')
    """
    about = f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} minutes"
    return f"about {about} on {processors} quiet {'processor' if processors == 1 else 'processors'}"


def silent(done: int, planned: int) -> None:
    """Tell nobody."""


@contextmanager
def bar(label: str, *, show: bool | None = None, unit: str = "night") -> Iterator[Progress]:
    """A bar with rate and time left; shown by default in a terminal and in a notebook."""
    if not (is_watched() if show is None else show):
        yield silent
        return
    from tqdm import tqdm  # type: ignore[import-untyped]

    # A bar moves the cursor, which nothing else that is printed may do.
    named, file = shown_in_line(label), unwrapped(sys.stderr)
    with tqdm(desc=named, unit=unit, dynamic_ncols=True, leave=False, file=file) as shown:
        yield _teller(shown)


def _teller(shown: Any) -> Progress:
    """Moves a bar, and begins it again when something else is counted."""

    def tell(done: int, planned: int) -> None:
        if shown.total != planned or done < shown.n:
            shown.reset(planned)
        shown.update(done - shown.n)
        if done == planned:
            shown.refresh()

    return tell


def is_watched() -> bool:
    """Whether somebody looks on: a terminal, or a notebook."""
    return sys.stderr.isatty() or "ipykernel" in sys.modules
