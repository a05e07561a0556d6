import queue.store.disk as d
from queue import Line


def test_save():
    Line().save()
    d.read()
