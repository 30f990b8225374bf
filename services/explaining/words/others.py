"""What was said aloud, who takes part, what was due, and what the log says of itself."""

from collections.abc import Mapping

from events import log, people, timers, voice
from services.explaining.words.phrases import Words, on_one_line, place, quoted, words_for


def _to_say(data: voice.Requested) -> str:
    what = "something" if data.text is None else quoted(data.text)
    return f"{what} was to be said{place(data.zone) or ' everywhere'} ({data.purpose})"


OTHERS: Mapping[str, Words] = dict(
    (
        words_for(voice.Requested, _to_say),
        words_for(voice.TextGenerated, lambda data: f"the words were written: {quoted(data.text)}"),
        words_for(voice.Synthesised, lambda data: f"it became {data.duration_s:.1f} s of sound"),
        words_for(voice.Failed, lambda data: f"it could not be said: {on_one_line(data.error)}"),
        words_for(voice.Played, lambda data: f"it was played{place(data.zone)}"),
        words_for(people.Registered, lambda data: f"user {data.person} takes part"),
        words_for(people.Renamed, lambda data: f"user {data.person} changed a name"),
        words_for(people.RoleChanged, lambda data: f"user {data.person} is {data.role} now"),
        words_for(people.Deactivated, lambda data: f"user {data.person} takes no part for now"),
        words_for(people.Reactivated, lambda data: f"user {data.person} takes part again"),
        words_for(people.Erased, lambda data: f"the names of user {data.person} were erased"),
        words_for(timers.Fired, lambda data: f"it was time for {data.timer}"),
        words_for(
            log.MessageRejected,
            lambda data: (
                f"a message on {on_one_line(data.topic)} was not understood: "
                f"{on_one_line(data.reason)}"
            ),
        ),
        words_for(
            log.HeadSigned, lambda data: f"the log was signed as of position {data.position}"
        ),
    )
)
