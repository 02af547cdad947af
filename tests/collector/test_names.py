import pytest

from tui.collector.names import BoardNames, MessageId


@pytest.mark.parametrize(
    ("source", "subject"),
    [
        ("psx", "bigboard.main.psx"),
        ("", "bigboard.main._"),
        ("_", "bigboard.main.=5f="),
        ("dawn.com", "bigboard.main.dawn=2e=com"),
        ("a b>*", "bigboard.main.a=20=b=3e==2a="),
    ],
)
def test_each_source_has_a_subject_of_one_part(source: str, subject: str) -> None:
    assert BoardNames("main").event(source) == subject


def test_an_id_is_read_as_it_was_written() -> None:
    assert MessageId.parse(str(MessageId("all", 3, 17))) == MessageId("all", 3, 17)


@pytest.mark.parametrize(
    "text", [None, "", "all/3", "all/x/1", "all/1/-1", "a b/1/1", "all/1/1/1", "all/1/" + "9" * 30]
)
def test_what_is_no_id_is_none(text: str | None) -> None:
    assert MessageId.parse(text) is None
