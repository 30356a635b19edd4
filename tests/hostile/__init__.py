"""Pages and sites that mean harm, or are broken as if they did; a file a subject."""
