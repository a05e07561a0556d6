class Shape:
    pass


class Circle(Shape):
    pass


class Square(Shape):
    pass


def create_shape(kind):
    if kind == "circle":
        return Circle()
    return Square()
