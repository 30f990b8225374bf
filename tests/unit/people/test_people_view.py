"""The view of people: what their events make of them."""

from dataclasses import replace

from events.envelope import Recorded
from events.people import Deactivated, Erased, Reactivated, Renamed, RoleChanged
from projections.people import People, Person
from projections.runtime import RowCodec
from tests.unit.people.stories import about, registered, sealed
from tests.unit.story import folded

KEY = "000000000001"


def person(*events: Recorded) -> Person:
    row = folded(People(), [registered(1), *events])[KEY]
    assert isinstance(row, Person)
    return row


def test_a_person_begins_as_a_member_who_takes_part() -> None:
    new = person()
    assert (new.role, new.takes_part, new.named_at, new.key_id) == ("member", True, 1, "k1")


def test_a_rename_changes_what_it_names() -> None:
    shown = person(about(Renamed(person=1, display_name=sealed("shown")), 2))
    assert (shown.username, shown.named_at) == (person().username, 1)
    called = person(about(Renamed(person=1, username=sealed("called"), compared_at=1), 2))
    assert (called.username, called.named_at) == (sealed("called"), 2)


def test_roles_and_pauses_are_seen() -> None:
    assert person(about(RoleChanged(person=1, role="operator"), 2)).role == "operator"
    paused = about(Deactivated(person=1), 2)
    assert not person(paused).takes_part
    assert person(paused, about(Reactivated(person=1), 3)).takes_part


def test_of_somebody_erased_the_number_is_left() -> None:
    gone = about(Erased(person=1, key_id="k1"), 2)
    erased = person(gone)
    assert (erased.username, erased.display_name, erased.takes_part) == (None, None, False)
    assert erased.erased_at == gone.time
    later = about(Renamed(person=1, username=sealed(), compared_at=2), 3)
    assert person(gone, later) == erased


def test_a_row_is_the_same_after_it_was_stored() -> None:
    row, codec = replace(person(), display_name=sealed("shown")), RowCodec(People())
    assert codec.decode(codec.encode(row)) == row
