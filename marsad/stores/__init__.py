"""Where records rest: SQLite on one machine."""
