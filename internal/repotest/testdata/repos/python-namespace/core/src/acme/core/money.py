def add(a, b):
    return a + b


def show(a):
    return str(a)
