from contextlib import contextmanager


class Lock:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False


@contextmanager
def opened(path):
    yield path
