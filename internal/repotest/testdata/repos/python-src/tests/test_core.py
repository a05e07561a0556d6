import shelf
from helpers import names
from shelf.core import Book


def test_label():
    assert Book("a").label() == "A"
    assert shelf.open_shelf(names())
