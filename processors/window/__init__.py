"""What deciding remembers of the last days: texts, words, stories, and how they are compared."""
