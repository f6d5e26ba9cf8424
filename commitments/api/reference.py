"""The description of the API as pages for people, one for each noun, made of what programs read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from commitments.api import hooks, schema

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter or a member of a shape: of what type, what it means, and the words that it takes."""

    name: str
    type: str
    # Names of the shapes that the type leads to.
    leads_to: tuple[str, ...]
    meaning: str
    words: tuple[tuple[str, str], ...] = ()
    place: str = ""
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method does at one address, what it takes, gives and refuses."""

    id: str
    method: str
    path: str
    summary: str
    meaning: str
    parameters: tuple[Member, ...]
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    # What it means that nothing is given back, where that may be.
    gone: str
    # The status of each other answer, and what it means.
    others: tuple[tuple[str, str], ...]
    asked: str
    answered: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The members of one object."""

    name: str
    meaning: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The operations of one noun, and each shape that they take or give, once."""

    noun: str
    title: str
    operations: tuple[Operation, ...]
    shapes: tuple[Shape, ...]


def nouns(language: str) -> list[tuple[str, str]]:
    """List the nouns with their titles, in the order in which they are read."""
    return [(tag["name"], tag["description"]) for tag in _document(language)["tags"]]


@lru_cache(maxsize=64)
def page(language: str, noun: str) -> Page | None:
    """Gather the page of a noun; None where there is no such noun."""
    described = _document(language)
    title = dict(nouns(language)).get(noun)
    if title is None:
        return None
    known = described["components"]["schemas"]
    operations = tuple(
        _operation(method, path, one)
        for method, path, one in hooks.operations(described)
        if noun in one["tags"]
    )
    wanted = [name for one in operations for name in (*one.takes, *one.gives)]
    return Page(noun, title, operations, tuple(_shapes(wanted, known)))


@lru_cache(maxsize=16)
def _document(language: str) -> Part:
    described: Part = json.loads(schema.document(language))
    return described


def _operation(method: str, path: str, one: Part) -> Operation:
    answers = one["responses"]
    success = next(iter(sorted(answers)))
    body: Part = next(iter(one.get("requestBody", {}).get("content", {}).values()), {})
    answer: Part = next(iter(answers[success].get("content", {}).values()), {})
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one["summary"],
        meaning=one.get("description", ""),
        parameters=tuple(_parameter(row) for row in one.get("parameters", ())),
        takes=_led_to(body.get("schema", {})),
        gives=_led_to(answer.get("schema", {})),
        gone=answers.get("204", {}).get("description", ""),
        others=tuple(
            (code, row.get("description", "")) for code, row in sorted(answers.items()) if code != "204"
        ),
        asked=_example(body),
        answered=_example(answer),
    )


def _example(content: Part) -> str:
    for example in content.get("examples", {}).values():
        return json.dumps(example["value"], ensure_ascii=False, indent=2)
    return ""


def _parameter(row: Part) -> Member:
    taken = row["schema"]
    words = taken.get("items", taken).get("x-enumDescriptions", {})
    meaning = _plain(row.get("description", ""))
    return Member(
        row["name"], _type(taken), (), meaning, tuple(words.items()), row["in"], row.get("required", False)
    )


def _shapes(wanted: list[str], known: Part) -> Iterator[Shape]:
    """Give shapes, and those that their members lead to, each once and in the order of reading."""
    waiting, done = list(wanted), set[str]()
    while waiting:
        name = waiting.pop(0)
        described = known[name]
        if name in done:
            continue
        done.add(name)
        needed = described.get("required", ())
        members = tuple(
            _member(key, one, key in needed, known) for key, one in described.get("properties", {}).items()
        )
        waiting += [target for one in members for target in one.leads_to]
        yield Shape(name, _plain(described.get("description", "")), members)


def _member(name: str, one: Part, is_needed: bool, known: Part) -> Member:
    leads_to = _led_to(one)
    words = one.get("x-enumDescriptions", {})
    # Words stand where they are taken; what has members of its own is led to.
    for target in leads_to:
        words = words or known[target].get("x-enumDescriptions", {})
    shapes = tuple(target for target in leads_to if "properties" in known[target])
    return Member(
        name,
        _type(one),
        shapes,
        _plain(one.get("description", "")),
        tuple(words.items()),
        is_needed=is_needed,
    )


def _led_to(one: Part) -> tuple[str, ...]:
    """Name the shapes that a type is made of; of a whole and its chosen members, the whole."""
    if "$ref" in one:
        return (str(one["$ref"]).rpartition("/")[2],)
    if "items" in one:
        return _led_to(one["items"])
    found = tuple(
        name for key in ("allOf", "oneOf", "anyOf") for row in one.get(key, ()) for name in _led_to(row)
    )
    return tuple(
        name
        for name in found
        if name != "NullEnum" and not (name.endswith("Chosen") and name.removesuffix("Chosen") in found)
    )


def _type(one: Part) -> str:
    """Say of what type a value is, in the words of JSON."""
    kinds = one.get("type", ())
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    for key in ("allOf", "oneOf", "anyOf"):
        names += [row["type"] for row in one.get(key, ()) if isinstance(row.get("type"), str)]
    said = " | ".join(
        dict.fromkeys(str(one["format"]) if name == "string" and "format" in one else name for name in names)
    )
    return f"{said}: {_type(one['items'])}".removesuffix(": ") if "items" in one else said


def _plain(text: str) -> str:
    """Leave out of a description the list of words: the page shows them apart."""
    return hooks.WORD.sub("", text).strip()
