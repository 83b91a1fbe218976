"""Why did this unit, place or force do what it did?

Stories put the log into words. A story opens with half a page of answers: what was requested, what
came, what delayed it, and what never came. These are the measures of the log, in the words of the
scorecard. Then come the rows of the log. Each is cited so that readers can look it up: row 1 is the
first row of the log, line 2 of ``log.csv``.
"""

from mobsim.telling.story.story_opening import OpeningLine
from mobsim.telling.story.story_telling import Story, StoryLine, stories, tell, why

__all__ = ["OpeningLine", "Story", "StoryLine", "stories", "tell", "why"]
