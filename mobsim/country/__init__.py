"""Which forces exist, what do they owe, how far apart are they, and what may they need?"""
