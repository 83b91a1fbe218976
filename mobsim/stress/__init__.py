"""Do forces declare enough capacity for the national requirement, and when does it run out?"""
