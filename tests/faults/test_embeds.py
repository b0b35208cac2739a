"""Videos: asked for when saved, through the allow-list alone; never when read, whatever the provider does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.format import embed_to_frontend_html
from wagtail.embeds.models import Embed
from wagtail.rich_text import expand_db_html

from cms.embeds import fetching
from cms.embeds.fetching import VideoError, fetch_when_saved
from cms.embeds.player import player_address
from cms.embeds.providers import from_settings, provider_of, providers
from pages.blocks import BodyBlock

from .provider import Tube, tube
from .sockets import hanging, refused_port

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running_tube(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tube, Path]]:
    folder = tmp_path_factory.mktemp("tube")
    with tube(folder) as provider:
        yield provider, folder / "certificate.pem"


@pytest.fixture
def provider(running_tube: tuple[Tube, Path], settings: Any, monkeypatch: pytest.MonkeyPatch) -> Tube:
    """Allow the provider on loopback, and trust its certificate."""
    running, certificate = running_tube
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.EMBED_PROVIDERS = running.setting()
    running.asked.clear()
    return running


def address(number: int | str) -> str:
    return f"https://tube.example/{number}"


def failure(url: str) -> str:
    with pytest.raises(VideoError) as caught:
        fetch_when_saved(url)
    return str(caught.value)


def body_errors(url: str, *, draft: bool) -> str | None:
    """Save a body that holds this video, as the edit form does; the message at its address, if any."""
    body = BodyBlock()
    value = body.to_python([{"type": "embed", "value": {"url": url}, "id": "1"}])
    try:
        (body.clean_deferred if draft else body.clean)(value)
    except StreamBlockValidationError as error:
        [block_error] = error.block_errors.values()
        assert isinstance(block_error, StructBlockValidationError)
        return str(block_error.block_errors["url"].message)
    return None


def test_a_video_is_fetched_once_and_its_player_is_ours(provider: Tube) -> None:
    fetch_when_saved(address(1))
    embed = fetch_when_saved(address(1))
    assert provider.asked == ["1"]
    assert (embed.type, embed.title, embed.provider_name, embed.cache_until) == ("video", "A peel", "Tube", None)
    assert embed.html == (
        '<iframe src="https://quiet.tube.example/embed/7?h=abc&amp;dnt=1" title="A peel" width="1280" height="720"'
        ' loading="lazy" allow="encrypted-media; fullscreen; picture-in-picture" allowfullscreen'
        ' referrerpolicy="strict-origin-when-cross-origin"></iframe>'
    )


def test_nothing_a_provider_sends_becomes_markup(provider: Tube) -> None:
    embed = fetch_when_saved(address(2))
    assert 'title="&quot;&gt;&lt;script&gt;alert(3)&lt;/script&gt;" width="1280" height="720"' in embed.html
    assert (embed.html.count("<"), embed.width, embed.thumbnail_url) == (2, None, "")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (10, "Tube has no video there. Check the address."),
        (11, "it is private, or its owner does not let other websites show it."),
        (12, "Tube answered with an error (503). Try again in a minute."),
        (13, "Tube gave an answer that is not understood."),
        (14, "Tube gave an answer that is not understood."),
        (21, "Tube gave an answer that is not understood."),
        (30, "Tube answered with an error (302). Try again in a minute."),
        *((n, "Tube gave no player for it. Check that the address is a single video's.") for n in (15, 16, 17, 18)),
        *((n, "Tube gave no player for it. Check that the address is a single video's.") for n in (19, 20, 22)),
    ],
)
def test_a_failure_is_named_and_remembered_for_a_while(provider: Tube, number: int, reason: str) -> None:
    messages = [failure(address(number)), failure(address(number))]
    assert messages == [f"The video at https://tube.example/{number} could not be fetched: {reason}"] * 2
    assert provider.asked == [str(number)]
    assert not Embed.objects.exists()


def test_an_unknown_provider_is_refused_with_those_that_are_allowed(settings: Any) -> None:
    for url in (
        "https://evil.example/watch?v=aaaaaaaaaaa",
        "http://169.254.169.254/latest/meta-data/",
        "https://www.youtube.com.evil.example/watch?v=aaaaaaaaaaa",
        "https://www.youtube.com/redirect?q=http://127.0.0.1/",
        "https://www.youtube.com/watch?v=short",
        "http://youtu.be/aaaaaaaaaaa",
        "https://vimeo.com/api/oembed.json?url=1",
    ):
        assert failure(url) == (
            f"The video at {url} is not of an allowed provider. "
            "Use an address of YouTube (https://www.youtube.com/watch?v=…) or Vimeo (https://vimeo.com/…)."
        )


def test_the_usual_addresses_are_known() -> None:
    usual = {
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ": "YouTube",
        "https://www.youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&t=3s": "YouTube",
        "https://m.youtube.com/watch?v=dQw4w9WgXcQ": "YouTube",
        "https://youtube.com/shorts/dQw4w9WgXcQ?feature=share": "YouTube",
        "https://youtu.be/dQw4w9WgXcQ?si=abc": "YouTube",
        "https://vimeo.com/76979871": "Vimeo",
        "https://vimeo.com/76979871/abcdef0123": "Vimeo",
        "https://vimeo.com/channels/staffpicks/76979871": "Vimeo",
    }
    found = {url: getattr(provider_of(url), "name", None) for url in usual}
    assert found == usual


def test_readers_are_sent_to_the_player_that_does_not_track_them() -> None:
    youtube, vimeo = providers()
    assert player_address(youtube, "https://www.youtube.com/embed/dQw4w9WgXcQ?feature=oembed") == (
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?feature=oembed"
    )
    assert player_address(vimeo, "https://player.vimeo.com/video/1?app_id=2") == (
        "https://player.vimeo.com/video/1?app_id=2&dnt=1"
    )


def test_a_provider_without_https_is_a_fault_of_the_settings() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"EMBED_PROVIDERS\['X'\]: the endpoint must start with https://"):
        from_settings("X", {"endpoint": "http://x.example", "addresses": [], "example": "", "player": "x.example"})
    with pytest.raises(ImproperlyConfigured, match=r"EMBED_PROVIDERS\['X'\] is incomplete"):
        from_settings("X", {"endpoint": "https://x.example"})


def test_a_provider_that_hangs_costs_five_seconds_once(provider: Tube, settings: Any) -> None:
    with hanging() as port:
        settings.EMBED_PROVIDERS = provider.setting(port)
        started = time.monotonic()
        first = failure(address(1))
        between = time.monotonic()
        second = failure(address(1))
        ended = time.monotonic()
    assert (
        first
        == second
        == (
            "The video at https://tube.example/1 could not be fetched: "
            "Tube did not answer within 5 seconds. Try again in a minute."
        )
    )
    assert 4.5 < between - started < 6.5
    assert ended - between < 0.5


def test_a_provider_that_sends_a_byte_at_a_time_is_given_up(provider: Tube, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 1.0)
    started = time.monotonic()
    assert failure(address(31)).endswith("Tube did not answer within 1 seconds. Try again in a minute.")
    assert time.monotonic() - started < 2


def test_a_provider_nobody_reaches_and_one_with_a_false_certificate_are_named(
    provider: Tube, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBED_PROVIDERS = provider.setting(refused_port())
    assert failure(address(1)).endswith("Tube could not be reached. Try again in a minute.")
    settings.EMBED_PROVIDERS = provider.setting()
    monkeypatch.delenv("SSL_CERT_FILE")
    assert failure(address(2)).endswith("Tube could not be reached. Try again in a minute.")
    assert provider.asked == []


def test_the_editor_is_told_at_the_address(provider: Tube) -> None:
    assert {
        "good": body_errors(address(1), draft=False),
        "wrong, published": body_errors(address(10), draft=False),
        "wrong, draft": body_errors(address(10), draft=True),
        "empty, draft": body_errors("", draft=True),
    } == {
        "good": None,
        "wrong, published": "The video at https://tube.example/10 could not be fetched: "
        "Tube has no video there. Check the address.",
        "wrong, draft": "The video at https://tube.example/10 could not be fetched: "
        "Tube has no video there. Check the address.",
        "empty, draft": None,
    }


def test_a_draft_can_be_saved_while_the_provider_is_down_but_not_published(provider: Tube, settings: Any) -> None:
    settings.EMBED_PROVIDERS = provider.setting(refused_port())
    assert body_errors(address(1), draft=True) is None
    assert "could not be reached" in (body_errors(address(1), draft=False) or "")


def test_no_reading_asks_a_provider(provider: Tube) -> None:
    rich_text = f'<p>a</p><embed embedtype="media" url="{address(1)}"/>'
    with pytest.raises(EmbedNotFoundException):
        get_embed(address(1))
    assert embed_to_frontend_html(address(1)) == ""
    assert "iframe" not in expand_db_html(rich_text)
    body = BodyBlock().to_python([{"type": "embed", "value": {"url": address(1)}, "id": "1"}])
    assert "iframe" not in str(body.render_as_block())
    assert provider.asked == []
    fetch_when_saved(address(1))
    assert "quiet.tube.example" in expand_db_html(rich_text)
    assert provider.asked == ["1"]
