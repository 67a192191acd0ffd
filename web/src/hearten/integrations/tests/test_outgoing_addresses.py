"""Where nothing is sent: at connect time, by the address itself, however it was written."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.integrations.outgoing.addresses import BadAddressError, Target, choose, kind_of, parse_target
from hearten.integrations.outgoing.client import NotSentError, post

PORTS = frozenset({80, 443, 8443})

# Each with what it would reach.
REFUSED = {
    "0.0.0.0": "this machine",  # noqa: S104 - looked at, not bound
    "0.1.2.3": "this network",
    "169.254.169.254": "cloud keys",
    "169.254.0.1": "link-local",
    "100.100.100.200": "cloud keys",
    "168.63.129.16": "cloud keys, in a public block",
    "192.0.0.192": "cloud keys",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "198.18.0.1": "benchmarks",
    "198.51.100.9": "documentation",
    "203.0.113.9": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "this machine",
    "::7f00:1": "loopback as ::/96",
    "::a00:1": "10.0.0.1 as ::/96",
    "::ffff:127.0.0.1": "mapped loopback",
    "::ffff:10.0.0.1": "mapped private",
    "::ffff:8.8.8.8": "mapped public",
    "::ffff:0:10.0.0.1": "translated private",
    "64:ff9b::7f00:1": "NAT64 loopback",
    "64:ff9b::808:808": "NAT64 public",
    "64:ff9b:1::a00:1": "local NAT64",
    "100::1": "discard",
    "2001::1": "Teredo",
    "2001:0:7f00:1::": "Teredo with loopback",
    "2001:2::1": "benchmarks",
    "2001:10::1": "ORCHID",
    "2001:20::1": "ORCHID 2",
    "2001:db8::1": "documentation",
    "2002:7f00:1::": "6to4 loopback",
    "2002:a00:1::1": "6to4 private",
    "3fff::1": "documentation",
    "5f00::1": "segment routing",
    "fd00:ec2::254": "cloud keys",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local of an interface",
    "2606:4700::1%eth0": "public, with an interface",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "ff0e::1": "multicast, global",
    "4000::1": "not given out",
    "localhost": "no address at all",
    "": "nothing",
}
INSIDE = ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.9.9", "192.168.1.1", "100.64.0.1", "127.0.0.1",
          "127.255.0.1", "::1", "fc00::1", "fd12:3456::1"]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "169.253.0.1", "223.255.255.1",
          "2606:4700:4700::1111", "2a00:1450:4001::1", "2400:cb00::1"]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED, ids=lambda address: address or "empty")
@pytest.mark.parametrize("allow_inside", [False, True])
def test_what_is_neither_public_nor_plainly_inside_is_refused_even_where_inside_is_allowed(
    address: str, allow_inside: bool
) -> None:
    assert kind_of(address) == "refused"
    with pytest.raises(BadAddressError):
        choose([address], allow_inside=allow_inside)


@pytest.mark.parametrize("address", INSIDE)
def test_inside_is_for_those_who_are_allowed_to(address: str) -> None:
    assert choose([address], allow_inside=True) == [address]
    with pytest.raises(BadAddressError, match="address_refused"):
        choose([address], allow_inside=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_for_everybody(address: str) -> None:
    assert choose([address], allow_inside=False) == [address]


def test_one_bad_address_among_good_ones_spoils_them_all() -> None:
    for bad in ("10.0.0.1", "169.254.169.254", "::ffff:8.8.8.8"):
        with pytest.raises(BadAddressError):
            choose(["8.8.8.8", bad], allow_inside=False)
    with pytest.raises(BadAddressError, match="no_such_host"):
        choose([], allow_inside=True)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_hidden_in_an_ipv6_one_gets_through(hidden: IPv4Address) -> None:
    number = int(hidden)
    for high in (0, 0xFFFF << 32, 0xFFFF << 48, 0x64FF9B << 96, (0x64FF9B << 96) | (1 << 80)):
        assert kind_of(str(IPv6Address(high | number))) != "public"
    assert kind_of(str(IPv6Address((0x2002 << 112) | (number << 80)))) == "refused"
    assert kind_of(str(IPv6Address((0x20010000 << 96) | number))) == "refused"


@given(st.ip_addresses())
def test_public_is_never_more_than_what_python_calls_global(address: IPv4Address | IPv6Address) -> None:
    if kind_of(str(address)) == "public":
        assert address.is_global
        assert not (address.is_private)
        assert not (address.is_multicast)
        assert not (address.is_reserved)
        assert not (address.is_link_local)


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "192.0.2.1", "198.18.0.1", "224.0.0.1", "2001:db8::1", "2002::1"]
)
def test_what_our_lists_forgot_is_still_judged_by_python(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearten.integrations.outgoing.addresses.NEVER", ())
    assert kind_of(address) != "public"


GOOD_URLS = {
    "https://phone.example.com/hook?centre=1": Target(True, "phone.example.com", 443, "/hook?centre=1"),
    "https://phone.example.com:8443": Target(True, "phone.example.com", 8443, "/"),
    "https://PHONE.example.com./a": Target(True, "phone.example.com", 443, "/a"),
    "https://[2606:4700::1]/a": Target(True, "2606:4700::1", 443, "/a"),
}
BAD_URLS = {
    "http://phone.example.com/": "not_https",
    "ftp://phone.example.com/": "not_https",
    "file:///etc/passwd": "bad_url",
    "gopher://phone.example.com:443/": "not_https",
    "//phone.example.com/": "not_https",
    "https://": "bad_url",
    "https:///path": "bad_url",
    "": "bad_url",
    "https://user@phone.example.com/": "bad_url",
    "https://8.8.8.8@127.0.0.1/": "bad_url",
    "https://phone.example.com#@evil.example.com/": "bad_url",
    "https://phone.example.com\\@evil.example.com/": "bad_url",
    "https://phone.example.com/a b": "bad_url",
    "https://phone.example.com/\r\nhost: x": "bad_url",
    "https://phone.example.com/\x00": "bad_url",
    "https://[fe80::1%25eth0]/": "bad_url",
    "https://ｐhone.example.com/": "bad_url",
    "https://phone.example.com:22/": "port",
    "https://phone.example.com:0/": "port",
    "https://phone.example.com:99999/": "bad_url",
    "https://phone.example.com:x/": "bad_url",
    f"https://{'a.' * 130}com/": "bad_url",
}


@pytest.mark.parametrize("url", GOOD_URLS)
def test_a_plain_url_is_taken_apart(url: str) -> None:
    assert parse_target(url, ports=PORTS, allow_inside=False) == GOOD_URLS[url]


@pytest.mark.parametrize("url", BAD_URLS, ids=range(len(BAD_URLS)))
def test_a_url_that_could_mean_two_things_is_refused(url: str) -> None:
    with pytest.raises(BadAddressError, match=BAD_URLS[url]):
        parse_target(url, ports=PORTS, allow_inside=False)


def test_plain_http_is_for_hosts_inside() -> None:
    target = parse_target("http://10.0.0.7/a", ports=PORTS, allow_inside=True)
    assert (target.is_tls, target.port, target.host_header) == (False, 80, "10.0.0.7")


@pytest.mark.parametrize(
    ("target", "header"),
    [
        (Target(True, "a.example", 443, "/"), "a.example"),
        (Target(True, "a.example", 8443, "/"), "a.example:8443"),
        (Target(False, "::1", 80, "/"), "[::1]"),
        (Target(True, "::1", 80, "/"), "[::1]:80"),
    ],
)
def test_the_host_is_written_as_http_does(target: Target, header: str) -> None:
    assert target.host_header == header


@given(st.text(max_size=60))
def test_any_text_is_a_target_or_refused_and_nothing_else(url: str) -> None:
    for candidate in (url, f"https://{url}", f"https://phone.example.com{url}"):
        try:
            target = parse_target(candidate, ports=PORTS, allow_inside=False)
        except BadAddressError:
            continue
        assert target.is_tls
        assert target.port in PORTS
        assert target.path.isascii()
        assert target.path.isprintable()


class NoSocketError(AssertionError):
    """A socket was made for an address that is refused."""


@pytest.mark.parametrize("address", [*REFUSED, *INSIDE], ids=lambda address: address or "empty")
def test_no_socket_is_made_for_a_name_that_leads_to_a_refused_address(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_socket(*_: object, **__: object) -> None:
        raise NoSocketError(address)

    monkeypatch.setattr("hearten.integrations.outgoing.client.socket.socket", no_socket)
    with pytest.raises(NotSentError) as refusal:
        post(
            "https://phone.example.com/", b"{}", {}, ports=PORTS, allow_inside=False,
            look_up=lambda *_: ["8.8.8.8", address],
        )  # fmt: skip
    assert refusal.value.code == "address_refused"


@pytest.mark.parametrize("written", ["127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.1"])
def test_odd_ways_to_write_an_address_are_judged_in_their_plain_form(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_the_system_does(host: str, port: int) -> list[str]:
        return [str(ip_address(socket.inet_aton(host)))]

    with pytest.raises(NotSentError, match="address_refused"):
        post(f"https://{written}/", b"", {}, ports=PORTS, allow_inside=False, look_up=as_the_system_does)
