"""Hubs: which device is connected, and the one vote that it has for itself and its leaves.

A hub names its leaves as it likes, so as many leaves say no more than the one device that speaks
for them: together they have the vote of one sensor, their own mean without those that contradict
the others. What connects by itself is a hub without leaves. Leaves count only where one device
stands against one: a sensor that is alone with its word does not silence five that agree.
"""

from collections.abc import Collection, Mapping

from projections.fusion import Vote, agreeing, fuse, mean


def hub_of(device: str) -> str:
    """The device that is connected: a leaf's hub, or itself."""
    return device.partition(".")[0]


def fuse_hubs(channel: str, votes: Mapping[str, Vote]) -> float | None:
    """What the devices of a room say together, by a vote for each hub."""
    if not any("." in device for device in votes):
        return fuse(channel, list(votes.values()))
    return mean(channel, list(_agreed(channel, _by_hub(votes)).values()))


def counted(channel: str, votes: Mapping[str, Vote]) -> frozenset[str]:
    """The devices whose votes are in the room's number: of hubs that agree, leaves that agree."""
    hubs = _by_hub(votes)
    return frozenset(
        device for hub in _agreed(channel, hubs) for device in _agreeing(channel, hubs[hub])
    )


def _agreed(channel: str, hubs: Mapping[str, Mapping[str, Vote]]) -> dict[str, Vote]:
    """The votes of the hubs that do not contradict the others.

    Where one stands against one, it is the one that more leaves back.
    """
    votes = {hub: _joint(channel, leaves.values()) for hub, leaves in hubs.items()}
    standing = {
        hub: one for hub, one in votes.items() if one is not None and agreeing(channel, [one])
    }
    agreed = set(agreeing(channel, standing.values()))
    if len(standing) == 2 and len(agreed) == 1:
        backing = {hub: len(_agreeing(channel, hubs[hub])) for hub in standing}
        most = max(backing.values())
        if min(backing.values()) < most:
            return {hub: one for hub, one in standing.items() if backing[hub] == most}
    return {hub: one for hub, one in standing.items() if one in agreed}


def _by_hub(votes: Mapping[str, Vote]) -> dict[str, dict[str, Vote]]:
    """By hub, its votes by device."""
    found: dict[str, dict[str, Vote]] = {}
    for device, vote in votes.items():
        found.setdefault(hub_of(device), {})[device] = vote
    return found


def _agreeing(channel: str, leaves: Mapping[str, Vote]) -> list[str]:
    agreed = set(agreeing(channel, leaves.values()))
    return [device for device, vote in leaves.items() if vote in agreed]


def _joint(channel: str, leaves: Collection[Vote]) -> Vote | None:
    """The vote of a hub, as fresh as the freshest that counts; None if none of its leaves' does."""
    if len(leaves) == 1:
        return next(iter(leaves))
    agreed = agreeing(channel, leaves)
    value = mean(channel, agreed)
    return None if value is None else Vote(value, min(one.age_s for one in agreed))
