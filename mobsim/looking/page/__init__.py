"""What do all pages of mobsim have in common?

Each page is one file that opens without a network. All pages share a style sheet, and a policy that
prevents a page from loading anything. Text from a user cannot become markup, and cannot change the
reading order of the text beside it.
"""

from mobsim.looking.page.rendering import environment, render
from mobsim.looking.page.texts import isolated, json_for_script

__all__ = ["environment", "isolated", "json_for_script", "render"]
