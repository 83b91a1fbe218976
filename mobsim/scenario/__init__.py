"""What is simulated: one frozen scenario, its file, and every number that it uses?"""
