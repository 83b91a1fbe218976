"""What can a planner read about one night?

This package makes the scorecard, the stories and the saved folder of a result.
"""
