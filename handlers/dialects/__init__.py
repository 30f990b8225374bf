"""How edge devices speak: every inbound MQTT message becomes events, purely and without fail."""

from handlers.dialects.message import Dialect, Message
from handlers.dialects.translator import Translator

__all__ = ["Dialect", "Message", "Translator"]
