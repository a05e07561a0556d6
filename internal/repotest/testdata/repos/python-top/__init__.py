"""A lamp: the folder is the package."""
