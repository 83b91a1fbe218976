"""Which forces exist, what must they provide, how far apart are they, and what may they need?"""
