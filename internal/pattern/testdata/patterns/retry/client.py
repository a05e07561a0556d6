import time


def fetch(url, max_attempts=3):
    for i in range(max_attempts):
        try:
            return url
        except OSError:
            time.sleep(i)
