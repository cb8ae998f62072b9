"""The web console: wall, story, feeds."""
