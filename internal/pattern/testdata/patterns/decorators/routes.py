def route(path):
    def wrap(f):
        return f
    return wrap


@route("/a")
def a():
    pass


@route("/b")
def b():
    pass


@route("/c")
def c():
    pass
