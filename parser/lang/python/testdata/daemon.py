#!/usr/bin/env python3
"""The daemon: plans, writes and publishes pages.

It runs until it is stopped.
"""

from __future__ import annotations

import asyncio, os.path
import collections.abc as abc
from pathlib import Path
from typing import (
    AsyncIterator,
    Optional as Maybe,
)
from . import store
from .models import *

VERSION = "1.0"
square = lambda x: x * x  # bound to a name

if VERSION:
    def conditional(a, /, b=2, *, c: int = 3):
        return a + b + c
else:
    def conditional(*args: int, **kwargs):
        return 0


class CodeWormDaemon(Base, store.Mixin, metaclass=abc.ABCMeta):
    """Writes pages."""

    key = staticmethod(lambda p: p)
    weigh = lambda self, page: page.weight or 1

    def __init__(self, path: Path, retries: int = 3) -> None:
        # how often to try again
        self.path = path
        self._retries: Maybe[int] = retries

    @property
    def name(self) -> str:
        'The name.'
        return self.path.name

    @staticmethod
    def parse(text: str, sep=",") -> list[tuple[str, int]]:
        return [
            (part, i)
            for i, part in enumerate(text.split(sep))
            if part
            if not part.isspace()
        ]

    @abc.abstractmethod
    async def publish(self, page: "Page") -> Maybe[str]: ...

    async def _async_run(self, mode: str, dry_run: bool) -> None:
        prefix = "[DRY RUN] " if dry_run else ""
        mode = mode.strip() or "normal"
        self.log(f"{prefix}start in {mode}")
        if not dry_run:
            self.prepare()
        if not await self.wait_for_model():
            return
        next_run = self.scheduler.next()
        if next_run:
            self.log(next_run)
        while self.running:
            await asyncio.sleep(1)

    async def pages(self) -> AsyncIterator[store.Page]:
        async with self.lock:
            for page in self.all:
                yield page

    class Error(Exception):
        pass


@decorate(
    "a",
    b=1,
)
@other
def outer(n):
    """Counts
    down."""

    def inner(m):
        if m > 0 and n > 0 and m < 9 or n == 4:
            return inner(m - 1)
        elif m == 0:
            return 0
        else:
            try:
                pass
            except (ValueError, KeyError) as e:
                raise store.Failed from e

    match n:
        case 0 | 1 if inner(n):
            return 1
        case [x, *rest]:
            return x
        case _:
            return None


type Alias = dict[str, int]


def test_outer():
    assert outer(1) == 1
