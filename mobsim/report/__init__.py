"""What happened that night, in one file that opens anywhere?

A report is one page of HTML that needs no network, no server and nothing installed: the answers,
the tables and pictures they come from, and the night itself to be played again on a map.
"""

from mobsim.report.many import study_report
from mobsim.report.source import Source, read_source
from mobsim.report.writing import night_report, write_page

__all__ = ["Source", "night_report", "read_source", "study_report", "write_page"]
