"""Characters of an old studio's SQLite file, whatever its tables were called: found by shape, read row by row. Pure."""
