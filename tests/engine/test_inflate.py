"""Bodies taken in under their caps."""

import gzip

import pytest

from tui.engine.answer import CutShortError, GarbledError, TooLargeError
from tui.engine.inflate import Caps, Intake


def taken(coding: str, body: bytes, caps: Caps, *, step: int = 1000) -> bytes:
    intake = Intake(coding, caps)
    for start in range(0, len(body), step):
        intake.take(body[start : start + step])
    return intake.finish(framed=True)


@pytest.mark.parametrize("step", [1, 2, 7, 1000])
def test_gzip_comes_out_the_same_however_it_is_cut_into_chunks(step: int) -> None:
    plain = b"OGDC 101.25 " * 50
    assert taken("GZIP ", gzip.compress(plain) * 2, Caps(), step=step) == plain * 2


@pytest.mark.parametrize(("coding", "size"), [("", 1001), ("gzip", 20_001)])
def test_one_byte_more_than_the_cap_is_too_large(coding: str, size: int) -> None:
    caps = Caps(wire=1000, decoded=20_000)
    for length, fits in ((size - 1, True), (size, False)):
        body = bytes(length) if not coding else gzip.compress(bytes(length))
        if fits:
            assert len(taken(coding, body, caps)) == length
        else:
            with pytest.raises(TooLargeError):
                taken(coding, body, caps)


def test_what_unfolds_too_far_is_refused_below_the_cap_too() -> None:
    with pytest.raises(TooLargeError):
        taken("gzip", gzip.compress(bytes(3 << 20)), Caps(decoded=8 << 20, ratio=200))


@pytest.mark.parametrize("rest", [b"not a member", gzip.compress(b"") * 20])
def test_what_follows_the_end_and_is_no_page_is_refused(rest: bytes) -> None:
    with pytest.raises(GarbledError):
        taken("gzip", gzip.compress(b"page") + rest, Caps())


def test_every_cut_of_a_gzip_body_is_noticed() -> None:
    packed = gzip.compress(b"OGDC 101.25 No Change")
    for length in range(1, len(packed)):
        with pytest.raises(CutShortError):
            taken("gzip", packed[:length], Caps())


def test_an_empty_body_is_empty_whatever_its_coding_says() -> None:
    assert taken("gzip", b"", Caps()) == b""
