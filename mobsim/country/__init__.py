"""Who exists, what do they owe and declare, how far apart are they, and what may be needed?"""
