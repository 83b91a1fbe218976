"""How can a notebook or a page show another page inside itself?"""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, repr=False)
class FramedPage:
    """A whole page in a frame of its own, which needs no network."""

    page: str
    """The text of the page's HTML file."""
    title: str
    """The name of the frame for a screen reader."""
    height: int = 800
    """The height of the frame in pixels."""

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self.page) / 1000:,.0f} kB of HTML>"

    def _repr_html_(self) -> str:
        # Without allow-same-origin, the frame cannot reach the page around it.
        return (
            f'<iframe title="{escape(self.title)}" sandbox="allow-scripts" allow="fullscreen" '
            f'srcdoc="{escape(self.page)}" width="100%" height="{self.height}" '
            'style="border:1px solid #8888"></iframe>'
        )
