"""What does a planner read of one night: the scorecard, the stories, the folder it is kept in?"""
