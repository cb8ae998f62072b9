"""Word lists of our own, as TOML: read once, where they are used."""
