"""The environment, read and validated in one place; an error names the variable to mend.

Values come from the process environment, then from a `.env` file. Secrets never show in `repr`.
"""

from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, FilePath, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from events.brain import Language, Thinking
from events.errors import SomsError
from events.mqtt.broker import LARGEST_PACKET
from handlers.brain.room import standing_tokens
from services.exposure import require_own_database_password, require_own_password
from services.setting_types import (
    CertificateFile,
    DatabaseUrl,
    HeaderText,
    Host,
    Hosts,
    HttpUrl,
    ListenAddress,
    SigningKeyText,
    SomeTopics,
    TimeZone,
    Topics,
    Zones,
    is_loopback,
)

SECRETS = frozenset(
    {
        "DATABASE_URL",
        "LLM_API_KEY",
        "MQTT_PASS",
        "SOMS_API_TOKEN",
        "SOMS_SERVICE_TOKEN",
        "SOMS_SIGNING_KEY",
    }
)
DOTENV = ".env"

SHORTEST_TOKEN = 32
"""Characters; `openssl rand -base64 32` makes enough."""


Auth = Literal["required", "open"]
"""Whether HTTP services ask who one is."""


CreditsProfile = Literal["on", "points", "off"]
"""All of the economy; credits that nobody can transfer and no day takes away; none."""


class InvalidSettings(SomsError):
    """An environment variable is missing or has a value that it may not have."""

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(f"{variable}: {reason}")
        self.variable = variable
        self.reason = reason


class Settings(BaseSettings):
    """How this process is configured."""

    model_config = SettingsConfigDict(
        env_file=DOTENV, extra="ignore", frozen=True, populate_by_name=True, env_ignore_empty=True
    )

    hub: str = Field(default="office", alias="SOMS_HUB", pattern=r"^[a-z][a-z0-9_]{0,39}$")
    """The log that this process works on."""
    database_url: DatabaseUrl | None = Field(default=None, alias="DATABASE_URL")
    mqtt_broker: Host = Field(default="127.0.0.1", alias="MQTT_BROKER")
    mqtt_port: int = Field(default=1883, alias="MQTT_PORT", ge=1, le=65_535)
    mqtt_protocol: Literal["5", "3.1.1"] = Field(default="5", alias="MQTT_PROTOCOL")
    mqtt_user: str | None = Field(default=None, alias="MQTT_USER")
    mqtt_pass: SecretStr | None = Field(default=None, alias="MQTT_PASS")
    mqtt_tls_ca: CertificateFile | None = Field(default=None, alias="MQTT_TLS_CA")
    """A certificate authority's file; given, the connection is encrypted and checked."""
    mqtt_tls_cert: FilePath | None = Field(default=None, alias="MQTT_TLS_CERT")
    """Our own certificate, for a broker that asks for one; given, the connection is encrypted."""
    mqtt_tls_key: FilePath | None = Field(default=None, alias="MQTT_TLS_KEY")
    """Its key, where the certificate's file does not hold it."""
    mqtt_max_packet: int = Field(default=LARGEST_PACKET, alias="MQTT_MAX_PACKET", ge=1_024)
    """Bytes of a packet that the broker takes, where it does not announce it (MQTT 3.1.1)."""
    worker: str = Field(default="", alias="SOMS_WORKER", pattern=r"^[a-z0-9_-]{0,40}$")
    """This process's name among several that share one service's work; empty for the only one."""
    mqtt_bind_addr: ListenAddress = Field(default="127.0.0.1", alias="MQTT_BIND_ADDR")
    bind_addr: ListenAddress = Field(default="127.0.0.1", alias="SOMS_BIND_ADDR")
    """The address on which HTTP services listen."""
    backend_port: int = Field(default=8000, alias="SOMS_BACKEND_PORT", ge=1, le=65_535)
    wallet_port: int = Field(default=8003, alias="SOMS_WALLET_PORT", ge=1, le=65_535)
    mock_llm_port: int = Field(default=8001, alias="SOMS_MOCK_LLM_PORT", ge=1, le=65_535)
    mock_llm_misbehaviour: str | None = Field(default=None, alias="SOMS_MOCK_LLM_MISBEHAVIOUR")
    """How the mock model goes wrong on purpose: a name, or `name:share`."""
    mcp_port: int = Field(default=8004, alias="SOMS_MCP_PORT", ge=1, le=65_535)
    mcp_hosts: Hosts = Field(default=(), alias="SOMS_MCP_HOSTS")
    """Names, beside this machine's own, by which agents may call the MCP server."""
    frontend_port: int = Field(default=8080, alias="SOMS_FRONTEND_PORT", ge=1, le=65_535)
    dashboard_api_url: HttpUrl = Field(default="http://127.0.0.1:8000", alias="DASHBOARD_API_URL")
    voice_service_url: HttpUrl = Field(default="http://127.0.0.1:8002", alias="VOICE_SERVICE_URL")
    wallet_service_url: HttpUrl = Field(default="http://127.0.0.1:8003", alias="WALLET_SERVICE_URL")
    llm_api_url: HttpUrl = Field(default="http://127.0.0.1:8001", alias="LLM_API_URL")
    llm_model: str = Field(default="qwen2.5:14b", alias="LLM_MODEL", min_length=1, max_length=200)
    llm_api: Literal["auto", "ollama", "openai"] = Field(default="auto", alias="SOMS_LLM_API")
    """What `LLM_API_URL` speaks; auto: OpenAI's protocol if it ends in /v1, else Ollama's."""
    llm_api_key: HeaderText | None = Field(default=None, alias="LLM_API_KEY")
    """What a model server asks for before it answers; shown to the one at `LLM_API_URL` alone."""
    brain_language: Language = Field(default="ja", alias="SOMS_BRAIN_LANGUAGE")
    """In which the model is told of the office; what it says to people is Japanese in both."""
    brain_num_ctx: int = Field(default=8_192, alias="SOMS_BRAIN_NUM_CTX", ge=512, le=1_048_576)
    """Tokens that the model may see, prompt and reply together."""
    brain_num_predict: int = Field(default=1_024, alias="SOMS_BRAIN_NUM_PREDICT", ge=16)
    """Tokens of a reply, at most."""
    brain_temperature: float = Field(default=0.3, alias="SOMS_BRAIN_TEMPERATURE", ge=0, le=2)
    brain_seed: int = Field(default=7, alias="SOMS_BRAIN_SEED", ge=0, le=2**31 - 1)
    brain_keep_alive: str = Field(
        default="30m", alias="SOMS_BRAIN_KEEP_ALIVE", pattern=r"^-?[0-9]{1,9}(ms|s|m|h)$"
    )
    """How long the model server keeps the model in memory; below 0, for ever."""
    brain_think: Literal[Thinking, "auto"] = Field(default="auto", alias="SOMS_BRAIN_THINK")
    """Whether the model thinks before it answers; auto: not with Ollama, where it would unless told
    otherwise; with OpenAI's protocol nothing is said, for not every server knows the word."""
    brain_context_tokens: int = Field(default=2_048, alias="SOMS_BRAIN_CONTEXT_TOKENS", ge=128)
    """What the rendered world may take of the prompt, at most."""
    brain_batch_s: float = Field(default=3, alias="SOMS_BRAIN_BATCH_S", ge=0, le=60)
    """Between something noteworthy and the thought about it, and about what else happens then."""
    brain_apart_s: float = Field(default=25, alias="SOMS_BRAIN_APART_S", ge=0, le=3_600)
    """Between the beginnings of two cycles, at least."""
    voicevox_url: HttpUrl = Field(default="http://127.0.0.1:50021", alias="VOICEVOX_URL")
    reminder_interval_minutes: int = Field(default=60, alias="REMINDER_INTERVAL_MINUTES", ge=1)
    reminder_cooldown_minutes: int = Field(default=30, alias="REMINDER_COOLDOWN_MINUTES", ge=1)
    reminder_check_interval_seconds: int = Field(
        default=300, alias="REMINDER_CHECK_INTERVAL_SECONDS", ge=1
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", alias="LOG_LEVEL"
    )
    timezone: TimeZone = Field(default="Asia/Tokyo", alias="TZ")
    auth: Auth = Field(default="required", alias="SOMS_AUTH")
    service_token: SecretStr | None = Field(
        default=None, alias="SOMS_SERVICE_TOKEN", min_length=SHORTEST_TOKEN
    )
    """What our own services show each other over HTTP; the same for all of them."""
    api_token: SecretStr | None = Field(default=None, alias="SOMS_API_TOKEN")
    """What a program shows for the person whose account it uses, where it sends no request."""
    signing_key: SigningKeyText | None = Field(default=None, alias="SOMS_SIGNING_KEY")
    """The Ed25519 key that signs tree heads, as the publisher made it."""
    data: Path = Field(default=Path(".soms"), alias="SOMS_DATA")
    """Where a process keeps what is its own: outboxes of simulated devices, sockets, keys."""
    topic_roots: SomeTopics = Field(default=("office", "hydro", "aqua"), alias="SOMS_TOPIC_ROOTS")
    esphome_prefixes: Topics = Field(default=(), alias="SOMS_ESPHOME_PREFIXES")
    device_zones: Zones = Field(default_factory=dict, alias="SOMS_DEVICE_ZONES")
    """Zones of devices whose topics do not say one, as a JSON object."""

    credits: CreditsProfile = Field(default="on", alias="SOMS_CREDITS")

    @property
    def speaks_openai(self) -> bool:
        """Whether `LLM_API_URL` speaks OpenAI's protocol, and not Ollama's."""
        return self.llm_api == "openai" or (
            self.llm_api == "auto" and self.llm_api_url.rstrip("/").endswith("/v1")
        )

    @property
    def thinking(self) -> Thinking | None:
        """What the model is told of thinking, if anything."""
        if self.brain_think != "auto":
            return self.brain_think
        return None if self.speaks_openai else "off"

    @property
    def wished_bounty_milli(self) -> int | None:
        """What every new wish is worth, whatever it says; None where it may say it."""
        return 0 if self.credits == "off" else None

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _prompt_and_reply_within_what_the_model_sees(self) -> "Settings":
        # A model server cuts a longer prompt without a word, and at its beginning: the rules.
        standing = standing_tokens(self.brain_language)
        least = standing + self.brain_context_tokens + self.brain_num_predict
        if self.brain_num_ctx <= least:
            raise ValueError(
                f"SOMS_BRAIN_NUM_CTX: must be more than {least}: the constitution and the tools"
                f" ({standing}), SOMS_BRAIN_CONTEXT_TOKENS and SOMS_BRAIN_NUM_PREDICT together;"
                f" got {self.brain_num_ctx}"
            )
        return self

    @model_validator(mode="after")
    def _one_proof_for_the_model_server(self) -> "Settings":
        if self.llm_api_key is not None and urlsplit(self.llm_api_url).username is not None:
            raise ValueError("LLM_API_KEY: does not go along with an account in LLM_API_URL")
        return self

    @model_validator(mode="after")
    def _key_with_its_certificate(self) -> "Settings":
        if self.mqtt_tls_key is not None and self.mqtt_tls_cert is None:
            raise ValueError("MQTT_TLS_KEY: is of no use without MQTT_TLS_CERT")
        return self

    @model_validator(mode="after")
    def _open_only_on_loopback(self) -> "Settings":
        elsewhere = [one for one in self._listeners if not is_loopback(one)]
        if self.auth == "open" and elsewhere:
            raise ValueError(
                f"SOMS_AUTH: 'open' is allowed on loopback only, not on {elsewhere[0]}"
            )
        return self

    @property
    def _listeners(self) -> tuple[str, str]:
        return self.bind_addr, self.mqtt_bind_addr

    @property
    def own_llm_api_url(self) -> str | None:
        """The model server that was set; None where it is the usual one."""
        return self.llm_api_url if "llm_api_url" in self.model_fields_set else None

    @property
    def auth_at_a_desk(self) -> Auth:
        """As it was set; else open, if nobody but this machine can reach what listens."""
        if "auth" in self.model_fields_set or not all(map(is_loopback, self._listeners)):
            return self.auth
        return "open"

    @model_validator(mode="after")
    def _own_passwords_off_loopback(self) -> "Settings":
        password = self.mqtt_pass.get_secret_value() if self.mqtt_pass else ""
        if not is_loopback(self.mqtt_bind_addr):
            require_own_password("MQTT_PASS", password, f"a listener on {self.mqtt_bind_addr}")
        if self.mqtt_user and self.mqtt_pass and not is_loopback(self.mqtt_broker):
            # An account without a password is known by other means, such as its certificate.
            require_own_password("MQTT_PASS", password, f"the broker on {self.mqtt_broker}")
        if self.database_url is not None:
            require_own_database_password(self.database_url.get_secret_value())
        return self

    def database(self) -> str:
        """The database's URL; `InvalidSettings` if none is configured."""
        if self.database_url is None:
            raise InvalidSettings("DATABASE_URL", "is not set; `soms up` starts a database")
        return self.database_url.get_secret_value()


def read_settings(**given: Any) -> Settings:
    """The settings of this process, `given` ones first. Raises `InvalidSettings`."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise _named(error.errors(include_url=False)[0]) from None
    except UnicodeDecodeError:
        raise InvalidSettings(DOTENV, "is not UTF-8 text") from None


def _named(error: ErrorDetails) -> InvalidSettings:
    """The error of one variable; the values of secrets, and of whole environments, stay out."""
    message = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        variable, _, reason = message.partition(": ")
        return InvalidSettings(variable, reason)
    variable = str(error["loc"][0])
    # A URL with an account in it may be given where none belongs.
    secret = variable in SECRETS or "@" in str(error["input"])
    return InvalidSettings(
        variable, message if secret else f"{message}, got {error['input']!r:.80}"
    )
