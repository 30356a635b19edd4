"""Rounds over a list of sites: which are due, their crawls, and who is told of what they came to."""
