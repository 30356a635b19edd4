"""Reading pages: a page in, values out; nothing is requested, nothing is logged."""
