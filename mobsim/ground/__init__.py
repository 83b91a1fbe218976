"""Which general tools does every wing need: time, chance, tables, folders, errors?"""
