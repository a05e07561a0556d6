"""A queue of jobs."""


class Base:
    def size(self):
        return 0


class Queue(Base):
    def __init__(self):
        self.items = []

    def join(self, timeout=None):
        while self.items:
            self.items.pop()
        return self.size()

    def put(self, job):
        self.items.append(job)
        self.log(job)

    def log(self, job):
        print(", ".join([str(job)]))

    def drain_all(self):
        return self.join()

    def size(self):
        return super().size() + len(self.items)

    def clear(self):
        return super().clear()


def open_queue():
    return Queue()
