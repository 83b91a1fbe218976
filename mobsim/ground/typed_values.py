"""How does mobsim convert plain data into a dataclass and check it?"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

Made = TypeVar("Made")

exact: Final[Callable[[type[Made]], type[Made]]] = with_config(
    ConfigDict(extra="forbid", allow_inf_nan=False)
)
"""A decorator that makes `typed` refuse unknown keys and infinite numbers for a dataclass."""


def typed(made: type[Made], plain: Mapping[str, Any]) -> Made:
    """Make an instance of a dataclass from JSON data.

    Raises
    ------
    ValueError
        If a key is missing or unknown, or if its value has another type; the message names the
        first such key.
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
