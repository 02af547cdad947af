"""The JSON Schema of the configuration file, by which editors complete and check it."""

from collections.abc import Iterable
from typing import Any

import msgspec

from tui.config.schema import ConfigModel

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def config_json_schema(kinds: Iterable[str]) -> dict[str, Any]:
    """Return the JSON Schema of a configuration file, with these kinds of source."""
    schema = _without_null(msgspec.json.schema(ConfigModel))
    models = schema["$defs"]
    models["SourceModel"]["properties"]["kind"]["enum"] = list(kinds)
    _allow_dotted_names(models, "BindingTable", models["ConfigModel"]["properties"]["keys"])
    _allow_dotted_names(models, "SymbolTable", models["SourceModel"]["properties"]["symbols"]["anyOf"][1])
    return {"$schema": _DIALECT, **schema}


def _without_null(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Drop the null of values that may be absent: TOML has none."""
    if isinstance(schema, list):
        return [_without_null(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("default", ...) is None:
        return _without_null(schema["anyOf"][0])
    return {name: _without_null(part) for name, part in schema.items() if part is not None}


def _allow_dotted_names(models: dict[str, Any], name: str, table: dict[str, Any]) -> None:
    """Let a table hold tables: TOML takes an unquoted `app.quit = "q"` for `quit` in a table `app`."""
    reference = {"$ref": f"#/$defs/{name}"}
    nested = {"type": "object", "additionalProperties": reference}
    models[name] = {"anyOf": [table["additionalProperties"], nested]}
    table["additionalProperties"] = reference
