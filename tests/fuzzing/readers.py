"""Which readers are there?"""

from typing import Final

from tests.fuzzing.cases import Reader
from tests.fuzzing.folder_recipes import FOLDERS
from tests.fuzzing.log_recipes import LOGS
from tests.fuzzing.plugin_recipes import PLUGINS
from tests.fuzzing.scenario_recipes import SCENARIO
from tests.fuzzing.table_recipes import RETURNS, TABLES

READERS: Final[dict[str, Reader]] = {
    each.name: each for each in (SCENARIO, TABLES, RETURNS, FOLDERS, LOGS, PLUGINS)
}
"""By name."""
