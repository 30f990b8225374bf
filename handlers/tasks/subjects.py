"""Events about tasks are about the task; a tag names the zone or the person that they concern."""

from events.errors import InvalidSubject
from events.identity import Subject


def task_subject(task: int) -> Subject:
    return Subject.of("task", task)


def zone_tags(zone: str | None) -> tuple[Subject, ...]:
    """A tag for the zone; none for a name that no subject can have, since people type zones too."""
    try:
        return () if zone is None else (Subject.of("zone", zone),)
    except InvalidSubject:
        return ()


def person_tags(person: int | None) -> tuple[Subject, ...]:
    return () if person is None else (Subject.of("person", person),)
