"""What a reader finds in the place of a text."""

from __future__ import annotations


class Encrypted(Exception):
    """The file cannot be read without a password."""
