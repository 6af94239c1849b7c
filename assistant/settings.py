"""Every setting, once.

Read, later ones winning, from the defaults below, `xiaoer.toml` in the working folder, and the
environment (`XIAOER_HOME`, `XIAOER_LLM_BASE_URL`, …).
"""

from base64 import b64decode
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, IPvAnyAddress, SecretStr, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


def webhook_key(secret: SecretStr) -> bytes:
    """The key of a Standard Webhooks secret, base64 after `whsec_`. Raises ValueError."""
    try:
        key = b64decode(secret.get_secret_value().removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not 24 <= len(key) <= 64:
        raise ValueError("give whsec_ and 24 to 64 bytes in base64, as `openssl rand -base64 32`")
    return key


Language = Literal["zh", "en", "id", "vi", "th", "ms"]


class Settings(BaseSettings):
    """What an operator may change; an empty endpoint means the embedded model."""

    model_config = SettingsConfigDict(env_prefix="XIAOER_", toml_file="xiaoer.toml", extra="forbid")

    home: Path = Field(
        default_factory=lambda: user_data_path("xiaoer", appauthor=False),
        description="data and model cache",
    )
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite under home")
    redis_url: str = ""

    llm_base_url: str = ""
    llm_model: str = ""
    llm_api_key: SecretStr = SecretStr("")
    asr_base_url: str = ""
    asr_model: str = ""
    asr_api_key: SecretStr = SecretStr("")
    tts_base_url: str = ""
    tts_model: str = ""
    tts_api_key: SecretStr = SecretStr("")

    recogniser: Literal["whisper", "openai", "transformers", "openai-whisper"] = "whisper"
    synthesiser: Literal["kokoro", "openai"] = "kokoro"
    chat_model: Literal["llama.cpp", "transformers"] = Field(
        default="llama.cpp", description="what runs the embedded language model"
    )

    standby: Literal["off", "cold", "warm"] = Field(
        default="cold",
        description="the embedded model beside an endpoint that is set: off, loaded when the "
        "endpoint first fails (seconds, within that turn), or kept loaded (1 GB, the language "
        "model not counted) so that nobody waits",
    )
    asr_patience_s: float = Field(
        default=3.0,
        gt=0,
        description="how long an endpoint may take to recognise a short question before the "
        "embedded recogniser hears it; a quarter of the sound's length is added",
    )
    tts_patience_s: float = Field(
        default=2.0,
        gt=0,
        description="how long an endpoint may take to its next sound before the embedded voice "
        "goes on",
    )
    llm_patience_s: float = Field(
        default=3.0,
        gt=0,
        description="how long an endpoint may take to its first word before the embedded language "
        "model is asked",
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    language: Language = "zh"
    voice: str = Field(default="zf_xiaoxiao", description="the voice answers are spoken in")
    threads: int = Field(default=2, ge=1, le=64, description="CPU threads for each model")
    freshness_hours: float = Field(
        default=24.0,
        ge=0,
        description="how long prices and stock are sure after the catalog was loaded; 0: always",
    )
    retention_days: int = Field(
        default=1095,
        ge=0,
        description="how long questions and answers are kept; 0: for ever. China's rules on live "
        "commerce ask for three years",
    )
    turn_end_ms: int = Field(default=480, ge=100, le=3000, description="silence that ends a turn")
    fact_cards: bool = Field(
        default=False,
        description="whether rooms help unasked: a short fact card where questions of one theme "
        "have waited 20 s, and where a product goes on air; each room may say otherwise",
    )
    review_claim_s: int = Field(
        default=120, ge=10, description="how long staff hold what they work on, unless renewed"
    )
    review_forced_s: float = Field(
        default=30.0,
        gt=0,
        description="within which staff are to see a question that a person must answer "
        "(投诉, 12315, …)",
    )
    review_waiting_s: float = Field(
        default=60.0, gt=0, description="and one that the assistant could not answer"
    )
    review_other_s: float = Field(default=180.0, gt=0, description="and any other")
    keep_sounds: int = Field(
        default=30,
        ge=0,
        description="days that questions by voice are kept as they were heard, for those who "
        "review them; 0: none is",
    )
    sounds_mb: int = Field(
        default=256, ge=0, description="megabytes of sound kept on disk; 0: none is"
    )
    llm_timeout_s: float = Field(default=20.0, gt=0)
    max_audio_s: int = Field(default=60, ge=5, description="longest audio one question may hold")

    assist_s: float = Field(
        default=60.0,
        gt=0,
        description="how long a draft waits for a person, in rooms whose mode is assist",
    )

    realtime_requests_per_minute: int = Field(
        default=60, ge=1, description="responses one Realtime session may ask for"
    )
    realtime_tokens_per_minute: int = Field(
        default=60_000, ge=1, description="tokens of them, as usage counts them"
    )
    webrtc_calls: int = Field(default=32, ge=0, description="calls at a time; 0: no WebRTC")
    webrtc_public_address: IPvAnyAddress | Literal[""] = Field(
        default="", description="IP address viewers reach this machine at, if not its own"
    )
    webrtc_stun_url: str = Field(
        default="", pattern=r"^(stuns?:\S+)?$", description="stun:host:port"
    )
    webrtc_turn_url: str = Field(
        default="", pattern=r"^(turns?:\S+)?$", description="turn:host:port, or turns:"
    )
    webrtc_turn_username: str = ""
    webrtc_turn_password: SecretStr = SecretStr("")

    public_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="where others reach this service, if it has such an address",
    )

    # staff
    api_key: SecretStr = Field(
        default=SecretStr(""), description="what commands show a running service"
    )
    operators: Literal["auto", "open", "signed_in"] = Field(
        default="auto",
        description="whether rooms, catalogs and gateways are operated without signing in: open, "
        "signed_in, or open until there is an account, to this machine alone (auto)",
    )
    rooms: Literal["open", "tokens"] = Field(
        default="open", description="whether viewers need a room token"
    )
    token_secret: SecretStr = Field(
        default=SecretStr(""),
        description="signs room tokens, 32 bytes at least; empty: one is made and kept in the "
        "database",
    )
    room_token_minutes: int = Field(default=15, ge=1, le=1440, description="how long one lasts")
    session_idle_hours: float = Field(default=8, gt=0, description="unused, a session ends")
    session_hours: float = Field(default=72, gt=0, description="a session ends")
    password_length: int = Field(default=12, ge=8, le=128, description="characters at least")
    password_passes: int = Field(default=3, ge=1, description="of Argon2id, and its memory below")
    password_memory_kib: int = Field(default=65_536, ge=32)
    oidc_issuer: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="OpenID Connect provider that staff may sign in with",
    )
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_scope: str = "openid profile email"
    oidc_name: str = Field(default="", description="what its button says; empty: the issuer")
    oidc_claim: str = Field(default="groups", description="the claim that tells the role")
    oidc_roles: dict[str, Literal["viewer", "agent", "supervisor", "admin"]] = Field(
        default={}, description="what its values mean; who has none of them is refused"
    )

    webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="signs what is posted to a webhook"
    )

    # messages to customers
    repurchase_webhook_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="the shop's messaging: approved messages to customers are posted there; empty: "
        "they are exported",
    )
    repurchase_webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        description="signs them (Standard Webhooks): whsec_ and 24 to 64 bytes in base64",
        validate_default=True,
    )

    # Agora
    agora_app_id: str = Field(default="", description="for addresses that leave it out")
    agora_app_certificate: SecretStr = Field(
        default=SecretStr(""), description="signs tokens; empty for a project without one"
    )
    agora_customer_key: str = Field(
        default="", description="of the REST API; empty: tokens of the certificate are used"
    )
    agora_customer_secret: SecretStr = SecretStr("")
    agora_api_url: str = Field(
        default="https://api.agora.io/api/conversational-ai-agent",
        pattern=r"^https?://\S+$",
        description="in mainland China https://api.agora.io/cn/api/conversational-ai-agent",
    )
    agora_tts: SecretStr = Field(
        default=SecretStr(""),
        description="who speaks for the agent, as Agora's `tts` JSON: vendor, params, keys",
    )
    agora_asr: SecretStr = Field(
        default=SecretStr(""),
        description="who recognises for it, as Agora's `asr` JSON; empty: Agora's own, in Chinese",
    )
    agora_llm_key: SecretStr = Field(
        default=SecretStr(""), description="what the agent shows at public_url as its bearer key"
    )
    agora_interruptable: bool | None = Field(
        default=None, description="whether viewers break answers off; empty: as Agora is set"
    )
    agora_idle_s: int = Field(
        default=120, ge=0, description="how long an agent waits in an empty channel; 0: for ever"
    )
    agora_poll_s: float = Field(default=5.0, gt=0, description="how often an agent is looked after")

    # bilibili
    bilibili_access_key: str = Field(default="", description="of the open platform (开放平台)")
    bilibili_access_secret: SecretStr = SecretStr("")
    bilibili_app_id: int = Field(default=0, ge=0, description="the app's number there")

    # janus
    janus_pin: SecretStr = Field(
        default=SecretStr(""), description="of the room, for addresses that leave it out"
    )
    janus_api_secret: SecretStr = Field(
        default=SecretStr(""), description="what the server asks of every request, if anything"
    )

    # twitch
    twitch_nick: str = Field(default="", description="whose account writes; empty: reads only")
    twitch_token: SecretStr = Field(
        default=SecretStr(""), description="its OAuth token with chat:read and chat:edit"
    )

    # whip
    whip_token: SecretStr = Field(
        default=SecretStr(""), description="bearer token of the endpoint that is spoken into"
    )
    whep_token: SecretStr = Field(
        default=SecretStr(""), description="bearer token of the endpoint that is heard"
    )

    # youtube
    youtube_client_id: str = Field(default="", description="the OAuth client of your project")
    youtube_client_secret: SecretStr = SecretStr("")
    youtube_refresh_token: SecretStr = Field(
        default=SecretStr(""), description="of the channel that writes, scope youtube.force-ssl"
    )
    youtube_daily_units: int = Field(default=10_000, ge=0, description="the project's allowance")
    youtube_show_hours: float = Field(
        default=4.0, gt=0, description="how long a show is; reading is kept possible so long"
    )
    youtube_poll_s: float = Field(
        default=10.0, gt=0, description="the chat is read no more often; each time costs 5 units"
    )

    # LiveKit
    livekit_api_key: str = Field(default="", description="of the server's or the project's keys")
    livekit_api_secret: SecretStr = Field(
        default=SecretStr(""), description="signs the token Xiaoer enters with"
    )

    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("repurchase_webhook_secret")
    @classmethod
    def _signs(cls, secret: SecretStr, known: ValidationInfo) -> SecretStr:
        if secret:
            webhook_key(secret)
        elif known.data.get("repurchase_webhook_url"):
            raise ValueError("a webhook is signed; set it to what its receiver knows too")
        return secret

    @property
    def models_dir(self) -> Path:
        """Where assembled model files lie."""
        return self.home / "models"

    @property
    def resolved_database_url(self) -> str:
        """The database to use: the one set, else SQLite under `home`."""
        return self.database_url or f"sqlite+aiosqlite:///{self.home / 'xiaoer.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put `xiaoer.toml` under the environment."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
