"""What does a planner read about one night: the scorecard, the stories, and the saved folder?"""
