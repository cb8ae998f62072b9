"""Who and what place is named in a text, and by which id?"""
