"""Tools that made shipped data. No run needs them, and they are not in the package."""
