"""Pages for people: how every site is doing, to be looked at in a browser, without a server."""
