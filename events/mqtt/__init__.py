"""The bus between devices, the log and everybody else: MQTT 5 or 3.1.1."""

from events.mqtt.broker import Broker, Tls, Will
from events.mqtt.bus import MqttBus
from events.mqtt.errors import BacklogFull, BrokerRefused, BusUnavailable, InvalidTopic
from events.mqtt.inbox import Delivery
from events.mqtt.topic import Topic, TopicFilter

__all__ = [
    "BacklogFull",
    "Broker",
    "BrokerRefused",
    "BusUnavailable",
    "Delivery",
    "InvalidTopic",
    "MqttBus",
    "Tls",
    "Topic",
    "TopicFilter",
    "Will",
]
