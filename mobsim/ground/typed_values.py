"""Does plain data fit the dataclass that it should become?"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

Made = TypeVar("Made")

exact: Final[Callable[[type[Made]], type[Made]]] = with_config(
    ConfigDict(extra="forbid", allow_inf_nan=False)
)
"""Marks a dataclass that `typed` makes of its own keys only."""


def typed(made: type[Made], plain: Mapping[str, Any]) -> Made:
    """An instance of a dataclass from JSON data.

    Raises
    ------
    ValueError
        With the first key that is missing, unknown or of another type.
    """
    try:
        found: Made = _adapter(made).validate_python(dict(plain))  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{where}: {first['msg']}") from None
    return found


@cache
def _adapter(made: Any) -> TypeAdapter[Any]:
    return TypeAdapter(made)
