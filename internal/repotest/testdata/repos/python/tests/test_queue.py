from jobs import Queue


def test_put():
    Queue().put(1)
