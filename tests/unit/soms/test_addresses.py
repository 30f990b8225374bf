"""Systems side by side do not meet on any port."""

from itertools import combinations

from services.soms.addresses import Addresses

HUNDREDS = range(0, 45_001, 100)


def test_no_two_systems_whose_offsets_are_hundreds_share_a_port() -> None:
    taken = [port for offset in HUNDREDS for port in Addresses(offset).listening().values()]
    assert len(taken) == len(set(taken))


def test_the_parts_of_one_system_have_ports_of_their_own() -> None:
    ports = Addresses(7).listening()
    assert all(one != other for one, other in combinations(ports.values(), 2))
    assert max(Addresses(45_000).listening().values()) < 65_536
