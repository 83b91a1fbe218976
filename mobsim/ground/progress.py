"""How much of a job is done, and how long will the rest take?

In a terminal or a notebook, this module shows a bar. In a log, this module prints a plain line each
minute, so that a job of less than a minute prints nothing. All output goes to standard error.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from importlib import import_module
from time import monotonic
from typing import Any, Final, Protocol

from mobsim.ground.safe_text import shown_in_line
from mobsim.ground.standard_streams import unwrapped
from mobsim.ground.units import format_duration

_EVERY: Final = 60.0
"""The number of seconds between two lines about progress in a log."""
_SOON: Final = 2.0
"""Seconds before a notebook shows a bar; most jobs are finished by then."""
_OFTEN: Final = 0.5
"""Seconds between two updates of a bar in a notebook."""


class Progress(Protocol):
    """A function that is called to report progress."""

    def __call__(self, done: int, planned: int) -> None:
        """Report how many of the planned nights have been run."""


def on_processors(seconds: float, processors: int) -> str:
    """The computing time on a given number of processors, in words.

    >>> on_processors(600.0, 2), on_processors(89.0, 1)
    ('about 10 minutes on 2 quiet processors', 'about 89 s on 1 quiet processor')
    """
    about = f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} minutes"
    return f"about {about} on {processors} quiet {'processor' if processors == 1 else 'processors'}"


def silent(done: int, planned: int) -> None:
    """Report nothing."""


@contextmanager
def bar(label: str, *, show: bool | None = None, unit: str = "night") -> Iterator[Progress]:
    """A bar with the rate and the remaining time, or lines in a log.

    By default, mobsim shows a bar in a terminal or a notebook, and otherwise prints lines. If
    ``show`` is false, it shows nothing.
    """
    watched = is_watched() if show is None else show
    named = shown_in_line(label)
    if not watched:
        yield silent if show is False else _logger(named, unit)
        return
    if in_notebook():
        with _in_page(named, unit) as tell:
            yield tell
        return
    from tqdm import tqdm

    # A bar moves the cursor, which `SafeStream` would prevent.
    file = unwrapped(sys.stderr)
    with tqdm(desc=named, unit=unit, dynamic_ncols=True, leave=False, file=file) as shown:
        yield _teller(shown)


@contextmanager
def _in_page(label: str, unit: str) -> Iterator[Progress]:
    """A line in a notebook that is updated and disappears at the end; it does not need widgets."""
    display = import_module("IPython.display").display
    begun = last = monotonic()
    handle: Any = None

    def tell(done: int, planned: int) -> None:
        nonlocal handle, last
        now = monotonic()
        if now - begun < _SOON or now - last < _OFTEN:
            return
        last = now
        said = f"{label}: {done:,} of {planned:,} {unit}s"
        bar = f'<progress max="{planned}" value="{done}"></progress> {escape(said)}'
        shown = {"text/plain": said, "text/html": bar}
        if handle is None:
            handle = display(shown, raw=True, display_id=True)
        else:
            handle.update(shown, raw=True)

    try:
        yield tell
    finally:
        if handle is not None:
            handle.update({"text/plain": "", "text/html": ""}, raw=True)


def _logger(label: str, unit: str) -> Progress:
    """A function that prints a line about the progress each minute."""
    begun = last = monotonic()

    def tell(done: int, planned: int) -> None:
        nonlocal last
        now = monotonic()
        if now - last < _EVERY or not 0 < done < planned:
            return
        last, gone = now, (now - begun) / 60
        left = format_duration(round(gone * (planned - done) / done))
        took = format_duration(round(gone))
        line = f"{label}: {done:,} of {planned:,} {unit}s after {took}, about {left} left"
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    return tell


def _teller(shown: Any) -> Progress:
    """A function that moves a bar, and restarts it if the job begins to count something else."""

    def tell(done: int, planned: int) -> None:
        if shown.total != planned or done < shown.n:
            shown.reset(planned)
        shown.update(done - shown.n)
        if done == planned:
            shown.refresh()

    return tell


def is_watched() -> bool:
    """Whether the output goes to a person, in a terminal or a notebook."""
    return sys.stderr.isatty() or in_notebook()


def in_notebook() -> bool:
    """Whether this process is a Jupyter kernel."""
    return "ipykernel" in sys.modules
