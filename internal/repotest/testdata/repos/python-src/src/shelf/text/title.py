from shelf import text


def upper(name):
    return text.clean(name).upper()
