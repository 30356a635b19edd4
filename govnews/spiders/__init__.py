"""One module a site, data only unless a quirk needs a method."""
