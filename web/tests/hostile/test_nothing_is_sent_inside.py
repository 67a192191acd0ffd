"""Goal G-19: none of these targets is ever connected to, however it is written and whatever a name resolves to."""

import socket
from typing import Any

import pytest

from hearten.integrations.outgoing.client import NotSentError, post

PORTS = frozenset({80, 443, 8443})

#: Where a name may lead, or an address written out: each must end before a connection.
ADDRESSES = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",  # noqa: S104 - looked at, not bound
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "ff0e::1",
    "100::1",
    "4000::1",
]
#: 127.0.0.1 and 169.254.169.254 as C libraries read them too.
ODD_SPELLINGS = [
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0x7f.1",
    "127.1",
    "127.0.1",
    "017700000001",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "0xa9.0xfe.0xa9.0xfe",
]
URLS = [
    "http://8.8.8.8/",
    "https://8.8.8.8:22/",
    "https://8.8.8.8:6379/",
    "https://8.8.8.8:0/",
    "https://user:pw@8.8.8.8/",
    "https://8.8.8.8@127.0.0.1/",
    "https://127.0.0.1#@8.8.8.8/",
    "https://127.0.0.1\\@8.8.8.8/",
    "gopher://8.8.8.8/",
    "file:///etc/passwd",
    "ftp://8.8.8.8/",
    "dict://8.8.8.8:443/",
    "//8.8.8.8/",
    "https://",
    "https://[::1",
    "https://８.8.8.8/",
    "https://[fe80::1%25eth0]/",
    "https://8.8.8.8/\r\nHost: inside",
    "https://localhost%00.example/",
    "javascript:alert(1)",
]


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Everything that is connected to; nothing really is."""
    made: list[Any] = []

    def connect(_self: socket.socket, address: Any) -> None:
        made.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    return made


def refused(url: str, *answers: str) -> str:
    """Try to send; give the code of the refusal. Each answer is what the name resolves to."""
    with pytest.raises(NotSentError) as caught:
        post(url, b"{}", {}, ports=PORTS, allow_inside=False, look_up=lambda _host, _port: list(answers))
    return caught.value.code


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_name_that_leads_there_is_not_followed(address: str, connections: list[Any]) -> None:
    assert refused("https://phone.example.com/hook", address) == "address_refused"
    assert refused("https://phone.example.com/hook", "8.8.8.8", address) == "address_refused"
    assert connections == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_itself_is_not_spoken_to(address: str, connections: list[Any]) -> None:
    host = f"[{address}]" if ":" in address else address
    assert refused(f"https://{host}/hook", address) in {"address_refused", "bad_url"}
    assert connections == []


@pytest.mark.parametrize("host", ODD_SPELLINGS)
def test_an_odd_spelling_is_judged_by_what_it_means(host: str, connections: list[Any]) -> None:
    meant = socket.inet_ntoa(socket.inet_aton(host))
    assert meant in {"127.0.0.1", "169.254.169.254"}
    assert refused(f"https://{host}/hook", meant) == "address_refused"
    assert connections == []


@pytest.mark.parametrize("url", URLS, ids=range(len(URLS)))
def test_a_url_that_is_not_plainly_https_to_a_listed_port_is_refused(url: str, connections: list[Any]) -> None:
    assert refused(url, "8.8.8.8") in {"bad_url", "not_https", "port"}
    assert connections == []


def test_a_name_that_turns_inside_after_the_first_look_is_connected_to_as_it_was_judged(
    connections: list[Any],
) -> None:
    answers = [["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]]
    with pytest.raises(NotSentError):
        post("https://turn.example/", b"{}", {}, ports=PORTS, allow_inside=False, look_up=lambda *_: answers.pop(0))
    assert {address[0] for address in connections} == {"8.8.8.8"}
    assert len(answers) == 2


def test_the_targets_are_many_and_a_public_one_would_be_connected_to(connections: list[Any]) -> None:
    assert len(set(ADDRESSES) | set(ODD_SPELLINGS) | set(URLS)) >= 70
    refused("https://phone.example.com/hook", "8.8.8.8")
    assert [address[0] for address in connections] == ["8.8.8.8"]


def test_a_guard_that_lets_one_through_is_found(connections: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearten.integrations.outgoing.addresses._is_in", lambda *_: False)
    monkeypatch.setattr("hearten.integrations.outgoing.addresses._is_public", lambda _address: True)
    with pytest.raises(AssertionError):
        test_a_name_that_leads_there_is_not_followed("127.0.0.1", connections)
