"""An answer in the form that was asked for becomes a value; the form stays within what models can be held to.

The judge of schemas is an independent validator; the rules of the subset are written down here once more.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import output_types
import pydantic_types
import pytest
from output_types import (
    Circle,
    Drawing,
    Finding,
    Partial,
    Point,
    Review,
    Square,
    Tree,
    plain,
)
from pydantic import TypeAdapter
from pydantic_types import Cat, Dog

from codex_app_server import types
from codex_app_server._client.errors import OutputError
from codex_app_server._client.output import OutputForm

NATIVE = [(spec, value) for spec, many in output_types.SAMPLES for value in many]
PYDANTIC = [(spec, value) for spec, many in pydantic_types.SAMPLES for value in many]
SPECS = [spec for spec, _ in output_types.SAMPLES + pydantic_types.SAMPLES]

ALLOWED = {
    *("type", "properties", "required", "additionalProperties", "items", "anyOf"),
    *("$ref", "$defs", "enum", "description", "pattern", "format", "multipleOf"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minItems", "maxItems"),
}


def nodes(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every schema in a schema."""
    yield schema
    for key in ("properties", "$defs"):
        for member in schema.get(key, {}).values():
            yield from nodes(member)
    for member in schema.get("anyOf", []):
        yield from nodes(member)
    if "items" in schema:
        yield from nodes(schema["items"])


def judge(form: OutputForm) -> Any:
    return jsonschema.Draft202012Validator(
        form.schema, format_checker=jsonschema.FormatChecker()
    )


def filled(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> Any:
    """What a model would write: every member, null for those that a value leaves out."""
    if "$ref" in schema:
        return filled(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    for branch in schema.get("anyOf", []):
        candidate = filled(value, branch, whole)
        if jsonschema.Draft202012Validator({**whole, **only(branch)}).is_valid(
            candidate
        ):
            return candidate
    if isinstance(value, dict) and "properties" in schema:
        return {
            name: filled(value.get(name), member, whole)
            for name, member in schema["properties"].items()
        }
    if isinstance(value, list) and "items" in schema:
        return [filled(item, schema["items"], whole) for item in value]
    return value


def only(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema in place of a whole one, whose definitions it may refer to."""
    away: dict[str, Any] = {
        "type": ["object", "array", "string", "number", "boolean", "null"],
        "properties": {},
        "required": [],
        "additionalProperties": True,
    }
    return {**away, **schema}


def answer(form: OutputForm, value: Any) -> str:
    """The value as a model would write it."""
    wrapped = list(form.schema["properties"]) == ["value"]  # type: ignore[call-overload]
    return json.dumps(
        filled({"value": value} if wrapped else value, form.schema, form.schema)
    )


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_schema_stays_within_the_subset(spec: Any) -> None:
    schema: Any = OutputForm.of(spec).schema
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["type"] == "object"
    for node in nodes(schema):
        assert set(node) <= ALLOWED
        if "$ref" in node:
            assert list(node) == ["$ref"]
            assert node["$ref"].removeprefix("#/$defs/") in schema["$defs"]
        else:
            assert ("type" in node) != ("anyOf" in node)
        if "properties" in node:
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
        if node.get("type") == "array":
            assert "items" in node
        assert "$defs" not in node or node is schema


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_no_definition_is_idle(spec: Any) -> None:
    schema: Any = OutputForm.of(spec).schema
    refs = {node["$ref"] for node in nodes(schema) if "$ref" in node}
    assert {f"#/$defs/{name}" for name in schema.get("$defs", {})} == refs


@pytest.mark.parametrize(("spec", "value"), NATIVE, ids=str)
def test_values_make_the_round_trip(spec: Any, value: Any) -> None:
    form = OutputForm.of(spec)
    text = answer(form, plain(value))
    judge(form).validate(json.loads(text))
    assert form.parse(text) == value
    assert type(form.parse(text)) is type(value)


@pytest.mark.parametrize(("spec", "value"), PYDANTIC, ids=str)
def test_values_of_pydantic_make_the_round_trip(spec: Any, value: Any) -> None:
    form = OutputForm.of(spec)
    dumped = TypeAdapter(spec).dump_python(value, mode="json", by_alias=True)
    text = answer(form, dumped)
    judge(form).validate(json.loads(text))
    assert form.parse(text) == value


def test_a_member_that_may_be_left_out_may_be_null() -> None:
    form = OutputForm.of(Finding)
    found = form.parse('{"title":"t","line":1,"tags":null,"fix":null,"severity":null}')
    assert found == Finding("t", 1)
    assert form.parse('{"title":"t","line":1}') == Finding("t", 1)


def test_null_is_taken_away_only_where_it_stands_for_nothing() -> None:
    tree = OutputForm.of(Tree).parse(
        '{"name":"a","weight":null,"parent":null,"children":['
        '{"name":"b","children":null,"parent":{"name":"p"},"weight":2}]}'
    )
    assert tree == Tree("a", [Tree("b", [], Tree("p"), weight=2)])
    assert OutputForm.of(Partial).parse('{"name":null,"age":3}') == {"age": 3}
    with pytest.raises(OutputError, match="name"):
        OutputForm.of(Tree).parse('{"name":null}')


def test_null_is_taken_away_inside_unions() -> None:
    drawing = OutputForm.of(Drawing).parse(
        json.dumps(
            {
                "mainShape": {"type": "square", "side": 1.0, "colour": None},
                "allShapes": [
                    {"type": "circle", "radius": None},
                    {"type": "square", "side": 2.0, "colour": "b"},
                ],
                "maybeShape": {"type": "circle", "radius": None},
            }
        )
    )
    assert drawing == Drawing(
        Square(1.0), [Circle(), Square(2.0, output_types.Colour.blue)], Circle()
    )
    kennel = OutputForm.of(pydantic_types.Kennel)
    for either, expected in (
        ([{"kind": "cat", "lives": None}], [Cat()]),
        ([[{"kind": "cat", "lives": None}]], [[Cat()]]),
        ([{"kind": "dog", "name": "bo"}], [Dog(name="bo")]),
    ):
        assert kennel.parse(json.dumps({"either": either})).either == expected


def test_only_what_needs_null_allows_it() -> None:
    def members(spec: Any) -> Any:
        schema: Any = OutputForm.of(spec).schema
        return schema["properties"]

    null = {"type": "null"}
    text = {"type": "string"}
    assert members(Finding)["fix"] == {"anyOf": [text, null]}
    assert members(Partial)["name"] == {"anyOf": [text, null]}
    assert members(Review)["note"] == {"anyOf": [text, null]}
    assert members(Review)["verdict"]["type"] == "string"
    # a tag with a default is still what tells variants apart
    tag = {"type": "string", "enum": ["cat"]}
    assert members(Cat) == {
        "kind": tag,
        "lives": {"anyOf": [{"type": "integer"}, null]},
    }
    assert members(Circle)["type"] == {"type": "string", "enum": ["circle"]}


def test_what_a_limit_says_in_words() -> None:
    schema: Any = OutputForm.of(output_types.Everything).schema
    members = schema["properties"]
    assert members["text"]["pattern"] == "^a+$"
    assert members["whole"] == {
        "type": "integer",
        "exclusiveMinimum": 0,
        "maximum": 10,
    }
    assert members["pair"]["description"] == "(in this order: integer, string)"
    assert members["twins"]["items"] == {"type": "integer"}
    assert (members["twins"]["minItems"], members["twins"]["maxItems"]) == (2, 2)
    assert members["raw"]["description"] == '(contentEncoding: "base64")'
    assert members["unique"]["description"] == "(uniqueItems: true)"
    assert members["money"] == {"type": "string", "description": '(format: "decimal")'}
    assert members["key"] == {"type": "string", "format": "uuid"}
    assert members["moment"] == {"type": "string", "format": "date-time"}
    assert members["finding"]["description"] == "the worst one"
    found: Any = schema["$defs"]["Finding"]
    assert found["description"] == "Something that was found."
    title = found["properties"]["title"]
    assert title["description"] == "one line (minLength: 1; maxLength: 80)"


def test_a_schema_is_sent_as_it_is() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"a": {"type": "string", "minLength": 1, "default": "x"}},
        "oneOf": [{"required": ["a"]}],
    }
    before = copy.deepcopy(schema)
    form = OutputForm.of(schema)
    assert form.schema is schema
    assert schema == before
    assert form.parse('{"b": null, "c": [1, 2.5]}') == {"b": None, "c": [1, 2.5]}
    assert form.parse("3") == 3
    with pytest.raises(OutputError):
        form.parse("not JSON")


@pytest.mark.parametrize(
    "schema", [{"a": int}, {1: "a"}, {"a": {1, 2}}, {"a": float("nan")}, {"a": (1,)}]
)
def test_a_schema_is_json(schema: Any) -> None:
    with pytest.raises(TypeError, match="dict"):
        OutputForm.of(schema)


def test_a_form_is_its_own_form() -> None:
    form = OutputForm.of(Review)
    assert OutputForm.of(form) is form


class Plain:
    pass


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        (Plain, "Plain"),
        (Plain(), "Plain"),
        (Review("ship", []), "Review"),
        ("Review", "Review"),
        (3, "3"),
        (lambda: None, "lambda"),
        (object, "object"),
        (Any, "any value"),
        (list, "#/items of its schema allows any value"),
        (dict[str, int], "arbitrary keys"),
        (
            list[dict[str, int]],
            "#/items of its schema is an object with arbitrary keys",
        ),
        (Finding | Review, "not supported"),
        (list["Missing"], "Missing"),  # type: ignore[name-defined] # noqa: F821
    ],
    ids=str,
)
def test_a_type_without_a_schema(spec: Any, why: str) -> None:
    with pytest.raises(TypeError, match="output_schema must be") as raised:
        OutputForm.of(spec)
    assert why in str(raised.value)


def test_a_model_of_the_protocol_that_is_open_cannot_be_asked_for() -> None:
    with pytest.raises(TypeError, match="output_schema must be"):
        OutputForm.of(types.ThreadItem)
    assert OutputForm.of(types.TurnPlanStep).parse(
        '{"step": "s", "status": "completed"}'
    ) == types.TurnPlanStep.model_validate({"step": "s", "status": "completed"})


WRONG: list[tuple[Any, str, str]] = [
    (Review, "", "truncated"),
    (Review, "Here it is: {}", "malformed"),
    (Review, "```json\n{}\n```", "malformed"),
    (Review, '{"verdict":"ship","findings":[]} more', "trailing"),
    (Review, "null", "Expected `object`, got `null`"),
    (Review, "{}", "missing required field `verdict`"),
    (Review, '{"verdict":"maybe","findings":[]}', "$.verdict"),
    (Review, '{"verdict":"ship","findings":[{"title":1}]}', "$.findings[0].title"),
    (Review, '{"verdict":"ship","findings":[{"title":"t","line":0}]}', ".line"),
    (Review, '{"verdict":"ship","findings":[{"title":"t","line":"1"}]}', ".line"),
    (list[int], "[1]", "the single member 'value'"),
    (list[int], '{"value":[1],"more":2}', "the single member 'value'"),
    (list[int], '{"value":[1,"2"]}', "[1]"),
    (Point, '{"value":["a",1]}', "[0]"),
    (pydantic_types.Owner, "{}", "name: Field required"),
    (pydantic_types.Owner, "[", "truncated"),
    (pydantic_types.Numbers, '{"value":[1,"x"]}', "1: Input should be"),
    (pydantic_types.Numbers, '{"value":null}', "the answer: Input should be"),
    (Tree, "[" * 100_000, ""),
]


@pytest.mark.parametrize(("spec", "text", "why"), WRONG, ids=lambda it: str(it)[:40])
def test_an_answer_that_does_not_fit(spec: Any, text: str, why: str) -> None:
    with pytest.raises(OutputError) as raised:
        OutputForm.of(spec).parse(text)
    error = raised.value
    assert error.text == text
    assert why in error.reason
    assert why in str(error)
    assert len(str(error)) < 2500
    assert error.__cause__ is not None


def test_an_error_repeats_no_more_than_needed() -> None:
    with pytest.raises(OutputError) as raised:
        OutputForm.of(pydantic_types.Cat).parse('{"kind":"cat","lives":"many"}')
    assert raised.value.reason.startswith("lives: Input should be a valid integer")
    assert "http" not in str(raised.value)


def test_pydantic_is_not_loaded_for_other_types(fresh: Any) -> None:
    found = fresh(
        "import sys\nfrom dataclasses import dataclass\n"
        "from codex_app_server._client.output import OutputForm\n"
        "@dataclass\nclass A:\n    b: int\n"
        "OutputForm.of(A).parse('{\"b\":1}')\n"
        "print('pydantic' in sys.modules)"
    )
    assert found.strip() == "False"
