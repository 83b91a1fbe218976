"""Which version of mobsim, or of another package, is installed?"""

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
    """The installed version of mobsim; ``0+unknown`` if it is not installed as a package."""
    return version_of("mobsim") or "0+unknown"
