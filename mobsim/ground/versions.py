"""Which version of mobsim, and of a package beside it, is installed?"""

from functools import cache
from importlib import metadata


@cache
def version_of(package: str) -> str | None:
    """The version of an installed package; None if it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def version() -> str:
    """The version of mobsim that is installed, or ``0+unknown``."""
    return version_of("mobsim") or "0+unknown"
