"""What a brain may be configured with, for tests."""

from events.brain import Configured, Options


def configured(model: str = "qwen2.5:14b", digest: str | None = None) -> Configured:
    return Configured(
        model=model,
        model_digest=digest,
        language="en",
        prompt_version="constitution.en.1",
        prompt="You manage an office.",
        prompt_digest="d1",
        tools=({"type": "function", "function": {"name": "speak", "parameters": {}}},),
        options=Options(num_ctx=8_192, num_predict=512, temperature=0.3, seed=7),
        keep_alive="30m",
        context_tokens=2_048,
    )
