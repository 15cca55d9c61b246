# SPDX-License-Identifier: GPL-3.0-or-later
"""Just as much of JSON Schema (2020-12) as data/schemas uses; a word that it does not know is a fault of the schema."""

import re

TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}
SILENT = {"$schema", "$id", "$comment", "$defs", "title", "description"}
# Members that stand for the levels are explained by what they are members of.
LEVELS = {"part", "pixel", "distribution", "fused"}


def _type(value, words, _schema, _root, place):
    words = [words] if isinstance(words, str) else words
    if not any(TYPES[word](value) for word in words):
        yield f"{place}: {value!r} is no {' or '.join(words)}"


def _properties(value, words, schema, root, place):
    for name, member in value.items():
        rest = schema.get("additionalProperties", True)
        if name in words:
            yield from find_faults(member, words[name], root, f"{place}.{name}")
        elif rest is False:
            yield f"{place}: has {name!r}, which the schema does not tell of"


def _additional(value, words, schema, root, place):
    if isinstance(words, dict):
        for name in value.keys() - schema.get("properties", {}).keys():
            yield from find_faults(value[name], words, root, f"{place}.{name}")


def _items(value, words, _schema, root, place):
    for index, item in enumerate(value):
        yield from find_faults(item, words, root, f"{place}[{index}]")


def _one_of(value, words, _schema, root, place):
    faults = [list(find_faults(value, word, root, place)) for word in words]
    if sum(not found for found in faults) != 1:
        yield f"{place}: is not just one of {len(words)}: {faults}"


def _check(holds):
    def check(value, words, _schema, _root, place):
        if not holds(value, words):
            yield f"{place}: {value!r} is against {words!r}"
    return check


KEYWORDS = {
    "type": (None, _type),
    "enum": (None, _check(lambda value, words: value in words)),
    "oneOf": (None, _one_of),
    "properties": (dict, _properties),
    "additionalProperties": (dict, _additional),
    "required": (dict, _check(lambda value, words: all(word in value for word in words))),
    "items": (list, _items),
    "minItems": (list, _check(lambda value, words: len(value) >= words)),
    "maxItems": (list, _check(lambda value, words: len(value) <= words)),
    "pattern": (str, _check(lambda value, words: re.search(words, value))),
    "minimum": ((int, float), _check(lambda value, words: value >= words)),
    "maximum": ((int, float), _check(lambda value, words: value <= words)),
    "exclusiveMinimum": ((int, float), _check(lambda value, words: value > words)),
}


def find_faults(value, schema, root=None, place="$"):
    """Sentences on what of a value is against a schema; root has its $defs."""
    root = schema if root is None else root
    for keyword, words in schema.items():
        if keyword == "$ref":
            yield from find_faults(value, root["$defs"][words.removeprefix("#/$defs/")], root, place)
        elif keyword not in SILENT:
            kind, check = KEYWORDS[keyword]
            if kind is None or isinstance(value, kind):
                yield from check(value, words, schema, root, place)


def find_unexplained(schema, place="$"):
    """Members that a schema has no description of."""
    for name, member in schema.get("properties", {}).items():
        if "description" not in member and "$ref" not in member and name not in LEVELS:
            yield f"{place}.{name}"
    for keyword, words in schema.items():
        if keyword in ("properties", "$defs"):
            for name, member in words.items():
                yield from find_unexplained(member, f"{place}.{name}")
        elif keyword in ("items", "additionalProperties") and isinstance(words, dict):
            yield from find_unexplained(words, place)
        elif keyword == "oneOf":
            for word in words:
                yield from find_unexplained(word, place)
