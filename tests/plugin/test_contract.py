"""What the tests of a plug-in look like: the contract of every kind of source, on answers of its own."""

from datetime import UTC, datetime, timedelta

from tests.plugin.bigboard_harbour import ADAPTER
from tui.sources.adapter import SourceConfig
from tui.testing import check_contract, check_refusal, response_to

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SOURCE = SourceConfig(
    name="port", kind="harbour", url="", every=timedelta(minutes=1), market="HCE", symbols=("OIL", "RICE")
)
GOOD = b"""{"time": 1795426200, "prices": [
  {"symbol": "OIL", "last": 71.20, "close": 70.00}, {"symbol": "RICE", "last": 18.05, "close": 18.05}]}"""


def test_the_adapter_keeps_the_contract() -> None:
    check_contract(ADAPTER, SOURCE, [response_to(ADAPTER, SOURCE, GOOD)], AT)


def test_an_error_is_refused_in_the_exchanges_words() -> None:
    error = response_to(ADAPTER, SOURCE, b'{"error": "closed for repairs"}')
    assert check_refusal(ADAPTER, SOURCE, error, AT) == "provider says: closed for repairs"
