"""CMS families: one module each."""
