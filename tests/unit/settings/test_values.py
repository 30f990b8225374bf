"""A value that no service could work with is refused at the start, by its variable's name."""

from pathlib import Path

import pytest

from events.transparency.checkpoint import SigningKey
from handlers.brain.room import standing_tokens
from services.settings import InvalidSettings, read_settings

WRONG = [
    ("DATABASE_URL", "foo"),
    ("DATABASE_URL", "mysql://u@h/db"),
    ("DATABASE_URL", "postgresql://u:hunter2@h:badport/db"),
    ("DATABASE_URL", "postgresql://u:hunter2@h:70000/db"),
    ("DATABASE_URL", "postgresql://u:hunter2@h/db?nonsense=1"),
    ("DATABASE_URL", "host=h password=hunter2 nonsense=1"),
    ("DATABASE_URL", "host=h password=hunter2 port=70000"),
    ("DATABASE_URL", " "),
    ("DASHBOARD_API_URL", "foo"),
    ("LLM_API_URL", "ftp://models"),
    ("LLM_API_URL", "http://two words"),
    ("LLM_API_URL", "http://models/ x"),
    ("LLM_API_URL", "http://models\t:80"),
    ("LLM_API_URL", "http://mo\\dels"),
    ("LLM_API_URL", "http://a..b"),
    ("LLM_API_URL", "http://%zz"),
    ("LLM_API_URL", "http://\u2603.-"),
    ("LLM_API_URL", "http://xn--"),
    ("LLM_API_URL", "http://" + "m" * 64),
    ("VOICEVOX_URL", "http://"),
    ("WALLET_SERVICE_URL", "http://wallet:port"),
    ("VOICE_SERVICE_URL", "http://[voice"),
    ("TZ", "Mars/Phobos"),
    ("TZ", "/etc/passwd"),
    ("TZ", "America"),
    ("TZ", ":Mars/Phobos"),
    ("TZ", "/usr/share/zoneinfo"),
    ("TZ", "JST-99"),
    ("SOMS_TOPIC_ROOTS", ","),
    ("SOMS_TOPIC_ROOTS", "a/#"),
    ("SOMS_TOPIC_ROOTS", "office,b//c"),
    ("SOMS_TOPIC_ROOTS", "$SYS"),
    ("SOMS_TOPIC_ROOTS", "soms"),
    ("SOMS_ESPHOME_PREFIXES", "+"),
    ("SOMS_CREDITS", "some"),
    ("LLM_MODEL", "m" * 201),
    ("SOMS_LLM_API", "grpc"),
    ("LLM_API_KEY", "hunter2 and more"),
    ("LLM_API_KEY", "hunter2\u00e9"),
    ("SOMS_BRAIN_THINK", "perhaps"),
    ("SOMS_BRAIN_LANGUAGE", "fr"),
    ("SOMS_BRAIN_NUM_CTX", "many"),
    ("SOMS_BRAIN_NUM_CTX", str(3_072 + standing_tokens("ja"))),
    ("SOMS_BRAIN_NUM_PREDICT", "0"),
    ("SOMS_BRAIN_TEMPERATURE", "nan"),
    ("SOMS_BRAIN_TEMPERATURE", "2.5"),
    ("SOMS_BRAIN_SEED", "-1"),
    ("SOMS_BRAIN_KEEP_ALIVE", "half an hour"),
    ("SOMS_BRAIN_CONTEXT_TOKENS", "10"),
    ("SOMS_BRAIN_BATCH_S", "61"),
    ("SOMS_BRAIN_BATCH_S", "nan"),
    ("SOMS_BRAIN_APART_S", "-1"),
    ("MQTT_TLS_CA", "/nope"),
    ("MQTT_TLS_CA", __file__),
    ("MQTT_BROKER", "mqtt://hunter2@h"),
    ("MQTT_BROKER", "two words"),
    ("MQTT_BIND_ADDR", "nonsense"),
    ("SOMS_SIGNING_KEY", "hunter2"),
    ("SOMS_SERVICE_TOKEN", "hunter2"),
    ("SOMS_DEVICE_ZONES", "{bad"),
    ("SOMS_DEVICE_ZONES", "[]"),
]

RIGHT = [
    ("DATABASE_URL", "postgresql://u:own@h:5433/db"),
    ("DATABASE_URL", "postgres://u@/db?host=/run/postgresql"),
    ("DATABASE_URL", "postgresql://u:own@a:1,b:2/db?target_session_attrs=read-write"),
    ("DATABASE_URL", "host=/var/run/postgresql dbname=soms"),
    ("DATABASE_URL", "host=h password='its own' port=5433"),
    ("DASHBOARD_API_URL", "https://dashboard.example/api"),
    ("LLM_API_URL", "http://[::1]:11434"),
    ("LLM_API_URL", "http://models.local:8080/v1"),
    ("LLM_API_URL", "http://mock_llm:8001"),
    ("LLM_API_URL", "http://user:word@models.local./v1"),
    ("LLM_API_URL", "http://xn--wgv71a119e.example"),
    ("SOMS_LLM_API", "openai"),
    ("LLM_API_KEY", "sk-4f1c/9a+b="),
    ("SOMS_BRAIN_THINK", "low"),
    ("SOMS_BRAIN_LANGUAGE", "en"),
    ("SOMS_BRAIN_NUM_CTX", str(3_073 + standing_tokens("ja"))),
    ("SOMS_BRAIN_TEMPERATURE", "0"),
    ("SOMS_BRAIN_KEEP_ALIVE", "-1m"),
    ("SOMS_BRAIN_BATCH_S", "0"),
    ("SOMS_BRAIN_APART_S", "0"),
    ("TZ", "UTC"),
    ("SOMS_TOPIC_ROOTS", "office,plant/north"),
    ("MQTT_BROKER", "broker.example"),
    ("MQTT_BROKER", "::1"),
    ("MQTT_BIND_ADDR", "localhost"),
    ("SOMS_SIGNING_KEY", SigningKey.generate("soms/office").encoded()),
    ("SOMS_DEVICE_ZONES", '{"env_01": "main"}'),
]


@pytest.mark.parametrize(("variable", "value"), WRONG)
def test_a_value_that_cannot_be_meant_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSettings) as refused:
        read_settings()
    assert refused.value.variable == variable
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(("variable", "value"), RIGHT, ids=range(len(RIGHT)))
def test_a_value_that_can_be_meant_is_taken(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    read_settings()


def test_a_dotenv_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"SOMS_HUB=\xff\xfe\n")
    with pytest.raises(InvalidSettings, match=r"^\.env: "):
        read_settings()
