from acme.core import money
from acme.core.bill import total
from acme.web_app.text import html


def bill(a, b):
    return html.tag(money.show(total(a, b)))
