"""A program that reads the API with somebody's token."""

import json
from typing import Any

from django.test import Client

from commitments.api import tokens
from commitments.enums import Scope
from commitments.models import User
from tests.cast import NOW

COMMITMENTS, MEETINGS = "/api/v1/commitments/", "/api/v1/meetings/"


def program(user: User, *scopes: Scope, is_external: bool = False) -> Client:
    """Give a client that carries a fresh token of a person; it reads, and does what else the scopes allow."""
    text = tokens.create_token(user, days=30, now=NOW, scopes=scopes, is_external=is_external)
    return Client(headers={"Authorization": f"Bearer {text}"})


def references(client: Client, address: str, **parameters: Any) -> list[str]:
    """Give the references on the first page."""
    answer = client.get(address, parameters)
    assert answer.status_code == 200, answer.content
    return [row["reference"] for row in answer.json()["results"]]


def sent(client: Client, address: str, body: Any, **headers: str) -> Any:
    """Post a body as JSON."""
    return client.post(address, json.dumps(body), content_type="application/json", headers=headers)


def stepped(client: Client, address: str, step: str, body: Any = None) -> Any:
    """Take a step of the record at an address, with the tag that reading gives."""
    tag = client.get(address).headers["ETag"]
    return sent(client, f"{address}steps/{step}/", body or {}, **{"If-Match": tag})


def changed(client: Client, address: str, body: Any) -> Any:
    """Change the record at an address, with the tag that reading gives."""
    tag = client.get(address).headers["ETag"]
    return client.patch(address, json.dumps(body), content_type="application/json", headers={"If-Match": tag})


def filed(client: Client, address: str, step: str, **members: Any) -> Any:
    """Take a step with a file, as a form."""
    tag = client.get(address).headers["ETag"]
    return client.post(f"{address}steps/{step}/", members, headers={"If-Match": tag})


def wrong(answer: Any) -> list[str]:
    """Give the members that an answer says to be wrong."""
    assert answer.status_code == 400, answer.content
    return [one["parameter"] for one in answer.json()["errors"]]
