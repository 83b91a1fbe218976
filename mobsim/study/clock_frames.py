"""How do data frames show minutes as clock times and durations?

The module does not change the columns of minutes. For a column of minutes from the start of the
scenario, the module adds a column ``…_clock`` with times in Europe/London. For a column of
durations, the module adds a column ``…_delta`` with timedeltas. If a time was never reached, the
cell of the new column is missing.
"""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.errors import Fault, InputError, OutputError, did_you_mean
from mobsim.ground.folders import replace_file, writing

if TYPE_CHECKING:
    import pandas

_AT: Final = ("minute", "expected_minute")
_TOOK: Final = ("time_to_", "began_to_", "requested_to_", "spent_on_")
_SPENT: Final = ("_lasts", "_after", "minutes_emptied")


def on_the_clock(frame: "pandas.DataFrame", clock: WallClock) -> "pandas.DataFrame":
    """A copy of a frame, with columns of clock times and timedeltas added beside its minutes."""
    made: dict[str, pandas.Series] = {}
    for name in map(str, frame.columns):
        made[name] = frame[name]
        if name in _AT or name.endswith("_at"):
            made[f"{name}_clock"] = times_of(frame[name], clock)
        elif name.startswith(_TOOK) or name.endswith(_SPENT):
            made[f"{name}_delta"] = deltas_of(frame[name])
    return _framed(made, frame)


def with_deltas(
    frame: "pandas.DataFrame", columns: tuple[str, ...], units: "pandas.Series"
) -> "pandas.DataFrame":
    """A copy of a frame whose rows have different units, with columns of timedeltas added."""
    made: dict[str, pandas.Series] = {}
    for name in map(str, frame.columns):
        made[name] = frame[name]
        if name in columns:
            made[f"{name}_delta"] = deltas_of(frame[name].where(units == "minutes"))
    return _framed(made, frame)


def times_of(minutes: "pandas.Series", clock: WallClock) -> "pandas.Series":
    """Convert minutes from the start of a scenario to times in Europe/London."""
    import pandas as pd

    start = pd.Timestamp(clock.start).tz_convert("UTC")
    times: pandas.Series = (start + deltas_of(minutes)).dt.tz_convert(LONDON.key)
    return times


def deltas_of(minutes: "pandas.Series") -> "pandas.Series":
    """Convert minutes to timedeltas, rounded to the millisecond.

    If a time was never reached, its timedelta is missing.
    """
    import pandas as pd

    numbers = pd.to_numeric(minutes, errors="coerce").astype("float64")
    whole = (numbers.replace([math.inf, -math.inf], math.nan) * 60_000).round()
    return pd.to_timedelta(whole, unit="ms").astype("timedelta64[ms]")


def _framed(made: "dict[str, pandas.Series]", frame: "pandas.DataFrame") -> "pandas.DataFrame":
    import pandas as pd

    return pd.DataFrame(made, index=frame.index)


def check_table(name: str, known: tuple[str, ...]) -> None:
    """Check that there is a table with the given name.

    Raises
    ------
    InputError
        If there is no such table. The message suggests the most similar name.
    """
    if name not in known:
        message = f"found {name!r}, expected a table; {did_you_mean(name, known)}"
        raise InputError([Fault("to_frame", 0, 0, "", message)])


def write_parquet(frame: "pandas.DataFrame", path: Path | str, *, force: bool = False) -> Path:
    """Write a frame as a Parquet file. If writing fails, no incomplete file is left.

    Raises
    ------
    OutputError
        If the file cannot be written, or if it exists and ``force`` is not set.
    """
    target = Path(path)
    if target.exists() and not force:
        raise OutputError(f"{target} exists; choose another name, or use force=True")
    with writing(target):
        replace_file(target, frame.to_parquet(index=False, compression="zstd"))
    return target
