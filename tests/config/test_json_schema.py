"""The JSON Schema as an editor applies it: valid files pass, and each mistake is rejected at its key."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from tests.kit.marks import for_each
from tui.cli.config import run_config
from tui.cli.parser import Arguments
from tui.config.template import CONFIG_TEMPLATE

TYPES: Mapping[str, type] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": float,
}
UNDERSTOOD = {
    *("$schema", "$defs", "$ref", "title", "description", "default", "type", "enum", "anyOf", "pattern"),
    *("properties", "required", "additionalProperties", "propertyNames", "items"),
    *("minLength", "maxLength", "minItems", "maxItems", "maxProperties", "format", "minimum", "maximum"),
}
SOURCE = '[[sources]]\nname = "a"\nkind = "yahoo"\n'
TABLE = f'{SOURCE}[sources.table]\nformat = "csv"\n'


@pytest.fixture
def schema(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert run_config(Arguments(action="schema")) == 0
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return printed


def mistakes(value: object, schema: Mapping[str, Any], root: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """The path of every part of the value that the schema refuses; knows the words of JSON Schema that ours uses."""
    assert schema.keys() <= UNDERSTOOD, "a word that this check would pass over"
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        yield from mistakes(value, root["$defs"][name], root, at)
    if "anyOf" in schema and not any(fits(value, each, root) for each in schema["anyOf"]):
        yield at
    if not is_toml_date(value, schema):
        yield from in_value(value, schema, root, at)


def is_toml_date(value: object, schema: Mapping[str, Any]) -> bool:
    """Return whether a value is a date, which is text in JSON, and a value of its own in TOML."""
    return schema.get("format") == "date" and isinstance(value, date)


def in_value(value: object, schema: Mapping[str, Any], root: Mapping[str, Any], at: str) -> Iterator[str]:
    kind = TYPES.get(schema.get("type", ""), object)
    if (
        not isinstance(value, kind)
        or (isinstance(value, bool) and kind is int)
        or value not in schema.get("enum", [value])
    ):
        yield at
    elif isinstance(value, str):
        long = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        if not long or not re.search(schema.get("pattern", ""), value):
            yield at
    elif isinstance(value, int):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield at
    elif isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield at
        for index, each in enumerate(value):
            yield from mistakes(each, schema.get("items", {}), root, f"{at}[{index}]")
    elif isinstance(value, dict):
        yield from in_table(value, schema, root, at)


def fits(value: object, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    return not list(mistakes(value, schema, root))


def in_table(value: Mapping[str, object], schema: Mapping[str, Any], root: Mapping[str, Any], at: str) -> Iterator[str]:
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    if len(value) > schema.get("maxProperties", len(value)) or not value.keys() >= set(schema.get("required", ())):
        yield at
    for name, each in value.items():
        path = f"{at}.{name}".lstrip(".")
        if not fits(name, schema.get("propertyNames", {}), root) or (name not in known and other is False):
            yield path
        elif isinstance(inner := known.get(name, other), dict):
            yield from mistakes(each, inner, root, path)


def found(text: str, schema: Mapping[str, Any]) -> list[str]:
    # a date is a value of its own in TOML, and text in JSON
    tables = json.loads(json.dumps(tomllib.loads(text), default=str))
    return list(mistakes(tables, schema, schema))


def test_the_template_is_valid_with_and_without_its_examples(schema: dict[str, Any]) -> None:
    examples = re.sub(r"^# (?=\[|\w[\w.]* = )", "", CONFIG_TEMPLATE, flags=re.MULTILINE)
    assert len(tomllib.loads(examples)["sources"]) == 8
    for text in ("", CONFIG_TEMPLATE, examples):
        assert found(text, schema) == []


@for_each(
    ("text", "path"),
    [
        ("colour = 1", "colour"),
        ('[board]\ntheem = "dark"', "board.theem"),
        ('[board]\ntheme = "../pink"', "board.theme"),
        ("[board]\nflash = 1", "board.flash"),
        ('[board]\ndisagree = "0%"', "board.disagree"),
        ('[board]\nflush = "11s"', "board.flush"),
        ('[board]\nidle_after = "late"', "board.idle_after"),
        ("[keys]\napp.quit = 3", "keys.app"),
        ("[keys]\napp.quit = []", "keys.app"),
        ("sources = []", "sources"),
        ('[[sources]]\nkind = "yahoo"', "sources[0]"),
        (SOURCE.replace("yahoo", "yaho"), "sources[0].kind"),
        (SOURCE + 'api_key = "x"', "sources[0].api_key"),
        (SOURCE + 'every = "15"', "sources[0].every"),
        (SOURCE + 'market = "psx"', "sources[0].market"),
        (SOURCE + "symbols = [1]", "sources[0].symbols"),
        (SOURCE + "headers = { X-Key = 7 }", "sources[0].headers.X-Key"),
        (SOURCE + 'headers = { "X Key" = "a" }', "sources[0].headers.X Key"),
        (SOURCE + "key_command = []", "sources[0].key_command"),
        (TABLE + 'columns = { symbol = "s" }', "sources[0].table.columns"),
        (TABLE + 'columns = { symbol = "s", price = "p", prise = 2 }', "sources[0].table.columns.prise"),
        (TABLE + 'columns = { symbol = "s", price = "p" }\ncurrency = "5"', "sources[0].table.currency"),
    ],
)
def test_a_mistake_is_rejected_at_its_key(schema: dict[str, Any], text: str, path: str) -> None:
    assert path in found(text, schema)


@for_each(
    "text",
    [
        '[keys]\napp.quit = "q"\n"grid.sort" = "s"',
        '[keys]\napp.quit = ["q", "Q"]\n"grid.sort" = ["s"]',
        SOURCE + 'symbols = { OGDC.KA = "PSX:OGDC" }',
        '[board]\nflush = "0.25s"\nidle_after = "never"\ndisagree = "0.25 %"',
    ],
)
def test_a_file_that_the_program_accepts_is_valid(schema: dict[str, Any], text: str) -> None:
    assert found(text, schema) == []


def test_an_editor_shows_what_each_key_is_for(schema: dict[str, Any]) -> None:
    shown = schema["$defs"]["SourceModel"]["properties"]["every"]["description"]
    assert shown == 'The interval of polls: text such as "15s", "2m" or "1h"'
    assert '"null"' not in json.dumps(schema), "TOML has no such value"
