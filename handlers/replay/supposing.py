"""What else the brain might have thought with: another constitution, another model."""

from dataclasses import dataclass
from hashlib import sha256

from events.brain import Configured
from events.payload import Payload


@dataclass(frozen=True, slots=True)
class Change:
    """What is changed about every configuration of a log; None leaves it as it was."""

    prompt: str | None = None
    prompt_name: str = ""
    """Of the file that it stands in."""
    model: str | None = None

    @property
    def is_any(self) -> bool:
        return self.prompt is not None or self.model is not None


AS_CONFIGURED = Change()


def changed(data: Payload, change: Change) -> Payload:
    """The configuration as it is supposed to have been; the same object if nothing changes."""
    if not isinstance(data, Configured) or not change.is_any:
        return data
    fields: dict[str, str | None] = {}
    if change.prompt is not None:
        fields["prompt"] = change.prompt
        fields["prompt_version"] = f"file:{change.prompt_name}"
        fields["prompt_digest"] = sha256(change.prompt.encode()).hexdigest()
    if change.model is not None and change.model != data.model:
        fields["model"] = change.model
        fields["model_digest"] = None  # what a server would say of it, nobody asked
    return data.model_copy(update=fields) if fields else data
