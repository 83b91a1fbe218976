"""Why this unit, this place, this minute?

The log told in words. A story is made of rows of the log and of nothing else, and cites them, so
that anybody can look them up: row 1 is the first row of the log, line 2 of ``log.csv``.
"""

from mobsim.telling.story.story_telling import Story, StoryLine, stories, tell, why

__all__ = ["Story", "StoryLine", "stories", "tell", "why"]
