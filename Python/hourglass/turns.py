"""Turns: one thread at a time uses an estimator."""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

from .errors import BusyError

P = ParamSpec("P")
R = TypeVar("R")

# The thread that uses each object, by process and object. An object of its own could be neither pickled nor cloned, and
# a lock that another thread held would stay locked after a fork.
_users: dict[tuple[int, int], list[int]] = {}


def one_thread(method: Callable[P, R]) -> Callable[P, R]:
    """A method that raises `BusyError` while another thread is in such a method of the same object."""

    @functools.wraps(method)
    def taking_turns(*args: P.args, **kwargs: P.kwargs) -> R:
        with _turn(args[0]):
            return method(*args, **kwargs)

    return taking_turns


@contextlib.contextmanager
def _turn(user: object) -> Iterator[None]:
    key, mine = (os.getpid(), id(user)), [threading.get_ident()]
    try:
        holder = _users.setdefault(key, mine)
        if holder[0] != mine[0]:
            raise BusyError(
                "another thread is using the model; wait for it, or give each thread a copy of the estimator"
            )
        yield
    finally:
        if _users.get(key) is mine:
            del _users[key]
