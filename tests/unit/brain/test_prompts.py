"""A constitution that was released stays as it is; the model is told what it needs to decide."""

from importlib.resources import files

import pytest

from events.brain import Language
from handlers.brain.prompts import RELEASED, prompt_called, prompt_in

DIGESTS = {
    "constitution.en.1": "d9d2e9ea63cab1e3dbab2599e8cb69b217d8f37bd5d1ad169d450724fc1658ca",
    "constitution.ja.1": "0a1ef9566d2b091fa514d5d99ffd5022cf21c6f13705ea2712b5a54b295324e3",
}
"""Never edit one of these files: write the next number, and add its digest."""


def test_no_released_constitution_was_edited() -> None:
    assert {version: prompt_called(version).digest for version in DIGESTS} == DIGESTS


def test_every_constitution_in_the_package_is_pinned() -> None:
    there = (files("handlers.brain") / "prompts").iterdir()
    assert {file.name for file in there} == {f"{version}.md" for version in DIGESTS}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_language_has_its_newest_constitution(language: Language) -> None:
    prompt = prompt_in(language)
    numbers = {v: int(v.rpartition(".")[2]) for v in DIGESTS if f".{language}." in v}
    assert prompt.version == RELEASED[language] == max(numbers, key=numbers.__getitem__)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_constitution_says_what_is_comfortable_and_what_words_are_worth(
    language: Language,
) -> None:
    text = prompt_in(language).text
    for said in ("18", "26°C", "30", "60%", "1000ppm", "300lx", "500", "5000", "70", "「」"):
        assert said in text, said
    for tool in ("create_task", "send_device_command", "speak", "get_zone_status"):
        assert tool in text, tool


def test_what_was_never_released_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        prompt_called("constitution.ja.0")
