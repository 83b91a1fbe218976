"""Can this run be repeated?

The *identity* of a result is everything on which the result depends. Runs with the same identity
give the same log, byte for byte. A result should not depend on its *circumstances*. mobsim stores
circumstances separately, so that two identical runs give identical documents.
"""

import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from mobsim.country.force_tables import laid_sources
from mobsim.ground.errors import InputError
from mobsim.ground.tables import data_path
from mobsim.ground.versions import version, version_of
from mobsim.scenario.plugins import used_by

SHIPPED = "shipped"
EPOCH = "SOURCE_DATE_EPOCH"
"""The environment variable that sets the time to record instead of the present time."""

_TABLES: Mapping[str, str] = {
    "agreements": "agreements.csv",
    "beyond": "beyond.csv",
    "forces": "forces.csv",
    "kinds": "unit_kinds.csv",
    "regions": "regions.csv",
    "requirements": "requirements.csv",
    "roads": "roads.csv",
}
"""The tables that mobsim uses to resolve a scenario, and the shipped file of each table."""
REPLACEABLE = ("forces", "kinds", "requirements", "roads")
"""The tables that a scenario can replace with a file of the user's own."""

_LIBRARIES = ("holidays", "networkx", "numpy", "scipy", "simpy", "tzdata")
"""The packages that mobsim uses to simulate a night, and that could therefore change a result."""
_PACKAGES = (*_LIBRARIES, "click", "pandas", "pyarrow", "pydantic", "ruamel.yaml")


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity of a result: everything on which the result depends."""

    mobsim: str
    """The version of mobsim."""
    scenario: str
    """The name of the scenario."""
    scenario_sha256: str
    """The SHA-256 of the resolved scenario, with the contents of the user's tables instead of their
    paths.
    """
    seed: int
    replication: int
    """The number of the night within its study."""
    typical: bool
    """Whether every duration has its mean value instead of a random value."""
    tables_sha256: dict[str, str]
    """The SHA-256 of each table that mobsim used to resolve the scenario."""
    plugins: dict[str, str] = field(default_factory=dict)
    """The version and SHA-256 of each plug-in in use. Documents leave out this key if there is no
    plug-in.
    """


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The circumstances of a run, which should not affect its result."""

    made_at: str
    """The time of the run, in UTC."""
    python: str
    platform: str
    packages: dict[str, str]
    """The versions of other packages installed with mobsim."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The identity and circumstances of a result."""

    identity: Identity
    circumstances: Circumstances = field(compare=False)


def libraries(resolved: Mapping[str, object] | None = None) -> dict[str, str]:
    """The versions of the packages that simulate a night, and of the scenario's plug-ins."""
    used = used_by(resolved) if resolved else {}
    return {package: version_of(package) or "" for package in _LIBRARIES} | used


@cache
def code_sha256() -> str:
    """The SHA-256 of the whole code of mobsim."""
    found = sha256()
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        # Line endings differ between systems, so normalise them.
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.relative_to(package).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def provenance_of(
    name: str,
    resolved: Mapping[str, object],
    seed: int,
    *,
    typical: bool = False,
    replication: int = 0,
) -> Provenance:
    """The identity and circumstances of a run of a resolved scenario."""
    tables = _tables(resolved)
    portable = {key: tables.get(key, value) for key, value in resolved.items()}
    text = json.dumps(portable, sort_keys=True, ensure_ascii=False, default=str)
    digest = _sha256(text.encode())
    used = used_by(resolved)
    identity = Identity(version(), name, digest, seed, replication, typical, tables, used)
    return Provenance(identity, circumstances())


def circumstances() -> Circumstances:
    """Return the circumstances of this process."""
    found = ((package, version_of(package)) for package in _PACKAGES)
    return Circumstances(
        made_at=_now().replace(microsecond=0).isoformat(),
        python=".".join(map(str, sys.version_info[:3])),
        platform=platform.platform(),
        packages={package: number for package, number in found if number},
    )


def _now() -> datetime:
    """The present time; if `EPOCH` is set, the time that it gives."""
    epoch = os.environ.get(EPOCH, "")
    if not epoch.isdecimal():
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        message = f"found {epoch[:20]!r}, expected seconds since 1970 in a year up to 9999"
        raise InputError.about(EPOCH, message) from None


def _tables(resolved: Mapping[str, object]) -> dict[str, str]:
    sums = {}
    for table, file in _TABLES.items():
        chosen = resolved.get(table, SHIPPED) if table in REPLACEABLE else SHIPPED
        if table == "forces" and (laid := laid_sources(chosen)):
            sums[table] = _sha256(laid.text(resolved.get("kinds", SHIPPED)).encode())
            continue
        chosen = SHIPPED if chosen == [SHIPPED] else chosen
        path = data_path(file) if chosen == SHIPPED else Path(str(chosen))
        if path.is_file():
            sums[table] = _sha256(path.read_bytes())
    return sums


def _sha256(content: bytes) -> str:
    return sha256(content).hexdigest()
