"""The rules of the gate, in the order in which they are asked: the first that objects, refuses.

Whether a call can be understood comes before what it wants, and limits on how often come last, so
that what was wrong anyway uses up nothing. Order and ids are a contract: refusals are recorded.
"""

from typing import Any

from handlers.gate.checks import calls, commands, devices, leaves, places, speech, tasks, texts
from handlers.gate.reading import Call
from handlers.gate.rule import Rule
from handlers.gate.size import DEEPEST, MOST_VALUES
from handlers.tools import (
    TOOLS,
    CreateTask,
    GetDeviceStatus,
    GetZoneStatus,
    SendDeviceCommand,
    Speak,
)
from projections.trust import TRUSTED_AFTER_S

EVERY = tuple(TOOLS)
TASK = (CreateTask.name,)
SPEAK = (Speak.name,)
WORDS = TASK + SPEAK
COMMAND = (SendDeviceCommand.name,)

CALL_RULES: tuple[Rule[Call], ...] = (
    Rule("unknown_tool", EVERY, "The tool is one that the model is offered.", calls.unknown_tool),
    Rule(
        "arguments_too_large",
        EVERY,
        f"The arguments hold at most {MOST_VALUES} values, at most {DEEPEST} levels deep.",
        calls.too_large,
    ),
    Rule(
        "arguments",
        EVERY,
        "The arguments are an object of exactly the tool's fields, each of its own type and "
        "length; a number is no text, and a truth value is no number.",
        calls.not_of_the_form,
    ),
)
"""They judge the call itself; the others, what it asks for."""

# Any: each row's check takes what the tools in its row are judged by.
RULES: tuple[Rule[Any], ...] = (
    *CALL_RULES,
    Rule(
        "text_blank",
        WORDS,
        "Text that people read or hear holds a letter or a digit at least.",
        texts.blank,
    ),
    Rule(
        "text_not_plain",
        WORDS,
        "It holds no characters that cannot be seen or that reorder what is seen.",
        texts.not_plain,
    ),
    Rule(
        "bounty_out_of_bounds",
        TASK,
        "A bounty lies between `bounty_least` and `bounty_most`.",
        tasks.bounty_out_of_bounds,
    ),
    Rule(
        "urgency_out_of_bounds",
        TASK,
        "An urgency lies between 0 and 4.",
        tasks.urgency_out_of_bounds,
    ),
    Rule(
        "speech_too_long",
        SPEAK,
        "An utterance has at most `speech_characters` characters.",
        texts.too_long_to_say,
    ),
    Rule(
        "zone_unknown",
        (*WORDS, GetZoneStatus.name),
        "A zone that is named exists.",
        places.zone_unknown,
    ),
    Rule(
        "device_unknown",
        (*COMMAND, GetDeviceStatus.name),
        "A device that is named exists.",
        devices.unknown,
    ),
    Rule(
        "device_untrusted",
        COMMAND,
        f"A device that is commanded was online for {TRUSTED_AFTER_S / 3_600:g} h in all, or an "
        "operator trusts it.",
        devices.untrusted,
    ),
    Rule("device_offline", COMMAND, "It is online, or sleeps and will hear.", devices.offline),
    Rule("device_tool_missing", COMMAND, "It has said that it has the tool.", devices.tool_missing),
    Rule(
        "device_tool_unknown",
        COMMAND,
        "The tool is in the table of devices' tools.",
        devices.tool_unknown,
    ),
    Rule(
        "device_arguments",
        COMMAND,
        "The tool's arguments are of its own form and within its bounds: "
        "`temperature_least_c`, `temperature_most_c`, `pump_most_s`.",
        devices.arguments_wrong,
    ),
    Rule(
        "leaf_unknown",
        COMMAND,
        "A leaf that a hub is to command is a device named `{hub}.{leaf}`.",
        leaves.unknown,
    ),
    Rule("leaf_untrusted", COMMAND, "The leaf is trusted, as devices are.", leaves.untrusted),
    Rule("leaf_offline", COMMAND, "The leaf is online, or sleeps and will hear.", leaves.offline),
    Rule(
        "leaf_command_unknown",
        COMMAND,
        "The leaf's command is in the table of leaves' commands.",
        leaves.command_unknown,
    ),
    Rule(
        "leaf_tool_missing",
        COMMAND,
        "The leaf has registered what the command drives: `set_state` takes a relay or a neopixel, "
        "`set_pwm` a pwm.",
        leaves.tool_missing,
    ),
    Rule(
        "leaf_arguments",
        COMMAND,
        "The leaf command's arguments are of its own form and fit into its frame.",
        leaves.arguments_wrong,
    ),
    Rule(
        "task_duplicate",
        TASK,
        "No open task in the zone or at the location has the same title, and none in the zone a "
        "type in common that says what is to be mended (any but `general` and `urgent`).",
        tasks.open_already,
    ),
    Rule(
        "approval_duplicate",
        COMMAND,
        "No command that is the same (device, tool and arguments) waits for a person's word, "
        "whoever proposed it.",
        commands.asked_already,
    ),
    Rule(
        "tasks_per_hour",
        TASK,
        "At most `tasks_per_hour` tasks within an hour.",
        tasks.too_many_an_hour,
    ),
    Rule(
        "speech_too_soon",
        SPEAK,
        "Whoever hears it has heard nothing for `speech_apart_s`; what is said everywhere is heard "
        "in every zone.",
        speech.too_soon_after_the_last,
    ),
    Rule(
        "utterances_per_hour",
        SPEAK,
        "At most `utterances_per_hour` utterances within an hour, in all zones together, whoever "
        "spoke.",
        speech.too_many_an_hour,
    ),
    Rule(
        "command_too_soon",
        COMMAND,
        "A device is left alone for `command_apart_s` after a command.",
        commands.too_soon_after_the_last,
    ),
    Rule(
        "commands_per_hour",
        COMMAND,
        "At most `commands_per_device_per_hour` commands to one device within an hour; a leaf's "
        "count as its hub's.",
        commands.too_many_an_hour,
    ),
    Rule(
        "commands_in_all_per_hour",
        COMMAND,
        "At most `commands_in_all_per_hour` commands within an hour to all devices together, of "
        "the model or of one agent.",
        commands.too_many_in_all,
    ),
    Rule(
        "tasks_per_cycle",
        TASK,
        "At most `tasks_per_cycle` tasks in one cycle of thought.",
        tasks.too_many_a_cycle,
    ),
    Rule(
        "utterances_per_cycle",
        SPEAK,
        "At most `utterances_per_cycle` utterances in one cycle of thought.",
        speech.too_many_a_cycle,
    ),
    Rule(
        "approvals_per_hour",
        COMMAND,
        "A command that needs a person's word counts as one of `tasks_per_hour`.",
        tasks.asks_too_many_an_hour,
    ),
    Rule(
        "approvals_per_cycle",
        COMMAND,
        "A command that needs a person's word counts as one of `tasks_per_cycle`.",
        tasks.asks_too_many_a_cycle,
    ),
    Rule("quiet_hours", SPEAK, "Nothing is spoken in quiet hours, in any tone.", speech.quiet),
    Rule(
        "tainted_command",
        COMMAND,
        "After text of others was seen, a command that is not harmless reaches only devices whose "
        "own zone is alarming by its measurements; a leaf's zone is the leaf's own.",
        commands.tainted,
    ),
    Rule(
        "tainted_bounty",
        TASK,
        "After text of others was seen, a task for a zone that is not alarming pays at most "
        "`bounty_most_tainted`.",
        tasks.tainted_bounty,
    ),
)

RULES_OF = {
    tool: tuple(rule for rule in RULES[len(CALL_RULES) :] if tool in rule.tools) for tool in TOOLS
}
"""By tool, what is asked once a call could be read."""
