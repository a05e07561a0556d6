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
