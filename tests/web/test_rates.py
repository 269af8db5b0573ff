"""A visitor may ask often, not endlessly; whoever is signed in is not counted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import World
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account

SENTENCES = {
    "en": "You sent many requests in a short time. Wait a minute, then go on.",
    "zh-hans": "您在短时间内发送了大量请求。请等待一分钟后继续。",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_one_too_many_gets_a_page_that_says_when(
    world: World, client: Client, settings: Any, language: str
) -> None:
    settings.PAGE_RATE_VISITOR = "2/h"
    path = f"/{language}/match/?q=battery"
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 429]
    response = client.get(path)
    assert 0 < int(response.headers["Retry-After"]) <= 3601
    page = Page(response.content.decode())
    assert SENTENCES[language] in [text for text, _ in page.texts]
    assert len(page.all("h1")) == 1
    # Other pages stay open, and so does another visitor's way.
    assert client.get(f"/{language}/needs/").status_code == 200
    assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_whoever_is_signed_in_is_not_counted(
    world: World, as_user: Callable[[Account], Client], settings: Any
) -> None:
    settings.PAGE_RATE_VISITOR = "1/h"
    visitor = as_user(world.reader)
    assert [visitor.get("/en/match/?q=battery").status_code for _ in range(3)] == [200, 200, 200]
