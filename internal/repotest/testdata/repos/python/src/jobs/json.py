def dumps(job):
    return repr(job)
