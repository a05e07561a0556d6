def tag(text):
    return "<b>" + text + "</b>"
