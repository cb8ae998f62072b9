"""What operators edit, read once into frozen tables: see `models` for the words, `load` for the reading."""
