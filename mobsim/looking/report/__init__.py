"""How can a night be shown in one file that opens anywhere?

A report is one page of HTML that needs no network, no server and no installed program. The page has
the answers, the tables and pictures that support the answers, and a replay of the night on a map.
"""

from mobsim.looking.report.in_a_frame import FramedPage
from mobsim.looking.report.report_writing import night_report, replay_page, write_page
from mobsim.looking.report.source import NightSource, read_source

__all__ = [
    "FramedPage",
    "NightSource",
    "night_report",
    "read_source",
    "replay_page",
    "write_page",
]
