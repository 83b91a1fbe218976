"""What does every page of mobsim share?

Each is one file that opens without a network. It has one style sheet, and a policy that allows no
loading. Users' texts cannot become markup, and cannot change the reading order of the text beside
them.
"""

from mobsim.looking.page.rendering import environment, render
from mobsim.looking.page.texts import isolated, json_for_script

__all__ = ["environment", "isolated", "json_for_script", "render"]
