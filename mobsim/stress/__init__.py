"""Does declared capacity meet the national requirement, and where does it break?"""
