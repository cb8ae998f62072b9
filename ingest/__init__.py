"""The web comes in: feeds become articles."""
