"""Where a controller listens."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from jujuclient.address import Address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.0.1:17071", Address("10.0.0.1", 17071)),
        ("10.0.0.1", Address("10.0.0.1", 17070)),
        ("juju.example.com:443", Address("juju.example.com", 443)),
        ("[fd00::1]:17071", Address("fd00::1", 17071)),
        ("[fd00::1]", Address("fd00::1", 17070)),
        ("fd00::1", Address("fd00::1", 17070)),
        ("wss://host:1/model/x/api", Address("host", 1, "/model/x/api")),
        ("wss://[::1]:2/", Address("::1", 2)),
        ("wss://host", Address("host", 17070)),
        (" host:1 ", Address("host", 1)),
    ],
)
def test_an_address_is_read(text: str, address: Address) -> None:
    assert Address.parse(text) == address


@pytest.mark.parametrize(
    "text",
    ["", ":1", "host:x", "host:0", "host:65536", "https://host", "[::1", "[::1]x", "wss://", "ws://host:1"],
)
def test_what_is_no_address_says_so(text: str) -> None:
    with pytest.raises(ValueError, match="is not an address"):
        Address.parse(text)


@given(
    st.sampled_from(["host", "10.0.0.1", "fd00::1", "a-b.example"]), st.integers(min_value=1, max_value=65535)
)
def test_an_address_reads_back_as_it_is_shown(host: str, port: int) -> None:
    assert Address.parse(str(Address(host, port))) == Address(host, port)
