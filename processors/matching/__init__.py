"""Which rules fire on an article, and on the strength of what?"""
