"""What does every wing need that knows nothing of police: time, chance, tables, folders, errors?"""
