"""How many values a call's arguments may hold, and how deep, before anything else looks at them.

The walk goes level by level and stops at the first excess, so it never recurses and its cost is
bounded whatever it is given. How long a text may be, each tool's own model says.
"""

DEEPEST = 5
MOST_VALUES = 100

Container = dict[object, object] | list[object]


def excess_of(arguments: object) -> str | None:
    """What there is too much of, and how much is allowed; None if all is within bounds."""
    level: list[Container] = [arguments] if isinstance(arguments, (dict, list)) else []
    values = depth = 0
    while level:
        depth += 1
        if depth > DEEPEST:
            return f"arguments are nested too deep; allowed: {DEEPEST} levels"
        below: list[Container] = []
        for container in level:
            values += len(container)
            if values > MOST_VALUES:
                return f"arguments hold too many values; allowed: {MOST_VALUES}"
            inside = container.values() if isinstance(container, dict) else container
            below += [value for value in inside if isinstance(value, (dict, list))]
        level = below
    return None
