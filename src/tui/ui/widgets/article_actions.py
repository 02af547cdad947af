"""What keys do with the open article: search it, follow, open and copy its links, save it, take a newer version."""

import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType

from tui.domain.text import count_of, sanitize_line, truncate
from tui.ui.widgets.article_view import ArticleView
from tui.view.footer import GridStatus
from tui.view.spans import Span, Tone
from tui.view.view_state import ArticlePlace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.domain.article import Article
    from tui.ui.link_opener import LinkOpener
    from tui.view.article_blocks import Additions
    from tui.view.article_changes import Changes
    from tui.view.article_search import Match
    from tui.view.inline_text import Mark

MAX_COPIED: Final = 74_000
"""Bytes of UTF-8 that are sent to the clipboard: terminals take hardly more."""
_MAX_SHOWN_SEARCH: Final = 20
_LAST_LINE: Final = 1_000_000
"""More than the lines that begin at one character."""


class ArticleActions(ArticleView):
    """An article with the keys that act on it."""

    takes_filter = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("semicolon", "next_match(1)", "Next match in the article", id="reader.next-match", key_display=";"),
        Binding("comma", "next_match(-1)", "Previous match", id="reader.previous-match", key_display=","),
        Binding("l", "next_link", "Next link of the article, for o and y", id="reader.next-link"),
        Binding("Y", "copy_text", "Copy the text of the article", id="reader.copy-text"),
        Binding("S", "save", "Save the article as Markdown", id="reader.save"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._matches: list[Match] = []
        self._match = 0
        """Which of them the keys are at."""
        self._link: int | None = None
        """Which of the article's links is chosen, from 0; None for the article's own."""
        self._changes: Changes | None = None
        """What has changed since the version that was read before."""
        self._opener: LinkOpener | None = None
        self._opener_command: tuple[str, ...] = ()

    def show(self, article: "Article | None") -> None:
        """Show another article, without what was searched, chosen or marked in the last one."""
        super().show(article)
        self.filter_text, self._matches = "", []
        self._link = self._changes = None

    def additions(self) -> "Additions":
        """Return what is marked in the text: the chosen link, what is searched, mentions, and what has changed."""
        from tui.view.inline_text import Mark, merged_marks  # noqa: PLC0415 - as above

        blocks = self.open_article.blocks if self.open_article is not None and self._link is not None else ()
        links = {
            number: [Mark(start, end, Tone.CURRENT) for start, end, target in block.links if target == self.chosen_link]
            for number, block in enumerate(blocks)
        }
        changes = self._changes.marks if self._changes is not None else {}
        mentions = super().additions()
        marks = merged_marks(links, self._match_marks(), mentions.marks, changes)
        return mentions._replace(marks=marks)

    def _match_marks(self) -> "Mapping[int, Sequence[Mark]]":
        if not self._matches:
            return {}
        from tui.view.article_search import match_marks  # noqa: PLC0415 - at the start nothing is searched

        return match_marks(self._matches, self._match)

    def margin(self, line: int, cells: int) -> Span:
        """Return what is left of a line: a mark where the paragraph is new or has changed."""
        has_changed = self._changes is not None and self._page[line].block in self._changes.changed
        return Span("+".rjust(cells), Tone.GOOD) if has_changed else super().margin(line, cells)

    # --- the search

    def set_filter(self, text: str) -> None:
        """Find the words in the article, and have the first match from here on in view; no words end the search."""
        from tui.view.article_search import find_matches  # noqa: PLC0415 - at the start there is no article

        self.filter_text = text
        blocks = self.open_article.blocks if self.open_article is not None else ()
        self._matches = find_matches(blocks, text)
        here = self._place or ArticlePlace()
        after = (n for n, match in enumerate(self._matches) if (match.block, match.start) >= (here.block, here.at))
        self._match = next(after, 0)
        self._show_match()

    @property
    def filter_status(self) -> GridStatus:
        """Which match of how many the keys are at."""
        count = len(self._matches)
        return GridStatus(position=self._match if count else None, shown=count, total=count)

    def action_next_match(self, step: int) -> None:
        """Go to the next match, or the one before; after the last comes the first again."""
        if not self.filter_text:
            self.announce("nothing is searched; / searches this article")
        elif self._matches:
            self._match = (self._match + step) % len(self._matches)
            self._show_match()

    def _show_match(self) -> None:
        self.show_again()
        if self._matches:
            match = self._matches[self._match]
            self.have_in_view(ArticlePlace(match.block, match.start, _LAST_LINE))

    def close_one(self) -> bool:
        """End the search, let go of the link, hide what has changed, or leave the mentions, one after another."""
        if self.filter_text:
            self.set_filter("")
        elif self._link is not None:
            self._link = None
            self.show_again()
        elif self._changes is not None:
            self._changes = None
            self.show_again()
        else:
            return super().close_one()
        return True

    def subject_spans(self) -> list[Span]:
        """Return what the title says of the search, else of the chosen link, else of the changes, else the subject."""
        if self.filter_text:
            found = f"{self._match + 1} of {len(self._matches)}" if self._matches else "not here"
            return [Span(f"   {truncate(self.filter_text, _MAX_SHOWN_SEARCH)}: {found}, ; ,", Tone.WARN)]
        if self._link is not None and self.chosen_link is not None:
            from tui.view.link_text import target_text  # noqa: PLC0415 - at the start there is no article

            return [Span(f"   [{self._link + 1}] {target_text(self.chosen_link)}", Tone.WARN)]
        if self._changes is not None:
            return [Span(f"   {self._changes.summary or 'the text is the same'}", Tone.WARN)]
        return super().subject_spans()

    # --- links

    @property
    def chosen_link(self) -> str | None:
        """The link that the keys are on: the chosen one of the text, else the article's own."""
        if self.open_article is None:
            return None
        return self.open_article.link if self._link is None else self.open_article.links[self._link]

    def action_next_link(self) -> None:
        """Choose the next link of the text, and have it in view; after the last one the article's own."""
        links = self.open_article.links if self.open_article is not None else ()
        if not links:
            self.announce("this article has no links in its text")
            return
        following = 0 if self._link is None else self._link + 1
        self._link = following if following < len(links) else None
        self.show_again()
        if self._link is not None and self.open_article is not None:
            self.have_in_view(_place_of(self.open_article, links[self._link]))

    @property
    def text_to_copy(self) -> str | None:
        """The chosen link; the text of an article that has none."""
        text = self.chosen_link or self._text()
        return None if text is None else _sent(text)

    def _text(self) -> str | None:
        from tui.view.article_text import article_to_text  # noqa: PLC0415 - at the start there is no article

        return article_to_text(self.open_article) if self.open_article is not None else None

    def action_copy_text(self) -> None:
        """Send the text of the article to the terminal's clipboard."""
        text = self._text()
        if text is None:
            self.announce("nothing to copy here")
            return
        sent = _sent(text)
        self.app.copy_to_clipboard(sent)
        part = "the text" if sent == text else "the beginning of the text"
        self.announce(f"sent to the terminal: {part} of the article, {count_of(len(sent), 'character')}")

    def action_open_link(self) -> None:
        """Open the chosen link; where nothing opens it here, show it and send it to the terminal's clipboard."""
        link = self.chosen_link
        reply = self._link_opener().request(link)
        if reply.copies and link is not None:
            self.app.copy_to_clipboard(link)
        self.post_message(self.Announcement(reply.text, link if link and link in reply.text else None))

    def _link_opener(self) -> "LinkOpener":
        from tui.ui.link_opener import LinkOpener  # noqa: PLC0415 - no link is opened at the start

        command = self.state.settings.news.browser
        if self._opener is None or command != self._opener_command:
            self._opener_command = command
            self._opener = LinkOpener(chosen=command, report=self._report)
        return self._opener

    def _report(self, text: str, link: str) -> None:
        self.post_message(self.Announcement(text, link))

    # --- saving

    def action_save(self) -> None:
        """Save the article as Markdown, on a thread of its own: a folder may be far away."""
        from tui.view.article_text import article_to_markdown  # noqa: PLC0415 - at the start there is no article

        article = self.open_article
        if article is None:
            self.announce("no article to save")
            return
        text, folder = article_to_markdown(article), self.state.settings.news.save_folder
        at = (article.published or article.polled_at).astimezone(self.state.time_of_day.tzinfo)
        content = (article.headline, at.date(), text)
        threading.Thread(target=self._save, args=(folder, *content), daemon=True).start()

    def _save(self, folder: Path | None, title: str, day: date, text: str) -> None:
        from tui.storage.saved_articles import SaveError, save_article, usual_folder  # noqa: PLC0415 - to save alone

        try:
            file = save_article(folder or usual_folder(), title, day, text)
        except SaveError as error:
            self.post_message(self.Announcement(sanitize_line(f"not saved: {error}")))
        else:
            path, home = sanitize_line(str(file)), f"{Path.home()}/"
            shown = f"~/{path.removeprefix(home)}" if path.startswith(home) else path
            self.post_message(self.Announcement(f"saved as {shown}", path))

    # --- versions

    def show_version(self, article: "Article") -> None:
        """Show another version of the open article, at the same place of the text, with what has changed marked."""
        from tui.view.article_changes import compare  # noqa: PLC0415 - at the start there is no article

        before, place = self.open_article, self._place
        if before is None:
            self.show(article)
            return
        changes = compare(before.blocks, article.blocks)
        if place is not None and 0 <= place.block < len(before.blocks):
            # words were added or taken away, which moves what follows them: the paragraph stays
            block = changes.new_index[place.block] if changes.new_index else -1
            place = place._replace(block=block)
        self.open_article = article
        self._changes, self._link, self._place = changes, None, place
        self.set_filter(self.filter_text)
        self._place = place
        self.show_again()


def _sent(text: str) -> str:
    """Return the beginning of a text that a terminal takes."""
    return text.encode("utf-8", "replace")[:MAX_COPIED].decode("utf-8", "ignore")


def _place_of(article: "Article", target: str) -> ArticlePlace:
    """Return the place of the first link with this target."""
    for number, block in enumerate(article.blocks):
        for link in block.links:
            if link.target == target:
                return ArticlePlace(number, link.start, _LAST_LINE)
    return ArticlePlace()
