"""Which style do all pictures share, and how can a picture be shown and saved?"""

import io
import textwrap
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.ground.safe_text import shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""The colours of Okabe and Ito, which people with colour blindness can distinguish."""
LINES: Final = ("-", "--", "-.", ":")
HATCHES: Final = ("", "////", "....", "\\\\\\\\", "xxxx", "----")
"""Hatching patterns that distinguish areas without colour."""
LINE_HEIGHT: Final = 0.22
"""The height in inches of a line of text above or below a picture."""
Clock = Callable[[float], str]
"""A function that gives the clock time at a minute of the axis."""
_HOURS: Final = (0.25, 0.5, 1, 2, 3, 4, 6, 12, 24, 48, 96)
_MOST_HOURS: Final = 7
_NEAR: Final = 1e-9
_TITLE: Final = 82
"""The most letters that fit in one line of a title."""
_MOST_SAID: Final = 3
"""The most axes that the description of a picture names."""
_STYLE: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "figure.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.alpha": 0.3,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "svg.hashsalt": "mobsim",
    # A title is a user's text: "Cost $5m now and $6m later" is not a formula.
    "text.parse_math": False,
    # A matplotlibrc file in the current folder could turn LaTeX on.
    "text.usetex": False,
}


@dataclass(frozen=True, repr=False)
class Picture:
    """A figure that a notebook can display."""

    figure: "Figure"
    """The matplotlib figure, for further drawing."""

    def save(self, path: Path | str) -> Path:
        """Save the picture; the file's ending, ``.svg``, ``.png`` or ``.pdf``, sets the format."""
        target = Path(path)
        if target.suffix.lower() == ".svg":
            target.write_text(self._repr_svg_(), encoding="utf-8", newline="\n")
            return target
        with styled():
            self.figure.savefig(target, dpi=150, metadata=_undated(target.suffix))
        return target

    @property
    def alt(self) -> str:
        """A description of the title and axes, for people who cannot see the picture."""
        said = [self.figure.get_suptitle()]
        axes = [each for each in self.figure.axes if each.get_label() != "<colorbar>"]
        for each in axes[:_MOST_SAID]:
            said += [each.get_title(), each.get_xlabel(), each.get_ylabel()]
        return (
            "; ".join(dict.fromkeys(" ".join(text.split()) for text in said if text)) or "Picture"
        )

    def _ipython_display_(self) -> None:
        """Show the picture in a notebook, with its description as alternative text."""
        png = self._repr_png_()
        # A page made by nbconvert takes the description only from the tag.
        tag = (
            f'<img alt="{escape(self.alt)}" src="data:image/png;base64,{b64encode(png).decode()}">'
        )
        data = {"text/html": tag, "image/png": png, "text/plain": repr(self)}
        show = import_module("IPython.display").display
        show(data, raw=True, metadata={"image/png": {"alt": self.alt}})

    def __repr__(self) -> str:
        return f"<Picture: {self.alt}>"

    def _repr_png_(self) -> bytes:
        return self._made("png")

    def _repr_svg_(self) -> str:
        return shown(self._made("svg").decode())

    def _made(self, form: str) -> bytes:
        made = io.BytesIO()
        with styled():
            self.figure.savefig(made, format=form, dpi=110, metadata=_undated(f".{form}"))
        return made.getvalue()


def check_picture(name: str, known: Iterable[str]) -> None:
    """Check that there is a picture with a given name.

    Raises
    ------
    InputError
        If there is no picture of that name. The error suggests the most similar name.

    >>> check_picture("flow", ["flows", "home"])
    Traceback (most recent call last):
    mobsim.ground.errors.InputError: plot: found 'flow', expected a picture; did you mean 'flows'?
    """
    names = list(known)
    if name not in names:
        message = f"found {name!r}, expected a picture; {did_you_mean(name, names)}"
        raise InputError([Fault("plot", 0, 0, "", message)])


def nothing(title: str, sentence: str) -> Picture:
    """A picture that has, in place of axes, a sentence on why there is nothing to show."""
    with drawn(title, height=1.6) as (figure, axes):
        axes.axis("off")
        axes.text(0, 0.5, textwrap.fill(sentence, _TITLE), va="center")
    return Picture(figure)


@contextmanager
def drawn(title: str, height: float = 4.2) -> "Iterator[tuple[Figure, Any]]":
    """A figure with one pair of axes; matplotlib does not keep the figure open."""
    with sheet(height) as figure:
        axes = figure.subplots()
        entitle(figure, title)
        yield figure, axes


@contextmanager
def sheet(height: float) -> "Iterator[Figure]":
    """A figure without axes; ``height`` is in inches."""
    from matplotlib.figure import Figure

    with styled():
        yield Figure(figsize=(7.2, height), layout="constrained")


def entitle(figure: "Figure", title: str) -> None:
    """Add a title that starts at the left edge, broken into lines that fit."""
    if title:
        figure.suptitle(textwrap.fill(shown(title), _TITLE), x=0.01, ha="left")


def colour(number: int) -> str:
    """The colour for a number; the colours repeat after the last one."""
    return COLOURS[number % len(COLOURS)]


def surface(number: int) -> dict[str, Any]:
    """The style of an area: a colour and a hatch, so that 36 areas all look different."""
    hatch = HATCHES[(number + number // len(COLOURS)) % len(HATCHES)]
    return {"facecolor": colour(number), "hatch": hatch, "edgecolor": "white", "linewidth": 0.5}


def hours_along(axes: Any, words: str, last: float, clock: Clock | None) -> None:
    """Label the horizontal axis with hours from 0 to ``last``, and with clock times if known."""
    step = next((each for each in _HOURS if last / each <= _MOST_HOURS), _HOURS[-1])
    hours = [step * number for number in range(int(last / step + _NEAR) + 1)]
    said = [f"{hour:g}" + (f"\n{clock(60.0 * hour)}" if clock else "") for hour in hours]
    axes.set_xticks(hours, said)
    axes.set_xlabel(f"{words}; clock times below" if clock else words)


def named_below(figure: "Figure", title: str) -> None:
    """Add the legend below the axes, where the legend covers nothing."""
    figure.legend(loc="outside lower left", title=title, fontsize=9, alignment="left", ncols=2)


def percents(axis: Any) -> None:
    """Label an axis of shares with percentages."""
    from matplotlib.ticker import PercentFormatter

    axis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))


def whole_numbers(axis: Any) -> None:
    """Put ticks at whole units only."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True))


def styled() -> AbstractContextManager[None]:
    """Apply the common style while a picture is drawn or saved."""
    import matplotlib as mpl

    return mpl.rc_context(_STYLE)


def _undated(ending: str) -> dict[str, Any] | None:
    """Metadata that removes the date, so that the same picture always gives the same file."""
    return {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(ending.lower())
