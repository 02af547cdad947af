"""Articles that the user saves: each a file of its own, and none is ever written over."""

import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

MAX_NAME: Final = 60
"""Characters of a name, without the date and what follows it."""
MAX_NAME_BYTES: Final = 120
MAX_NAMESAKES: Final = 999
_FOLDER: Final = "bigboard-articles"


class SaveError(Exception):
    """An article cannot be saved; the message is plain words."""


def usual_folder() -> Path:
    """Return where articles are saved where nothing else is set.

    Raises:
        SaveError: the home folder is not known.
    """
    try:
        return Path.home() / _FOLDER
    except RuntimeError:
        raise SaveError("the home folder is not known; save_to under [news] names another") from None


def save_article(folder: Path, title: str, day: date, text: str) -> Path:
    """Write an article into a new file; return its path, or that of a file with the very same text.

    Args:
        folder: is made where it is not there.
        title: the name of the file follows from it.
        day: the name begins with it.
        text: the content.

    Raises:
        SaveError: it cannot be written.
    """
    body = text.encode("utf-8", "replace")
    name = f"{day.isoformat()}-{file_name(title)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, MAX_NAMESAKES + 1):
            file = folder / (f"{name}.md" if number == 1 else f"{name}-{number}.md")
            try:
                _write(file, body)
            except FileExistsError:
                if _has(file, body):
                    return file
            else:
                return file
    except OSError as error:
        raise SaveError(f"{folder}: {error.strerror or type(error).__name__}") from None
    raise SaveError(f"{folder}: too many articles of this name")


def _write(file: Path, body: bytes) -> None:
    """Write a new file, all of it or none. Raises OSError."""
    with file.open("xb") as opened:
        try:
            opened.write(body)
            opened.flush()
        except OSError:
            with suppress(OSError):
                file.unlink()
            raise


def _has(file: Path, body: bytes) -> bool:
    try:
        return file.is_file() and file.stat().st_size == len(body) and file.read_bytes() == body
    except OSError:
        return False


def file_name(title: str) -> str:
    """Return the letters and digits of a title in small letters, with hyphens between the words; never empty."""
    letters = (sign if _is_of_word(sign) else " " for sign in unicodedata.normalize("NFC", title).casefold())
    name = ""
    for word in "".join(letters).split():
        longer = f"{name}-{word}" if name else word
        if len(longer) > MAX_NAME or len(longer.encode()) > MAX_NAME_BYTES:
            break
        name = longer
    return name or "article"


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign).startswith("M")
