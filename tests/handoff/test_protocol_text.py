"""What arrives as text: strict JSON, of bounded size, told apart by its content alone."""

import json
from typing import Any

import pytest

from handoff.protocol import Ping, ProtocolError, TicketRequest, check, load, parse, read, split
from handoff.protocol.codes import FRAME_BYTES

MESSAGE = '{"type":"message","id":"f-1","conversation":"c","role":"customer","text":"Hi"%s}'


def refused(text: str | bytes) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        parse(text)
    return caught.value


MALFORMED: list[str | bytes] = [
    "",
    " ",
    "{",
    "}",
    "nil",
    "null",
    "[]",
    '"ping"',
    "1",
    "{'type': 'ping'}",
    '{"type": "ping",}',
    '{"type" "ping"}',
    '{"type": "ping"} {}',
    '{"type": "ping"}\0',
    '{type: "ping"}',
    '{"type": "ping"} // hello',
    '{"type": "pi\nng"}',
    '{"type": "pi\x00ng"}',
    '{"type": "\\x70ing"}',
    '{"type": "\\u00"}',
    '{"type": "ping", "n": NaN}',
    '{"type": "ping", "n": Infinity}',
    '{"type": "ping", "n": -Infinity}',
    '{"type": "ping", "n": nan}',
    '{"type": "ping", "n": 01}',
    '{"type": "ping", "n": +1}',
    '{"type": "ping", "n": .5}',
    '{"type": "ping", "n": 1.}',
    '{"type": "ping", "n": 0x10}',
    '{"type": "ping", "n": 1_000}',
    '{"type": "ping", "n": 1e}',
    "\ufeff" + '{"type": "ping"}',
    b'\xef\xbb\xbf{"type": "ping"}',
    b'{"type": "\xff"}',
    b'{"type": "ping", "\xc0\xaf": 1}',
    b'{"type": "\xed\xa0\x80"}',
    b"\x00\x01\x02\x03",
    b"\x89PNG\r\n\x1a\n",
    '{"type": "ping"}'.encode("utf-16"),
    '{"type": "ping"}'.encode("utf-32-le"),
    "[" * 100_000,
    "[" * 100_000 + "]" * 100_000,
    '{"a":' * 100_000 + "1" + "}" * 100_000,
    '{"type": "ping", "a": ' + "[" * 50_000 + "]" * 50_000 + "}",
]


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: repr(text[:24]))
def test_what_is_no_json_object_is_invalid_json(text: str | bytes) -> None:
    error = refused(text)
    assert (error.code, error.field, error.id) == ("invalid_json", None, None)
    assert 0 < len(error.message) < 200


@pytest.mark.parametrize(
    "text", ['{"type":"ping"}', b'{"type":"ping"}', ' \t\r\n{ "type" : "p\\u0069ng" } \n']
)
def test_plain_json_is_read(text: str | bytes) -> None:
    assert parse(text) == Ping()


@pytest.mark.parametrize(
    "number",
    ["1e999", "-1e999", "1e309", "1" + "0" * 309, "-" + "9" * 5_000, "9" * 500_000, "123456789" * 40 + ".5"],
)
def test_a_number_beyond_a_double_is_out_of_range(number: str) -> None:
    error = refused(MESSAGE % f',"context":{{"a":[0,{number}]}}')
    assert (error.code, error.field, error.id) == ("invalid_frame", "context.a[1]", "f-1")
    assert error.message == "Number out of range"


@pytest.mark.parametrize(
    "number", ["1e308", "-1e308", "1e-999", "9" * 308, "18446744073709551616", "-0.0", "5e-324"]
)
def test_every_other_number_is_kept(number: str) -> None:
    frame: Any = parse(MESSAGE % f',"context":{{"a":{number}}}')
    assert frame.context == {"a": json.loads(number)}


def test_a_tracking_number_longer_than_a_double_loses_no_digit() -> None:
    frame: Any = parse(MESSAGE % ',"context":{"tracking":12345678901234567890123}')
    assert frame.context == {"tracking": 12345678901234567890123}


@pytest.mark.parametrize(
    "escaped", ["\\u0000", "\\ud800", "\\udfff", "\\ud800\\u0041", "\\udc00\\ud800", "\\uD83D"]
)
def test_an_escaped_nul_or_lone_surrogate_is_invalid_where_it_stands(escaped: str) -> None:
    error = refused(MESSAGE % f',"context":{{"a":"x{escaped}y"}}')
    assert (error.code, error.field, error.id) == ("invalid_frame", "context.a", "f-1")
    error = refused(MESSAGE % f',"context":{{"{escaped}":1}}')
    assert (error.code, error.id) == ("invalid_frame", "f-1")
    assert error.field is not None
    assert error.field.startswith("context[")
    error.field.encode()


def test_a_pair_of_surrogates_and_a_written_backslash_are_fine() -> None:
    frame: Any = parse(MESSAGE % ',"context":{"a":"\\ud83d\\ude00","b":"\\\\u0000 \\\\ud800"}')
    assert frame.context == {"a": "😀", "b": "\\u0000 \\ud800"}


def test_of_two_equal_keys_the_last_counts() -> None:
    frame: Any = parse(MESSAGE % ',"text":"second"')
    assert frame.text == "second"
    assert frame.digest == parse(MESSAGE.replace('"Hi"', '"second"') % "").digest


def test_a_frame_of_one_mebibyte_is_read_and_one_byte_more_is_too_large() -> None:
    empty = MESSAGE % ',"context":{"a":""}'
    full = MESSAGE % (',"context":{"a":"' + "x" * (FRAME_BYTES - len(empty)) + '"}')
    assert len(full) == FRAME_BYTES
    assert parse(full) == parse(full.encode())
    for larger in (full + " ", (full + " ").encode(), "x" * (2 * FRAME_BYTES), b"\0" * (2 * FRAME_BYTES)):
        assert refused(larger).code == "too_large"


def test_size_is_counted_in_bytes_of_utf_8() -> None:
    text = MESSAGE % (',"context":{"a":"' + "é" * (FRAME_BYTES // 2) + '"}')
    assert len(text) < FRAME_BYTES
    assert refused(text).code == "too_large"


def test_a_smaller_limit_may_be_set() -> None:
    text = '{"type":"ping"}'
    assert parse(text, limit=len(text)) == Ping()
    with pytest.raises(ProtocolError, match="at most 14 bytes"):
        parse(text, limit=14)


@pytest.mark.parametrize(
    "same",
    [
        '{"a":1,"b":{"c":[1,2],"d":"é"}}',
        '{"b":{"d":"\\u00e9","c":[1,2]},"a":1}',
        ' { "a" : 1.0 , "b" : { "c" : [ 1e0 , 0.2e1 ] , "d" : "\\u00E9" } } ',
    ],
)
def test_the_same_value_has_the_same_digest_however_it_is_written(same: str) -> None:
    plain = parse(MESSAGE % ',"context":{"a":1,"b":{"c":[1,2],"d":"é"}}')
    assert parse(MESSAGE % f',"context":{same}').digest == plain.digest
    assert check(json.loads(MESSAGE % f',"context":{same}')).digest == plain.digest


@pytest.mark.parametrize(
    "other",
    ['{"a":[2,1]}', '{"a":["1","2"]}', '{"a":[true,2]}', '{"a":[1,2,null]}', '{"b":[1,2]}', "{}", "null"],
)
def test_another_value_has_another_digest(other: str) -> None:
    assert parse(MESSAGE % f',"context":{other}').digest != parse(MESSAGE % ',"context":{"a":[1,2]}').digest


def test_fields_that_are_ignored_are_still_content() -> None:
    assert parse(MESSAGE % ',"mood":1').digest != parse(MESSAGE % "").digest
    assert parse(MESSAGE % ',"language":null').digest != parse(MESSAGE % "").digest


def test_numbers_of_one_value_are_one_even_when_they_are_large() -> None:
    assert parse(MESSAGE % ',"n":1e22').digest == parse(MESSAGE % (',"n":1' + "0" * 22)).digest
    assert parse(MESSAGE % ',"n":-0.0').digest == parse(MESSAGE % ',"n":0').digest
    assert parse(MESSAGE % ',"n":9007199254740993').digest != parse(MESSAGE % ',"n":9007199254740992').digest


def test_load_gives_any_json_value() -> None:
    assert load('[{"type":"ping"},null,0.5]') == [{"type": "ping"}, None, 0.5]
    with pytest.raises(ProtocolError, match="NaN is no JSON number"):
        load("[NaN]")


def test_a_body_with_one_frame_is_split_into_that_frame() -> None:
    assert split(b' {"type":"ping"}') == ([{"type": "ping"}], True)
    assert split(b"7") == ([7], True)


def test_a_bad_frame_among_several_leaves_the_others_as_they_are() -> None:
    frames, single = split(b'[{"type":"ping"}, {"n":1e999}, 7,\n{"text":"\\ud800"}]')
    assert not single
    assert frames == [{"type": "ping"}, {"n": float("inf")}, 7, {"text": "\ud800"}]
    assert split(b"[ ]") == ([], False)


@pytest.mark.parametrize(
    "body", [b"", b"[", b'[{"n":NaN}]', b'[{"type":"\xff"}]', b"\xff", b"[" * 100_000, b"[1,]"]
)
def test_a_body_that_is_no_json_is_refused_whole(body: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        split(body)
    assert caught.value.code == "invalid_json"


def test_a_body_with_too_many_frames_or_too_large_a_frame_is_refused_whole() -> None:
    assert len(split(b"[" + b",".join([b"{}"] * 100) + b"]").frames) == 100
    full = b'{"a":"' + b"x" * (FRAME_BYTES - 8) + b'"}'
    assert len(full) == FRAME_BYTES
    assert len(split(b" [ " + b" ,\n ".join([full, b'"]"', full]) + b" ] ").frames) == 3
    large = full.replace(b"x", "é".encode(), 1)
    for body in (b"[" + b",".join([b"{}"] * 101) + b"]", large, b"[{}," + large + b"]"):
        with pytest.raises(ProtocolError) as caught:
            split(body)
        assert caught.value.code == "too_large"


def test_a_ticket_request_is_read_by_the_same_rules() -> None:
    assert read(b"{}", TicketRequest) == TicketRequest()
    assert read('{"conversation":"c","x":1}', TicketRequest) == TicketRequest(conversation="c")
    for text, field in (
        ('{"conversation":""}', "conversation"),
        ('{"conversation":"\\u0000"}', "conversation"),
    ):
        with pytest.raises(ProtocolError) as caught:
            read(text, TicketRequest)
        assert (caught.value.code, caught.value.field) == ("invalid_frame", field)
