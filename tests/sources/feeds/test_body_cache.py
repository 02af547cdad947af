"""A body is parsed once, and the cache of it is bounded."""

from tui.domain.blocks import paragraph
from tui.domain.text import CleanText
from tui.sources.article.extract import ExtractedArticle
from tui.sources.feeds.body_cache import ArticleCache


class Parser:
    """A parser that counts its work."""

    def __init__(self) -> None:
        self.parsed: list[str] = []

    def parse(self, content: str) -> ExtractedArticle:
        self.parsed.append(content)
        return ExtractedArticle(blocks=(paragraph(CleanText(content)),))


def get_all(cache: ArticleCache, parser: Parser, *contents: str) -> list[str]:
    return [cache.get_or_parse([content], lambda: parser.parse(content)).blocks[0].text for content in contents]  # noqa: B023


def test_the_same_content_is_parsed_once() -> None:
    cache, parser = ArticleCache(), Parser()
    assert get_all(cache, parser, "one", "two", "one", "two") == ["one", "two", "one", "two"]
    assert parser.parsed == ["one", "two"]


def test_parts_of_content_are_told_apart() -> None:
    cache, parser = ArticleCache(), Parser()
    for content in (["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["\ud800"]):
        cache.get_or_parse(content, lambda: parser.parse(""))
    assert len(parser.parsed) == 5


def test_the_entries_used_last_stay_within_their_number() -> None:
    cache, parser = ArticleCache(max_entries=2), Parser()
    get_all(cache, parser, "one", "two", "one", "three", "one", "two")
    assert parser.parsed == ["one", "two", "three", "two"]


def test_the_entries_used_last_stay_within_their_characters() -> None:
    cache, parser = ArticleCache(max_characters=1_000), Parser()
    long, other = "a" * 700, "b" * 700
    get_all(cache, parser, long, long, other, other, long)
    assert parser.parsed == [long, other, long]


def test_content_larger_than_the_cache_is_parsed_each_time() -> None:
    cache, parser = ArticleCache(max_characters=100), Parser()
    get_all(cache, parser, "one", "one")
    assert parser.parsed == ["one", "one"]
