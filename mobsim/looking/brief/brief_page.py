"""How is a briefing written as one page of HTML?"""

from mobsim.looking.brief.sheets import Briefing, tied
from mobsim.looking.page import render

PACKAGE = "mobsim.looking.brief"


def page_of(briefing: Briefing) -> str:
    """The page as the text of one file: it loads nothing, and each sheet prints on new paper."""
    return render(
        "brief.html",
        package=PACKAGE,
        title=briefing.title,
        styles=("brief.css",),
        running=briefing.running,
        briefing=briefing,
        tied=tied,
    )
