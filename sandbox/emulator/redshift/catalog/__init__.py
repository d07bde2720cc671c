"""A database's catalog in SQLite, and the system views over it."""
