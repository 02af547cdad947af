"""The `[news]` table: which articles are kept, how they are listed, read, opened and saved."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec

from tui.config.errors import config_error, quote_value
from tui.config.schema_values import constrain, switch, whole_number
from tui.domain.article import DEFAULT_CAPACITY
from tui.domain.text import sanitize_line
from tui.view.settings import DEFAULT_ARTICLE_WIDTH, NewsSettings

if TYPE_CHECKING:
    from tui.sources.article.reading import PageRule

MAX_WORDS: Final = 100
MAX_NEWS_WORD: Final = 100
MAX_ALIASES: Final = 500
MAX_COMMAND: Final = 500
MAX_PAGES: Final = 200
"""Sites with rules of their own."""
MAX_DROPPED: Final = 50
MAX_SELECTOR: Final = 500
_NOT_BLANK: Final = r"[^\u0000]*\S[^\u0000]*"

_Word = Annotated[str, constrain("a word or a few", pattern=r"\s*\S.*", max_length=MAX_NEWS_WORD)]


class PageModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A `[[pages]]` table: where the article is in the pages of a site."""

    host: Annotated[
        str,
        constrain(
            'the name of a host such as "daily.example"',
            "The site; its subdomains are meant as well",
            # by what is not in it: a class of 65,000 letters takes 10 ms to compile, before the first frame
            pattern=r"(?![.-])[^\x00-,/:-@\[-`{-\x7f]{1,252}(?<![.-])",
        ),
    ]
    article: (
        Annotated[
            str,
            constrain(
                'a CSS selector such as ".story"',
                "The element with the text",
                max_length=MAX_SELECTOR,
                pattern=_NOT_BLANK,
            ),
        ]
        | None
    ) = None
    drop: Annotated[
        tuple[Annotated[str, constrain("a CSS selector", max_length=MAX_SELECTOR, pattern=_NOT_BLANK)], ...],
        constrain('a list such as [".box", "aside"]', "Elements that are none of the text", max_length=MAX_DROPPED),
    ] = ()


class NewsModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The keys of the table."""

    capacity: Annotated[
        int,
        whole_number(
            "a number from 20 to 10000",
            "Articles of all sources together, from the next start on; each source has room for 20 at least",
            least=20,
            most=10_000,
        ),
    ] = DEFAULT_CAPACITY
    highlight: Annotated[
        tuple[_Word, ...],
        constrain(
            'a list such as ["dividend", "KSE-100"]',
            "Words: articles with one of them stand out in the list",
            max_length=MAX_WORDS,
        ),
    ] = ()
    hide: Annotated[
        tuple[_Word, ...],
        constrain(
            'a list such as ["horoscope"]', "Words: articles with one of them are not listed", max_length=MAX_WORDS
        ),
    ] = ()
    aliases: Annotated[
        tuple[
            Annotated[
                str,
                constrain(
                    'text such as "OGDC = Oil & Gas Development"',
                    pattern=r"\s*[^\s=]+\s*=\s*\S.*",
                    max_length=MAX_NEWS_WORD,
                ),
            ],
            ...,
        ],
        constrain(
            'a list such as ["OGDC = Oil & Gas Development"]',
            "Other names by which articles may mention an instrument",
            max_length=MAX_ALIASES,
        ),
    ] = ()
    ring: Annotated[bool, switch("Whether the terminal's bell rings for a new article that stands out")] = False
    width: Annotated[
        int,
        whole_number(
            "a number from 20 to 200", "Cells of a line of an article, where there is room for so many", 20, 200
        ),
    ] = DEFAULT_ARTICLE_WIDTH
    right_to_left: Annotated[
        Literal["terminal", "board"],
        constrain(
            '"terminal" or "board"',
            "Who puts Urdu and Arabic into the order in which they are read; the board where the terminal does not",
        ),
    ] = "terminal"
    browser: (
        Annotated[
            str,
            constrain(
                'a command such as "firefox %u" or "tmux new-window w3m %u"',
                "What opens links, at once and over ssh too; without a shell, %u is the link",
                pattern=_NOT_BLANK,
                max_length=MAX_COMMAND,
            ),
        ]
        | None
    ) = None
    save_to: (
        Annotated[
            str,
            constrain(
                "the path of a folder",
                "Where articles are saved; a relative path starts at this file",
                pattern=r"[^\u0000]+",
            ),
        ]
        | None
    ) = None


def page_rules(models: Sequence[PageModel], file: Path) -> "tuple[PageRule, ...]":
    """Return the rules for the pages of sites.

    Raises:
        ConfigError: one of them says nothing, or a site has two.
    """
    from tui.sources.article.reading import PageRule  # noqa: PLC0415 - only where there is a rule

    rules: dict[str, PageRule] = {}
    for at, model in enumerate(models):
        host = model.host.lower().removeprefix("www.")
        if model.article is None and not model.drop:
            raise config_error(file, f"pages[{at}].article", "missing, expected article or drop, a CSS selector each")
        if host in rules:
            raise config_error(file, f"pages[{at}].host", f"found {quote_value(model.host)} twice")
        rules[host] = PageRule(host, model.article or "", model.drop)
    return tuple(rules.values())


def news_settings(model: NewsModel, file: Path) -> NewsSettings:
    """Return the settings of the table in a file.

    Raises:
        ConfigError: the command cannot be taken apart into words, or there is no home folder.
    """
    highlight, hide = (tuple(word.strip() for word in words) for words in (model.highlight, model.hide))
    return NewsSettings(
        capacity=model.capacity,
        highlight=highlight,
        hide=hide,
        aliases=_aliases(model.aliases),
        ring=model.ring,
        width=model.width,
        orders_right_to_left=model.right_to_left == "board",
        browser=_command(model.browser, file),
        save_folder=_folder(model.save_to, file),
    )


def _aliases(entries: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        symbol, _, name = entry.partition("=")
        symbol = symbol.strip().upper()
        names[symbol] = (*names.get(symbol, ()), sanitize_line(name.strip(), MAX_NEWS_WORD))
    return MappingProxyType(names)


def _command(text: str | None, file: Path) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text or ""))
    except ValueError:
        raise config_error(file, "news.browser", f"found {quote_value(text)}, a quote without its end") from None


def _folder(text: str | None, file: Path) -> Path | None:
    try:
        return None if text is None else file.parent / Path(text).expanduser()
    except (RuntimeError, ValueError):
        problem = f"found {quote_value(text)}, whose home folder is not known"
        raise config_error(file, "news.save_to", problem) from None
