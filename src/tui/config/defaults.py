"""The sources of a run without a configuration: one page and its news, and open sources that stand in for it."""

from datetime import timedelta
from typing import Final

from tui.sources.adapter import SourceConfig

_MINUTE: Final = timedelta(minutes=1)

DEFAULT_SOURCES: Final = (
    SourceConfig(
        name="br",
        kind="brecorder",
        url="https://www.brecorder.com/",
        every=timedelta(seconds=15),
    ),
    SourceConfig(
        name="news",
        kind="feed",
        url="https://www.brecorder.com/feeds/latest-news",
        every=5 * _MINUTE,
    ),
    SourceConfig(
        name="yahoo",
        kind="yahoo",
        url="",
        every=_MINUTE,
        symbols=(
            *("AGL.KA", "AIRLINK.KA", "BOP.KA", "CNERGY.KA", "DCL.KA", "DFML.KA", "DGKC.KA", "FCCL.KA", "FFBL.KA"),
            *("FFL.KA", "HUBC.KA", "HUMNL.KA", "KEL.KA", "KOSM.KA", "MLCF.KA", "NBP.KA", "OGDC.KA", "PAEL.KA"),
            *("PIBTL.KA", "PPL.KA", "PRL.KA", "PTC.KA", "SEARL.KA", "TELE.KA", "TOMCL.KA", "TPLP.KA", "TREET.KA"),
            *("TRG.KA", "UNITY.KA", "WTL.KA"),
        ),
    ),
    SourceConfig(
        name="world",
        kind="yahoo",
        url="",
        every=2 * _MINUTE,
        market="INDEX",
        symbols=("^GSPC", "^IXIC", "^FTSE", "^N225", "^HSI", "^BSESN"),
    ),
    SourceConfig(name="fx", kind="frankfurter", url="", every=60 * _MINUTE, market="FX", symbols=("USD/PKR",)),
    SourceConfig(
        name="coins", kind="binance", url="", every=_MINUTE / 2, market="CRYPTO", symbols=("BTCUSDT", "ETHUSDT")
    ),
)
"""In order of preference: an instrument that one source does not give, the next one may."""
