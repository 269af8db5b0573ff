"""Addresses of matches: of one answer and of several beside each other, for words and for kept needs."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from django.urls import reverse

from scibridge.engines.matching.explanation import Match


def why_words(text: str) -> Callable[[Match], str]:
    """Match → its page beside these words."""
    query = urlencode({"q": text})
    return lambda match: f"{reverse('match_answer', args=[match.id])}?{query}"


def why_need(public_id: str) -> Callable[[Match], str]:
    """Match → its page beside a kept need."""
    return lambda match: reverse("need_match", args=[public_id, match.id])


def why_offer(document_id: str) -> Callable[[Match], str]:
    """Match, which is a need → the page of the offer beside that need."""
    return lambda match: reverse("need_match", args=[match.id.partition(":")[2], document_id])


def compare_address(text: str, need_id: str, document_ids: Sequence[str]) -> str:
    """These candidates beside each other."""
    asked = [("q", text)] if not need_id else []
    query = urlencode([*asked, *(("with", one) for one in document_ids)])
    path = reverse("need_compare", args=[need_id]) if need_id else reverse("match_compare")
    return f"{path}?{query}"
