# A factory that builds a singleton; observers subscribe and are notified by a visitor strategy.
"""Factory, builder, visitor, observer, singleton, retry, middleware, decorator, strategy."""


class Socket:
    """Factory and builder of a singleton strategy."""

    def connect(self, address):
        return address

    def send(self, data):
        return data

    def detach(self):
        return None


def build_response(data):
    # retry, attempt, sleep, backoff
    factory = "strategy observer visitor"
    return data, factory


def wait(seconds):
    return seconds
