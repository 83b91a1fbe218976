"""LibreOffice for tests that look at documents as paper."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGES = "libreoffice-writer-nogui libreoffice-calc-nogui fonts-liberation"


def pdf_of(content: str | bytes, suffix: str, folder: Path) -> bytes:
    """A document as PDF. It fails, and is not skipped, where there is no LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.fail(f"no soffice; on Debian and Ubuntu: sudo apt-get install {PACKAGES}")
    assert isinstance(content, bytes)
    path = folder / f"document.{suffix}"
    path.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    done = subprocess.run(
        [*command, str(path)], capture_output=True, text=True, timeout=300, check=False
    )
    made = folder / "document.pdf"
    assert made.exists(), done.stderr or done.stdout
    return made.read_bytes()


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF by LibreOffice has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
