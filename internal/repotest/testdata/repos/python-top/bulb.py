from tiny_lamp.parts import wire


class Bulb:
    def light(self):
        return wire.pull(self)
