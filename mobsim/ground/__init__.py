"""What is needed everywhere and knows nothing of police: time, chance, tables, folders, errors?"""
