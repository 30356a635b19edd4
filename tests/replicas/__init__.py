"""Replicas of each CMS family: invented sites with the family's addresses, pagers and article pages."""
