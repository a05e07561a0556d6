from functools import cached_property


class Page:
    def __init__(self, text):
        self.text = text

    @cached_property
    def words(self):
        return self.text.split()

    @cached_property
    def links(self):
        return [w for w in self.words if w.startswith("http")]
