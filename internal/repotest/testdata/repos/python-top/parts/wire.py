import tiny_lamp.bulb


def pull(thing):
    return thing


def spare():
    return tiny_lamp.bulb.Bulb()
