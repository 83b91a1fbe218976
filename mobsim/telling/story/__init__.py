"""What happened to a unit, a place or a force, and why?

Stories put the log into words. A story opens with half a page of answers, such as which units were
requested, which came, and what delayed them. These answers give the measures of the log in the
words of the scorecard. The rows of the log follow; each row has its number, so that readers can
look it up. Row 1 is the first row of the log, which is line 2 of ``log.csv``.
"""

from mobsim.telling.story.story_opening import OpeningLine
from mobsim.telling.story.story_telling import Story, StoryLine, stories, tell, why

__all__ = ["OpeningLine", "Story", "StoryLine", "stories", "tell", "why"]
