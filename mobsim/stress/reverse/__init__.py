"""What is the least that breaks a line, if one starts from failure?"""
