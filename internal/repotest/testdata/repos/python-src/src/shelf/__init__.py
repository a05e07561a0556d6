"""Books on a shelf."""
from .core import Book as Book
from .core import open_shelf as open_shelf
