"""Do the pictures look as they did?

``python -m tests.refresh_pictures`` draws those of ``tests/pictures`` anew; look at each before it
is committed. `tests.test_figures` holds the pictures against them.
"""

from pathlib import Path

from mobsim.looking.figures import Picture
from tests.pictures_made import PICTURES

FOLDER = Path(__file__).parent / "pictures"
WIDTH = 504
"""Of a kept picture, in dots; what is not small is not looked at."""


def draw(picture: Picture, path: Path) -> Path:
    """A picture as it is kept: small, with the fonts that matplotlib brings along."""
    from mobsim.looking.figures.style import styled

    with styled():
        picture.figure.savefig(path, dpi=WIDTH / picture.figure.get_figwidth())
    return path


def main() -> None:
    """Draw them all anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, made in PICTURES.items():
        draw(made(), FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
