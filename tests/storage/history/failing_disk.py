"""A disk that fails: SQLite's own writes in this process, made to fail at will."""

import ctypes
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

_SSIZE: Final = ctypes.c_ssize_t
_CALLS: Final[dict[bytes, Any]] = {
    b"write": ctypes.CFUNCTYPE(_SSIZE, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, use_errno=True),
    b"pwrite": ctypes.CFUNCTYPE(
        _SSIZE, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_longlong, use_errno=True
    ),
    b"pwrite64": ctypes.CFUNCTYPE(
        _SSIZE, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_longlong, use_errno=True
    ),
    b"ftruncate": ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_longlong, use_errno=True),
}
"""The system calls by which SQLite changes a file, as its file system layer names them."""


class _FileSystemLayer(ctypes.Structure):
    """`sqlite3_vfs` of version 3, https://www.sqlite.org/c3ref/vfs.html."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("sizes", ctypes.c_int * 2),
        ("pointers", ctypes.c_void_p * 16),
        ("set_call", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)),
        ("get_call", ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)),
    )


class FailingDisk:
    """Counts what is written, and fails some of it.

    Args:
        error: the number of the error.
        first: which write is the first to fail, counted from 1; 0 fails none.
        count: how many in a row fail.
    """

    def __init__(self, error: int, first: int, count: int) -> None:
        self._error = error
        self._failing = range(first, first + count) if first else range(0)
        self.writes = 0
        self.failed = 0

    def end(self) -> None:
        """Fail no more."""
        self._failing = range(0)

    def _call(self, real: Any, *arguments: int) -> int:  # noqa: ANN401 - a function of C
        self.writes += 1
        if self.writes in self._failing:
            self.failed += 1
            ctypes.set_errno(self._error)
            return -1
        ctypes.set_errno(0)
        return int(real(*arguments))


@contextmanager
def failing_disk(error: int = 0, first: int = 0, count: int = 1) -> Iterator[FailingDisk]:
    """Write through a disk that fails, as `FailingDisk` says."""
    disk = FailingDisk(error, first, count)
    layer, address = _layer()
    real = {name: layer.get_call(address, name) for name in _CALLS}
    fakes = {name: kind(_failing(disk, kind(real[name]))) for name, kind in _CALLS.items() if real[name]}
    for name, fake in fakes.items():
        layer.set_call(address, name, ctypes.cast(fake, ctypes.c_void_p))
    try:
        yield disk
    finally:
        for name in fakes:
            layer.set_call(address, name, real[name])


def _failing(disk: FailingDisk, real: Any) -> Any:  # noqa: ANN401 - functions of C
    return lambda *arguments: disk._call(real, *arguments)


def _layer() -> tuple[_FileSystemLayer, int]:
    """Return SQLite's file system layer in this process, and its address; skip the test where it cannot be reached."""
    file = getattr(importlib.import_module("_sqlite3"), "__file__", None)
    if file is None:
        pytest.skip("SQLite is a part of this interpreter, which shows none of its functions")
    find = ctypes.CDLL(file).sqlite3_vfs_find
    find.restype, find.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    address = find(None)
    layer = _FileSystemLayer.from_address(address)
    if layer.version < 3:
        pytest.skip("this SQLite lets none of its system calls be replaced")
    return layer, address
