"""What is the smallest event that breaks capacity or speed?"""
