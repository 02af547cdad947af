"""Bodies taken in under their caps."""

import gzip

import pytest

from tests.kit.marks import for_each
from tui.engine.http.body import BodyLimits, BodyReader
from tui.engine.http.errors import InvalidResponseError, ResponseTooLargeError, TruncatedResponseError


def taken(coding: str, body: bytes, caps: BodyLimits, *, step: int = 1000) -> bytes:
    intake = BodyReader(coding, caps)
    for start in range(0, len(body), step):
        intake.feed(body[start : start + step])
    return intake.finish(framed=True)


@for_each("step", [1, 2, 7, 1000])
def test_gzip_comes_out_the_same_however_it_is_cut_into_chunks(step: int) -> None:
    plain = b"OGDC 101.25 " * 50
    assert taken("GZIP ", gzip.compress(plain) * 2, BodyLimits(), step=step) == plain * 2


@pytest.mark.parametrize(("coding", "size"), [("", 1001), ("gzip", 20_001)])
def test_one_byte_more_than_the_limit_is_too_large(coding: str, size: int) -> None:
    caps = BodyLimits(wire=1000, decoded=20_000)
    for length, fits in ((size - 1, True), (size, False)):
        body = bytes(length) if not coding else gzip.compress(bytes(length))
        if fits:
            assert len(taken(coding, body, caps)) == length
        else:
            with pytest.raises(ResponseTooLargeError):
                taken(coding, body, caps)


def test_a_high_compression_ratio_is_refused_below_the_limit_too() -> None:
    with pytest.raises(ResponseTooLargeError):
        taken("gzip", gzip.compress(bytes(3 << 20)), BodyLimits(decoded=8 << 20, ratio=200))


@pytest.mark.parametrize("rest", [b"not a member", gzip.compress(b"") * 20])
def test_bytes_after_the_end_that_are_no_gzip_are_refused(rest: bytes) -> None:
    with pytest.raises(InvalidResponseError):
        taken("gzip", gzip.compress(b"page") + rest, BodyLimits())


def test_every_cut_of_a_gzip_body_is_noticed() -> None:
    packed = gzip.compress(b"OGDC 101.25 No Change")
    for length in range(1, len(packed)):
        with pytest.raises(TruncatedResponseError):
            taken("gzip", packed[:length], BodyLimits())


def test_an_empty_body_is_empty_whatever_its_coding_is() -> None:
    assert taken("gzip", b"", BodyLimits()) == b""
