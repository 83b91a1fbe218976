"""Which forces exist, what are their commitments, how far apart are they, what may they need?"""
