"""The glossary: what it refuses, who set what, and that answers follow at once."""

import pytest
from django.test import Client
from django.utils import translation

from scibridge.domain.accounts.models import Account
from scibridge.domain.indexing.models import GlossaryTerm
from scibridge.domain.indexing.selectors import current_lexicon
from scibridge.domain.indexing.services import publish_glossary, remove_terms, set_term
from scibridge.kernel.errors import InvalidInput

ADDRESS = "/en/admin/indexing/glossaryterm/"


@pytest.fixture(autouse=True)
def glossary(settings, tmp_path):
    settings.GLOSSARY_TERMS = tmp_path / "lexicon" / "glossary.json"
    settings.LEARNED_TERMS = tmp_path / "lexicon" / "learned.json"


@pytest.fixture
def operator(db):
    return Account.objects.create_superuser("root@example.org", "a long enough password", name="Root")


@pytest.fixture
def admin(operator):
    client = Client()
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def renderings(term, language="zh"):
    return [(one.text, one.origin) for one in current_lexicon().translate(term, language)]


def test_a_term_stands_over_the_dictionary_at_once_and_goes_again(
    operator, django_capture_on_commit_callbacks
):
    before = renderings("电池")
    assert ("flarnbox", "glossary") not in before
    with django_capture_on_commit_callbacks(execute=True):
        term = set_term(actor=operator, chinese=" 电池 ", english="flarnbox", weight=90)
    assert (term.chinese, term.set_by) == ("电池", operator)
    assert renderings("电池") == [("flarnbox", "glossary")]
    assert renderings("flarnbox", "en") == [("电池", "glossary")]
    with django_capture_on_commit_callbacks(execute=True):
        set_term(actor=operator, chinese="电池", english="storage cell", weight=10)
    found = current_lexicon().translate("电池", "zh")
    assert [(one.text, round(one.weight, 2)) for one in found] == [("flarnbox", 0.9), ("storage cell", 0.1)]
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_terms(GlossaryTerm.objects.values_list("pk", flat=True)) == 2
    assert renderings("电池") == before


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"chinese": " "}, ("chinese", "required")),
        ({"chinese": "battery"}, ("chinese", "no_chinese")),
        ({"chinese": "的"}, ("chinese", "no_term")),
        ({"chinese": "电" * 41}, ("chinese", "too_long")),
        ({"english": "of the"}, ("english", "no_term")),
        ({"english": "电池"}, ("english", "no_term")),
        ({"english": ""}, ("english", "required")),
        ({"weight": 0}, ("weight", "out_of_range")),
        ({"weight": 101}, ("weight", "out_of_range")),
        ({"note": "n" * 501}, ("note", "too_long")),
    ],
)
@pytest.mark.django_db
def test_what_cannot_be_looked_up_is_refused(values, problem):
    with pytest.raises(InvalidInput) as refused:
        set_term(actor=None, **{"chinese": "电池", "english": "battery", "weight": 50, **values})
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == problem
    assert not GlossaryTerm.objects.exists()


@pytest.mark.django_db
def test_a_pair_stands_once_however_it_is_written():
    kept = set_term(actor=None, chinese="電池", english="Battery", weight=50)
    with pytest.raises(InvalidInput) as refused:
        set_term(actor=None, chinese="电池", english=" Battery ", weight=50)
    assert refused.value.problems[0].code == "pair_exists"
    changed = set_term(actor=None, chinese="电池", english="Battery", weight=60, row=kept.pk)
    assert (changed.pk, GlossaryTerm.objects.get().weight) == (kept.pk, 60)


def test_the_operator_edits_it(admin, operator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent = {"chinese": "电池", "english": "flarnbox", "weight": "70", "note": "house style"}
        assert admin.post(f"{ADDRESS}add/", sent).status_code == 302
    term = GlossaryTerm.objects.get()
    assert (term.set_by, term.note) == (operator, "house style")
    assert renderings("电池") == [("flarnbox", "glossary")]
    assert "house style" in admin.get(f"{ADDRESS}?q=flarnbox").content.decode()
    again = admin.post(f"{ADDRESS}add/", sent)
    assert "in the glossary already" in again.content.decode()
    wrong = admin.post(f"{ADDRESS}{term.pk}/change/", {**sent, "chinese": "flarnbox"})
    assert "has no Chinese characters" in wrong.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(ADDRESS, {"action": "delete_selected", "_selected_action": term.pk, "post": "yes"})
    assert ("flarnbox", "glossary") not in renderings("电池")


def test_it_speaks_chinese(admin):
    page = admin.get(ADDRESS.replace("/en/", "/zh-hans/")).content.decode()
    assert "术语表" in page
    with translation.override("zh-hans"):
        sent = {"chinese": "flarnbox", "english": "flarnbox", "weight": "70"}
        answer = admin.post(f"{ADDRESS.replace('/en/', '/zh-hans/')}add/", sent)
    assert "没有汉字" in answer.content.decode()


def test_others_do_not_reach_it(db, client):
    assert client.get(ADDRESS).status_code == 302
    publish_glossary()
