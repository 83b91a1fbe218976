"""How can a night be shown?

This package makes the figures, the pages, the briefing, and the report with its replay.
"""
