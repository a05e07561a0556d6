def write(text):
    print(text)


def read():
    return ""
