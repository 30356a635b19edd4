"""Pages that are not what was asked for, told from what the page itself shows.

A page is looked at as it comes, whoever asked for it: is it a wall (walls.py)? And by who knows what was expected: what
is it in the place of an article (stand_in.py)?
"""
