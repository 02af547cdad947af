"""What providers that want a key have in common: no question without one, and no answer that tells it."""

import re
from typing import Final

from tui.domain.quote import InstrumentId
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.json import Json, provider_error_message, read_json
from tui.sources.instruments import CRYPTO, FX
from tui.sources.redaction.redact import redact_values
from tui.sources.redaction.secret import REDACTED, Secret

CURRENCIES: Final = frozenset(
    [
        "AED",
        "AUD",
        "BDT",
        "BRL",
        "CAD",
        "CHF",
        "CNH",
        "CNY",
        "CZK",
        "DKK",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "JPY",
        "KRW",
        "KWD",
        "LKR",
        "MXN",
        "MYR",
        "NOK",
        "NZD",
        "PHP",
        "PKR",
        "PLN",
        "QAR",
        "RON",
        "RUB",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "TWD",
        "USD",
        "XAG",
        "XAU",
        "ZAR",
    ]
)
"""Currencies and metals; what is traded in pairs and is none of these is a coin."""

_LONG_WORD = re.compile(r"[A-Za-z0-9_-]{12,}+", re.ASCII)


def require_api_key(source: SourceConfig) -> Secret:
    """The source's key.

    Raises:
        ParseError: it has none.
    """
    if source.key is None or not source.key.get_secret_value():
        raise ParseError("no key: set key_env, key_file or key_command")
    return source.key


def provider_error(source: SourceConfig, *said: Json) -> str | None:
    """The provider's own word on what went wrong, without the key that some repeat in it; None where there is none."""
    words = provider_error_message(*(_without_key(each, source.key) for each in said))
    return "the key is not accepted" if words is not None and words.startswith("wants a key") else words


def read_json_redacted(page: Response, source: SourceConfig) -> Json:
    """The object or array that an answer is, as `read_json` reads it; no reason for refusing it has the key in it.

    Raises:
        ParseError: as `read_json` does.
    """
    return read_json(page, lambda text: _hidden(text, source.key))


def _without_key(said: Json, key: Secret | None) -> Json:
    return _hidden(said, key) if isinstance(said, str) else said


def _hidden(said: str, key: Secret | None) -> str:
    said = redact_values(said, [key.get_secret_value()] if key is not None else [])
    # it may be another key than ours: an older one, or that of an account
    return _LONG_WORD.sub(_without_key_like, said)


def _without_key_like(word: re.Match[str]) -> str:
    return REDACTED if any(character.isdigit() for character in word[0]) else word[0]


def pair_id(base: str, counted_in: str) -> InstrumentId:
    """`USD` in `PKR` is `FX:USDPKR`; a coin in dollars is `CRYPTO:BTC`, and in anything else `CRYPTO:BTCEUR`."""
    if base in CURRENCIES and counted_in in CURRENCIES:
        return InstrumentId(FX, base + counted_in)
    return InstrumentId(CRYPTO, base if counted_in == "USD" else base + counted_in)


def default_market(source: SourceConfig) -> str:
    """The market of a bare symbol: the source's, and the US where that is Pakistan's, which these do not know."""
    return "US" if source.market == "PSX" else source.market
