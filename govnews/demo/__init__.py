"""A replica of a site, served over real HTTP on loopback, for the demo and the tests."""
