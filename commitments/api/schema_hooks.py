"""The hooks that finish the OpenAPI description: titles, meanings of values, examples, links."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from django.utils.translation import gettext

from commitments.api.examples import ANSWERS, INDEX, PDF, SCHEMA
from commitments.api.schema import JSON

# The words of a choice, as the generator writes them into a description.
WORD = re.compile(r"^\* `(?P<word>[^`]*)` - (?P<label>.*)$", re.MULTILINE)
# A text without the null character; one with a sign that is seen.
TEXT = r"^[^\u0000]*$"
SEEN = r"^[^\u0000]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000]*$"
METHODS = ("get", "post", "patch")
PARAMETER = re.compile(r"\{(\w+)\}")


def list_titles() -> dict[str, str]:
    """Return the title of each part of the API in the reader's language."""
    return {
        "index": gettext("The API itself"),
        "commitments": gettext("Commitments"),
        "steps": gettext("Actions on a commitment"),
        "meetings": gettext("Meetings"),
        "agenda": gettext("Open items of agendas"),
        "minutes": gettext("Minutes"),
        "minutes_changes": gettext("Changes to minutes"),
        "agenda_items": gettext("Agenda items"),
        "agenda_papers": gettext("Papers of agenda items"),
        "countries": gettext("Countries"),
        "ministries": gettext("Ministries"),
        "officials": gettext("Officials"),
        "mechanisms": gettext("Mechanisms"),
        "holidays": gettext("Holidays added by hand"),
        "level_titles": gettext("Titles of levels"),
        "blackout_periods": gettext("Blackout periods"),
        "closures": gettext("Closures"),
        "calendar_years": gettext("Calendars by year"),
        "outcomes": gettext("Outcomes"),
        "statements": gettext("Statements"),
        "updates": gettext("Updates"),
        "evidence": gettext("Evidence"),
        "packets": gettext("Packets"),
        "packet_comments": gettext("Comments on packets"),
        "originator_consents": gettext("Consents of originators"),
        "reminders": gettext("Reminders"),
        "translations": gettext("Translations"),
        "webhooks": gettext("Webhooks"),
        "webhook_messages": gettext("Webhook messages"),
        "requests": gettext("Approval requests"),
    }


def list_operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each operation with its method and path."""
    for path, verbs in described["paths"].items():
        for method in METHODS:
            if method in verbs:
                yield method, path, verbs[method]


def words_of(text: str) -> dict[str, str]:
    """Read the words and their meanings from a description."""
    return {found["word"]: found["label"] for found in WORD.finditer(str(text))}


def name_tags(result: dict[str, Any], **_generated: Any) -> dict[str, Any]:
    """List the parts in the order in which they are read."""
    used = {tag for *_where, operation in list_operations(result) for tag in operation["tags"]}
    known = list_titles()
    names = [name for name in known if name in used] + sorted(used - set(known))
    result["tags"] = [{"name": name, "description": known.get(name, name)} for name in names]
    return result


def allow_choice(result: dict[str, Any], **_generated: Any) -> dict[str, Any]:
    """Describe that an answer narrowed by `fields` is either complete or has some of its members."""
    known = result["components"]["schemas"]
    for methods in result["paths"].values():
        operation = methods.get("get", {})
        if any(one["name"] == "fields" for one in operation.get("parameters", ())):
            answer = operation["responses"]["200"]["content"]["application/json"]
            name = answer["schema"]["$ref"].rpartition("/")[2]
            holder, at = answer, "schema"
            if "results" in known[name]["properties"]:
                holder, at = known[name]["properties"]["results"], "items"
                # Two lists of one shape share it.
                if "anyOf" in holder[at]:
                    continue
                name = holder[at]["$ref"].rpartition("/")[2]
            some = {key: value for key, value in known[name].items() if key != "required"}
            known[f"{name}Chosen"] = some | {"minProperties": 1}
            holder[at] = {"anyOf": [_ref(name), _ref(f"{name}Chosen")]}
    result["components"]["schemas"] = dict(sorted(known.items()))
    return result


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def explain_words(result: dict[str, Any], **_generated: Any) -> dict[str, Any]:
    """Add to every enumerated value its meaning for programs, and to every member its meaning for people."""
    shapes = result["components"]["schemas"]
    if "BlankEnum" in shapes:
        # Of members that may be empty beside their words.
        shapes["BlankEnum"]["x-enumDescriptions"] = {"": gettext("empty")}
    for shape in shapes.values():
        _explain(shape, shape.get("description", ""))
    for shape in shapes.values():
        for name, member in shape.get("properties", {}).items():
            _explain(member, member.get("description", ""))
            target = member.get("$ref", "").rpartition("/")[2]
            if "x-enumDescriptions" in shapes.get(target, {}):
                said = shapes[target]["description"]
                shape["properties"][name] = {"allOf": [member], "description": said}
    for *_where, operation in list_operations(result):
        for parameter in operation.get("parameters", ()):
            taken = parameter["schema"]
            _explain(taken.get("items", taken), parameter.get("description", ""))
    return result


def _explain(schema: dict[str, Any], text: str) -> None:
    if "enum" in schema and (words := words_of(text)):
        schema["x-enumDescriptions"] = {word: words[word] for word in schema["enum"] if word in words}


def close_bodies(result: dict[str, Any], **_generated: Any) -> dict[str, Any]:
    """Describe that a request body has no other members, and which texts count as empty."""
    shapes = result["components"]["schemas"]
    waiting = [
        content["schema"]
        for *_where, operation in list_operations(result)
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]
    while waiting:
        one = waiting.pop()
        waiting += [inner for key in ("allOf", "anyOf", "oneOf") for inner in one.get(key, ())]
        waiting += [one["items"]] if "items" in one else []
        shape = shapes.get(one.get("$ref", "").rpartition("/")[2], {})
        if "properties" in shape and "additionalProperties" not in shape:
            shape["additionalProperties"] = False
            waiting += shape["properties"].values()
        elif "string" in one.get("type", ()) and not one.keys() & {"format", "enum", "pattern"}:
            one["pattern"] = SEEN if one.get("minLength") else TEXT
    return result


def show_examples(result: dict[str, Any], **_generated: Any) -> dict[str, Any]:
    """Add to every operation an example of its answer."""
    for _method, _path, operation in list_operations(result):
        for status in ("200", "201", "202"):
            for media, given in operation["responses"].get(status, {}).get("content", {}).items():
                value = PDF if media != JSON else _value(given["schema"], result["components"]["schemas"])
                if value is not None:
                    given["examples"] = {"Answer": {"value": value}}
    return result


def _value(schema: dict[str, Any], shapes: dict[str, Any]) -> Any:
    """Find the example of a shape, of one of several shapes, or of a page of them."""
    for choice in schema.get("anyOf", ()):
        return _value(choice, shapes)
    name = schema.get("$ref", "").rpartition("/")[2]
    if not name:
        return SCHEMA
    members = shapes[name].get("properties", {})
    if "results" in members:
        row = _value(members["results"]["items"], shapes)
        return None if row is None else {"next": None, "results": [row]}
    if name == "Index":
        return {member: f"{INDEX}{member.replace('_', '-')}/" for member in members}
    return ANSWERS.get(name)


def link_records(result: dict[str, Any], **_generated: Any) -> dict[str, Any]:
    """Link lists and new records to one record, and from there to its changes and steps.

    A change takes the tag from reading.
    """
    every = list(list_operations(result))
    for (method, path, source), (_other, beneath, target) in product(every, every):
        rest = beneath.removeprefix(path)
        # A list gives rows, a creation one record.
        status, within = ("201", "") if method == "post" else ("200", "results/0/")
        is_beneath = rest != beneath and source is not target and status in source["responses"]
        if is_beneath and (link := _link(path, rest, target, within)):
            source["responses"][status].setdefault("links", {})[target["operationId"]] = link
    return result


def _link(path: str, rest: str, target: dict[str, Any], within: str) -> dict[str, Any] | None:
    """Return the source of an operation's parameters below an address; None where no answer has them."""
    known = {name: f"$request.path.{name}" for name in PARAMETER.findall(path)}
    found = PARAMETER.findall(rest)
    is_one = rest.count("/") == 1 if found else bool(known)
    if len(found) > 1 or not is_one:
        return None
    known |= {name: f"$response.body#/{within}{name}" for name in found}
    taken = {f"path.{name}": where for name, where in known.items()}
    if any(one["name"] == "If-Match" for one in target.get("parameters", ())):
        # The tag of what is only told about a record is not that of the record.
        if (found and within) or not (found or path.endswith("}/")):
            return None
        taken["header.If-Match"] = "$response.header.ETag"
    return {"operationId": target["operationId"], "parameters": taken}
