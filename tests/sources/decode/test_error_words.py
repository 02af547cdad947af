"""What a document says went wrong: the plainest words of the outermost object, whatever its shape."""

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tui.sources.decode.error_words import stated_error
from tui.sources.decode.json import Json


@for_each(
    ("document", "words"),
    [
        ({"msg": "Invalid symbol."}, "Invalid symbol."),
        ({"Error Message": "Invalid call"}, "Invalid call"),
        ({"title": "Bad", "message": "Base is unknown"}, "Base is unknown"),
        ({"error": {"message": "inner"}, "detail": "outer"}, "outer"),
        ({"status": {"error_message": "Key missing"}}, "Key missing"),
        ({"type": "error", "error": {"type": "invalid_base"}}, "invalid_base"),
        ({"type": "error", "error": {"info": "Base is unknown"}}, "Base is unknown"),
        ({"errors": {"base": ["is unknown"]}}, "base: is unknown"),
        ([{"error": "Unknown pair"}], "Unknown pair"),
        ({"error": 7, "message": "404", "msg": " "}, None),
        ({"type": "https://e.example/problems/7"}, None),
        ({"quotes": {"AAPL": {"close": "1"}}}, None),
        ("message", None),
        (None, None),
    ],
)
def test_the_plainest_words_come_first(document: Json, words: str | None) -> None:
    assert stated_error(document) == words


def test_work_grows_with_the_document() -> None:
    assert_linear(lambda size: stated_error([{"error": {"code": [{"x": "1"}] * 9}}] * size), largest=200_000)
