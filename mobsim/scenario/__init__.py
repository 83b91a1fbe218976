"""Which scenario is simulated, from which file, and with which numbers?"""
