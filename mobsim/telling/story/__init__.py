"""Why did this unit, place or force do what it did?

The log told in words. A story opens with half a page of answers: what was requested, what came,
what delayed it, what never came. They are the measures of the log, in the words of the scorecard.
Then come the rows of the log, each cited, so that anybody can look them up: row 1 is the first row
of the log, line 2 of ``log.csv``.
"""

from mobsim.telling.story.story_opening import OpeningLine
from mobsim.telling.story.story_telling import Story, StoryLine, stories, tell, why

__all__ = ["OpeningLine", "Story", "StoryLine", "stories", "tell", "why"]
