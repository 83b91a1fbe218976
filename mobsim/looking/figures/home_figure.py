"""What was left at home, hour by hour?"""

from collections.abc import Mapping, Sequence

from mobsim.looking.figures.style import Picture, drawn, nothing


def home(rows: Mapping[str, Sequence[float]], title: str, unit: str = "PSU crews") -> Picture:
    """Share of fit crews free at home, of each force at each whole hour; of one night.

    By label, the first at the top: shares from 0 to 1 at hours 0, 1, 2 …
    """
    if not any(rows.values()):
        return nothing(title, f"No order touched any {unit} in this night (n = 1 night).")
    hours = max(len(shares) for shares in rows.values())
    with drawn(title, height=max(3.0, 1.2 + 0.21 * len(rows))) as (figure, axes):
        cells = [[*shares, *[float("nan")] * (hours - len(shares))] for shares in rows.values()]
        shown = axes.imshow(cells, cmap="cividis", vmin=0, vmax=1, aspect="auto")
        for row, shares in enumerate(rows.values()):
            for hour, share in enumerate(shares):
                if share <= 0:
                    axes.text(hour, row, "×", color="white", ha="center", va="center", size=8)
        axes.set_yticks(range(len(rows)), list(rows), size=8)
        axes.set_xlabel("hours from the start, one night (n = 1);  × nobody at home")
        axes.grid(visible=False)
        figure.colorbar(shown, ax=axes, label=f"share of fit {unit} at home", shrink=0.8)
    return Picture(figure)
