import shelf.text.title
from shelf.text import clean


class Book:
    def __init__(self, name):
        self.name = clean(name)

    def label(self):
        return shelf.text.title.upper(self.name)


def open_shelf(names):
    return [Book(n) for n in names]
