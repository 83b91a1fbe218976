"""Can this run be repeated?

*Identity* is what a result depends on: the same identity gives the same log, byte for byte.
*Circumstances* are what it should not depend on; they are stored separately so that two identical
runs give identical documents.
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
"""The environment variable that sets the time of a build."""

_TABLES: Mapping[str, str] = {
    "agreements": "agreements.csv",
    "beyond": "beyond.csv",
    "forces": "forces.csv",
    "kinds": "unit_kinds.csv",
    "regions": "regions.csv",
    "requirements": "requirements.csv",
    "roads": "roads.csv",
}
"""The tables that resolve a scenario, and the shipped file of each."""
REPLACEABLE = ("forces", "kinds", "requirements", "roads")
"""The tables for which a scenario may name a user's file."""

_LIBRARIES = ("holidays", "networkx", "numpy", "scipy", "simpy", "tzdata")
"""Packages that take part in a night and so could change a result."""
_PACKAGES = (*_LIBRARIES, "click", "pandas", "pyarrow", "pydantic", "ruamel.yaml")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a result depends on."""

    mobsim: str
    """Version of mobsim."""
    scenario: str
    """The name."""
    scenario_sha256: str
    """SHA-256 of the resolved scenario, with the contents of the user's tables instead of their
    paths.
    """
    seed: int
    replication: int
    """The number of the night."""
    typical: bool
    """Whether every duration takes its mean instead of a draw."""
    tables_sha256: dict[str, str]
    """SHA-256 of each table that resolved the scenario."""
    plugins: dict[str, str] = field(default_factory=dict)
    """Version and SHA-256 of the code of each plug-in it uses; there is no key if it uses none."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a result should not depend on."""

    made_at: str
    """The time in UTC."""
    python: str
    platform: str
    packages: dict[str, str]
    """The versions of other packages installed with mobsim."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of a result."""

    identity: Identity
    circumstances: Circumstances = field(compare=False)


def libraries(resolved: Mapping[str, object] | None = None) -> dict[str, str]:
    """The versions of what takes part in a night, and of the plug-ins that a scenario uses."""
    used = used_by(resolved) if resolved else {}
    return {package: version_of(package) or "" for package in _LIBRARIES} | used


@cache
def code_sha256() -> str:
    """SHA-256 of mobsim's code, file by file."""
    found = sha256()
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        # The same on a system that ends its lines otherwise.
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
    """The origin of a run of a resolved scenario."""
    tables = _tables(resolved)
    portable = {key: tables.get(key, value) for key, value in resolved.items()}
    text = json.dumps(portable, sort_keys=True, ensure_ascii=False, default=str)
    digest = _sha256(text.encode())
    used = used_by(resolved)
    identity = Identity(version(), name, digest, seed, replication, typical, tables, used)
    return Provenance(identity, circumstances())


def circumstances() -> Circumstances:
    """The present circumstances."""
    found = ((package, version_of(package)) for package in _PACKAGES)
    return Circumstances(
        made_at=_now().replace(microsecond=0).isoformat(),
        python=".".join(map(str, sys.version_info[:3])),
        platform=platform.platform(),
        packages={package: number for package, number in found if number},
    )


def _now() -> datetime:
    """The present time, or the build time if its variable sets one."""
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
