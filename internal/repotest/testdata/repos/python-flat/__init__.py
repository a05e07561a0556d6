"""The folder of the repository, which is no package of anybody."""
