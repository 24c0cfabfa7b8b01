"""Requests made from /openapi.json itself, bent in one place: no route stumbles, every refusal is words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

EXAMPLES = 30
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40),
    st.sampled_from(["\0", "\ud800", "../../etc/passwd", "' OR 1=1 --", "A" * 70_000]),
    st.sampled_from([2**200, -1, 1e308, [], {}, [[[[{}]]]], {"\0": 1}]),
)  # fmt: skip


def of(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values that the schema allows."""
    if ref := schema.get("$ref"):
        return of(root["components"]["schemas"][ref.rpartition("/")[2]], root)
    if options := schema.get("anyOf"):
        return st.one_of([of(option, root) for option in options])
    kind = schema.get("type")
    if kind == "object":
        return thing(schema, root)
    if kind == "array":
        return st.lists(of(schema["items"], root), min_size=schema.get("minItems", 0), max_size=3)
    if kind == "string":
        words = st.from_regex(schema["pattern"], fullmatch=True) if "pattern" in schema else st.text(max_size=20)
        return words.filter(lambda text: len(text) <= schema.get("maxLength", 200))
    if kind == "integer":
        return st.integers(schema.get("minimum", 0), schema.get("maximum", 1000))
    if kind == "number":
        return st.floats(schema.get("minimum", 0), 0.02)
    return st.booleans() if kind == "boolean" else st.none()


def thing(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    if "properties" not in schema:
        more = schema.get("additionalProperties")
        inner = of(more, root) if isinstance(more, dict) else st.integers() | st.text(max_size=5)
        return st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner, max_size=3)
    fields = {name: of(one, root) for name, one in schema["properties"].items()}
    needed = set(schema.get("required", ()))
    optional = {name: one for name, one in fields.items() if name not in needed}
    return st.fixed_dictionaries({n: s for n, s in fields.items() if n in needed}, optional=optional)


def bent(value: Any, draw: Any) -> Any:
    """The value with one piece of it replaced, taken away or added."""
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        how = draw(st.sampled_from(["deeper", "lost", "more"]))
        if how == "lost":
            return {k: v for k, v in value.items() if k != key}
        return {**value, "surprise": 1} if how == "more" else {**value, key: bent(value[key], draw)}
    if isinstance(value, list) and value and draw(st.booleans()):
        return [bent(value[0], draw), *value[1:]]
    return draw(JUNK)


def encoded(body: Any) -> bytes:
    return json.dumps(body).encode("utf-8", "surrogatepass")


def test_no_request_makes_the_hub_stumble(hub: Any) -> None:
    storm(hub, 8)


def test_no_request_makes_the_province_stumble(province: Any) -> None:
    storm(province, 6)


def storm(served: Any, least: int) -> None:
    session = requests.Session()
    spec = session.get(served.url + "/openapi.json", timeout=5).json()
    routes = [(path, verb, one) for path, verbs in spec["paths"].items() for verb, one in verbs.items()]
    assert len(routes) >= least
    answers: dict[str, set[int]] = {path: set() for path, _, _ in routes}

    @settings(max_examples=EXAMPLES * len(routes), deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.data())
    def try_one(data: st.DataObject) -> None:
        path, verb, route = data.draw(st.sampled_from(routes))
        places = {"path": {}, "query": {}, "header": {}}
        for parameter in route.get("parameters", ()):
            value = data.draw(of(parameter["schema"], spec))
            places[parameter["in"]][parameter["name"]] = data.draw(st.sampled_from([value, "%", "x" * 300, "-1", "đ"]))
        url = path.format(**{name: quote(str(value), safe="") for name, value in places["path"].items()})
        query = {n: v if n != "wait" else data.draw(st.sampled_from(["0", "0.01", "nan", "-1", "1e9", "x"]))
                 for n, v in places["query"].items()}  # fmt: skip
        body = b""
        if content := route.get("requestBody", {}).get("content"):
            value = data.draw(of(content["application/json"]["schema"], spec))
            body = encoded(bent(value, data.draw) if data.draw(st.integers(0, 3)) else value)
            body = body[: len(body) // 2] if data.draw(st.integers(0, 9)) == 0 else body
        kind = data.draw(st.sampled_from(["application/json"] * 4 + ["text/plain", "", "application/json; charset=x"]))
        headers = {name: quote(str(value)) for name, value in places["header"].items()} | {"Content-Type": kind}
        answer = session.request(verb, served.url + url, params=query, data=body, headers=headers, timeout=5)
        answers[path].add(answer.status_code)
        assert answer.status_code < 500, (verb, url, query, body, answer.text)
        if answer.status_code >= 400:
            problem = answer.json()
            assert problem["code"], answer.text
            assert not problem["message"].isascii(), f"people read Vietnamese: {answer.text}"

    try_one()
    session.close()
    assert all(answers.values()), "every route was tried"
    assert any(200 in codes for codes in answers.values())
