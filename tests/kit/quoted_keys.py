"""A key, the forms in which servers quote one, and how to find it again in what the program shows."""

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote, unquote

KEY: Final = "q7Rw-Zk3_9fTb+Lm/2Hx=Vd8"

FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "plain": str,
    "capitals": str.upper,
    "percent": lambda key: quote(key, safe=""),
    "percent twice": lambda key: quote(quote(key, safe=""), safe=""),
    "percent each": lambda key: "".join(f"%{code:02x}" for code in key.encode()),
    "units": lambda key: "".join(f"\\u{ord(character):04x}" for character in key),
    "slashes": lambda key: key.replace("/", "\\/"),
    "entities": lambda key: "".join(f"&#{ord(character)};" for character in key),
    "base64": lambda key: b64encode(key.encode()).decode(),
    "base64 URL": lambda key: urlsafe_b64encode(b"reader:" + key.encode()).decode(),
    "hexadecimal": lambda key: key.encode().hex(),
    "soft hyphens": "\u00ad".join,
    "zero width": "\u200b".join,
    "beginning": lambda key: f"{key[:9]}...",
    "end": lambda key: f"****{key[-7:]}",
    "middle": lambda key: key[6:18],
    "long before": lambda key: f"{'of the account that was opened here ' * 2}{key}",
}


def parts_shown(key: str, text: str) -> set[str]:
    """Return the parts of a key, of six characters each, that a text shows: as it is, or with its escapes decoded."""
    decoded = [text, unquote(text), unquote(unquote(text)), html.unescape(text)]
    decoded.append(re.sub(r"\\u([0-9a-f]{4})", lambda escape: chr(int(escape[1], 16)), text))
    shown = "\n".join(decoded).lower()
    plain = {key[at : at + 6].lower() for at in range(len(key) - 5)}
    coded = {key.encode().hex()}
    for before in range(3):
        coded.add(b64encode(bytes(before) + key.encode()).decode()[4:-4].lower())
        coded.add(urlsafe_b64encode(bytes(before) + key.encode()).decode()[4:-4].lower())
    parts = {form[at : at + 12] for form in coded for at in range(len(form) - 11)}
    return {part for part in plain | parts if part in shown}


def in_json(text: str) -> str:
    """Return the text as it is between the quotes of a JSON string; escapes of the text itself are left as they are."""
    return text if "\\" in text else json.dumps(text, ensure_ascii=False)[1:-1]
