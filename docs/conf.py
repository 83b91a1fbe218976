"""How is the site made of these pages?

    sphinx-build -W --keep-going docs site

Nothing is fetched while it is built, and no page loads anything from elsewhere. Pictures are drawn
from shipped scenarios (`site_pictures`), and notebooks are shown executed. The first build takes
some minutes on two quiet processors; most of that is the notebooks on many nights and on the stress
test. A notebook that has not changed does not run again.
"""

import shutil
import sys
from pathlib import Path

from sphinx.application import Sphinx

import mobsim

PAGES = Path(__file__).parent
sys.path.insert(0, str(PAGES))
import site_pictures  # noqa: E402 - it lies beside this file

ROOT = PAGES.parent
COPIED = PAGES / "_copied"
"""Pages of the repository that Sphinx could not see where they are; copied at each build."""
NEIGHBOURS = ("CHANGELOG.md", "CONTRIBUTING.md", "DESIGN.md")

project = "mobsim"
author = "the mobsim contributors"
copyright = f"2026, {author}"  # noqa: A001 - Sphinx's own name for it
version = release = mobsim.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "index"
exclude_patterns = ["_build", "_templates", "_pictures/*.md"]
default_role = "py:obj"

nb_execution_mode = "cache"
nb_execution_cache_path = str(PAGES / "_executed")
nb_execution_timeout = 600
nb_execution_raise_on_error = True
nb_merge_streams = True
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4

add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_preprocess_types = False

html_theme = "pydata_sphinx_theme"
html_title = f"mobsim {version}"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_sidebars = {"**": ["contents"]}
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "navigation_depth": 2,
    "show_prev_next": True,
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "secondary_sidebar_items": ["page-toc"],
}


def copy_neighbours() -> None:
    """Copy notebooks and the pages of the top folder to where Sphinx finds them."""
    shutil.rmtree(COPIED, ignore_errors=True)
    COPIED.mkdir()
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        shutil.copy(notebook, COPIED)
    for name in NEIGHBOURS:
        text = (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](../")
        (COPIED / name).write_text(text, encoding="utf-8")


def lead_to_copies(_: Sphinx, __: str, source: list[str]) -> None:
    """Change links for the repository into links for the site."""
    text = source[0].replace("](../notebooks/", "](_copied/")
    for name in NEIGHBOURS:
        text = text.replace(f"](../{name}", f"](_copied/{name}")
    source[0] = text


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    copy_neighbours()
    site_pictures.draw_all(PAGES / "_pictures")
    app.connect("source-read", lead_to_copies)
