"""Pages kept as they came, and read again."""
