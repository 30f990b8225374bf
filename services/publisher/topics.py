"""Where an event is published: `soms/events/{domain}/{name}/{kind}/{name of the subject}`.

Colons and slashes of the subject separate levels. What MQTT does not allow in a level of a topic
(`+`, `#`, NUL) and `%` itself are percent-encoded; an empty level becomes `%`.
"""

from functools import lru_cache

from events.identity import Subject
from events.mqtt.topic import Topic, level

ROOT = "soms/events"


@lru_cache(maxsize=65_536)
def topic_of(event_type: str, subject: Subject) -> Topic:
    domain, _, name = event_type.partition(".")
    levels = subject.replace(":", "/").split("/")
    return Topic("/".join((ROOT, domain, name, *map(level, levels))))
