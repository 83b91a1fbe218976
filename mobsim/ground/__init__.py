"""Which general tools do all parts of mobsim use: time, chance, tables, folders and errors?"""
