import json
from queue.store import disk


class Line:
    def save(self):
        disk.write(json.dumps([]))


def dumps(line):
    return line
