"""A build goes live whole, or not at all; one that cannot be built stops nobody."""

import pytest

from projections.zones import Zones
from services.projector.errors import Superseded
from tests.integration.projector.test_projector import Hub, office

__all__ = ["office"]


async def test_a_build_that_was_given_up_does_not_replace_the_live_one(office: Hub) -> None:
    await office.append(5)
    await office.projected()
    mine = await office.store.begin(Zones())
    await office.store.begin(Zones())
    with pytest.raises(Superseded):
        await office.store.go_live(mine)
    assert (await office.reader.rows(Zones())).position == 5
