"""Do the notebooks run, and do their two halves say the same?"""

import re
from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.py"))
FIRST = "first-night"
"""What takes a few seconds; the others are slow tests."""


def cells(path: Path) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in jupytext.read(path).cells]


def test_there_are_notebooks_to_run() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: str(path.stem))
def test_a_notebook_and_its_text_are_a_pair(notebook: Path) -> None:
    assert cells(notebook) == cells(notebook.with_suffix(".ipynb"))


def executed(notebook: Path, folder: Path) -> NotebookNode:
    read = jupytext.read(notebook)
    NotebookClient(read, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    return read


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_first_notebook_runs_from_top_to_bottom(tmp_path: Path) -> None:
    read = executed(NOTEBOOKS[0].with_stem(FIRST), tmp_path)
    assert all(cell.cell_type != "code" or cell.outputs for cell in read.cells)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: str(path.stem))
def test_a_notebook_runs_and_its_page_has_tables_and_pictures(
    notebook: Path, tmp_path: Path
) -> None:
    from nbconvert import HTMLExporter

    read = executed(notebook, tmp_path)
    assert all(cell.cell_type != "code" or cell.outputs for cell in read.cells)
    page, _ = HTMLExporter().from_notebook_node(read)
    assert "<th" in page
    pictures = re.findall(r"<img[^>]*>", page)
    assert pictures
    for picture in pictures:
        alt = re.search(r'alt="([^"]+)"', picture)
        assert alt, picture[:80]
        assert "No description" not in alt[1]
    assert "Traceback" not in page
    # Neither a bar that is left behind, nor the bare name of an object.
    outputs = [each for cell in read.cells for each in cell.get("outputs", ())]
    assert [] == [each for each in outputs if each.get("name") == "stderr"]
    shown = [each["data"] for each in outputs if "data" in each]
    assert all({"text/html", "image/png"} & set(data) or is_value(data) for data in shown)


def is_value(data: dict[str, str]) -> bool:
    """Whether what is shown is plain Python or pandas, and no object of mobsim."""
    return not data.get("text/plain", "<").startswith("<")
