import attrs
from attrs import define
from dataclasses import dataclass
from typing import NamedTuple


@dataclass
class Point:
    x: int


@dataclass(frozen=True)
class Size:
    w: int


class Pair(NamedTuple):
    a: int
    b: int


@attrs.frozen
class Weight:
    grams: int


@define(slots=True, frozen=True)
class Price:
    cents: int


@dataclass(order=True)
class Counter:
    n: int

    def up(self):
        self.n += 1


@dataclass(frozen=False)
class Loose:
    n: int


@define
class Basket:
    n: int
