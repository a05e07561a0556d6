import json
import os.path
from jobs import queue as q
from .json import dumps


def names(jobs, sep):
    return sep.join(j.name for j in jobs) + ", ".join(["a"]) + "x".join([])


def where(root):
    return os.path.join(root, "queue")


def report(jobs):
    return json.dumps(jobs)


def show(job):
    return dumps(job)


def wait(queue, other: str, mine: q.Queue):
    queue.join()
    other.join([])
    mine.put(1)
    mine.drain_all()


def guess(thing):
    thing.drain_all()
    thing.size()


def callback(show):
    return show(1)
