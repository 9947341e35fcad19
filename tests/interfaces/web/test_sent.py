"""Forms as browsers send them, and as nobody does."""

import pytest

from magwise.interfaces.web.sent import MOST_FIELDS, MULTIPART, URLENCODED, NoFormError, Sent, read_form

KIND = f"{MULTIPART}; boundary=--x"


def part(name, content, more=b""):
    return b'----x\r\nContent-Disposition: form-data; name="' + name + b'"' + more + b"\r\n\r\n" + content + b"\r\n"


FILE = b'; filename="a.jpg"\r\nContent-Type: image/jpeg'
END = b"----x--\r\n"


def test_both_kinds_of_form_say_the_same():
    fields = {"label": ["Magnesium 100\r\nmg €"], "per_day": [""], "also": ["a", "b"]}
    plain = b"label=Magnesium+100%0D%0Amg+%E2%82%AC&per_day=&also=a&also=b"
    assert read_form(URLENCODED, plain) == Sent(fields)
    parts = (
        part(b"label", "Magnesium 100\r\nmg €".encode()),
        part(b"per_day", b""),
        part(b"also", b"a"),
        part(b"also", b"b"),
    )
    assert read_form(KIND, b"".join(parts) + END) == Sent(fields)
    assert read_form(f'{MULTIPART}; boundary="--x"', b"".join(parts) + END) == Sent(fields)


def test_a_photo_comes_along_where_it_may():
    body = part(b"label", b"x") + part(b"photo", b"\xff\xd8--\r\n\r\n\0", FILE) + END
    assert read_form(KIND, body, takes_photo=True) == Sent({"label": ["x"]}, b"\xff\xd8--\r\n\r\n\0")
    assert read_form(KIND, part(b"photo", b"", FILE) + END, takes_photo=True) == Sent({})
    for given, takes in ((body, False), (part(b"photo", b"1", FILE) * 2 + END, True)):
        with pytest.raises(NoFormError):
            read_form(KIND, given, takes_photo=takes)


@pytest.mark.parametrize("body", [
    b"", b"x", END[:-4], part(b"a", b"1"), part(b"a", b"1")[:-4] + END, b"----x\r\n\r\n1\r\n" + END,
    b"----x\r\nContent-Disposition: form-data\r\n\r\n1\r\n" + END, b"----xContent" + END,
    part(b"a" * 3_000, b"1") + END,
])  # fmt: skip
def test_what_is_no_form_is_refused(body):
    with pytest.raises(NoFormError):
        read_form(KIND, body)


@pytest.mark.parametrize("kind", [MULTIPART, f"{MULTIPART}; boundary=", f"{MULTIPART}; boundary={'x' * 80}"])
def test_a_form_without_a_boundary_is_refused(kind):
    with pytest.raises(NoFormError):
        read_form(kind, b"")


def test_more_fields_than_a_page_has_are_refused():
    assert len(read_form(URLENCODED, b"&".join(b"a%d=1" % at for at in range(MOST_FIELDS))).fields) == MOST_FIELDS
    parts = b"".join(part(b"a%d" % at, b"1") for at in range(MOST_FIELDS))
    assert len(read_form(KIND, parts + END).fields) == MOST_FIELDS
    for kind, body in (
        (URLENCODED, b"a=1&" * MOST_FIELDS),
        (URLENCODED, b"&" * 900_000),
        (KIND, parts + part(b"b", b"1") + END),
    ):
        with pytest.raises(NoFormError):
            read_form(kind, body)


def test_another_type_is_an_empty_form():
    assert read_form("text/plain", b"label=x") == Sent({})
