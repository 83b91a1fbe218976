"""What is a national line, and when does it need watching?"""

from typing import Final

WATCH_SHARE: Final = 0.10
"""Of a figure: less left than this is to be watched; assumed."""
