"""How does mobsim print the facts that each reader must know about a night?

A briefing has two pages for the chief officer, a sheet for each force, region and host, and a table
of requests. mobsim writes a briefing as a Word document, a workbook, CSV files and one page of
HTML.
"""

from mobsim.looking.brief.brief_files import (
    FORMATS,
    brief_files,
    check_brief_folder,
    write_brief,
)
from mobsim.looking.brief.briefing import briefing_of
from mobsim.looking.brief.sheets import Briefing, text_of

__all__ = [
    "FORMATS",
    "Briefing",
    "brief_files",
    "briefing_of",
    "check_brief_folder",
    "text_of",
    "write_brief",
]
