"""What does every page of mobsim share?

One file that opens without a network: one style sheet, one policy of what may be loaded (nothing),
and texts of users that can neither become markup nor turn the reading order of what is beside them.
"""

from mobsim.looking.page.rendering import environment, render
from mobsim.looking.page.texts import isolated, json_for_script

__all__ = ["environment", "isolated", "json_for_script", "render"]
