"""A body is parsed once, and the memory of it is bounded."""

from tui.domain.text import CleanText
from tui.sources.article.extract import ExtractedArticle
from tui.sources.feeds.body_memory import BodyMemory


class Parser:
    """A parser that counts its work."""

    def __init__(self) -> None:
        self.parsed: list[str] = []

    def parse(self, content: str) -> ExtractedArticle:
        self.parsed.append(content)
        return ExtractedArticle(paragraphs=(CleanText(content),))


def recall(memory: BodyMemory, parser: Parser, *contents: str) -> list[str]:
    return [memory.recall([content], lambda: parser.parse(content)).paragraphs[0] for content in contents]  # noqa: B023


def test_the_same_content_is_parsed_once() -> None:
    memory, parser = BodyMemory(), Parser()
    assert recall(memory, parser, "one", "two", "one", "two") == ["one", "two", "one", "two"]
    assert parser.parsed == ["one", "two"]


def test_parts_of_content_are_told_apart() -> None:
    memory, parser = BodyMemory(), Parser()
    for content in (["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["\ud800"]):
        memory.recall(content, lambda: parser.parse(""))
    assert len(parser.parsed) == 5


def test_the_entries_used_last_stay_within_their_number() -> None:
    memory, parser = BodyMemory(max_entries=2), Parser()
    recall(memory, parser, "one", "two", "one", "three", "one", "two")
    assert parser.parsed == ["one", "two", "three", "two"]


def test_the_entries_used_last_stay_within_their_characters() -> None:
    memory, parser = BodyMemory(max_characters=1_000), Parser()
    long, other = "a" * 700, "b" * 700
    recall(memory, parser, long, long, other, other, long)
    assert parser.parsed == [long, other, long]


def test_content_larger_than_the_memory_is_parsed_each_time() -> None:
    memory, parser = BodyMemory(max_characters=100), Parser()
    recall(memory, parser, "one", "one")
    assert parser.parsed == ["one", "one"]
