"""Terms carried between Chinese and English."""

import json
import math
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.errors import UnknownOption
from scibridge.engines.text import dictionary
from scibridge.engines.text.glossary import Entry, GlossaryUnreadable, builtin, parse
from scibridge.engines.text.learning import LearnedTable, LearnedTableUnreadable, learn
from scibridge.engines.text.lexicon import Lexicon
from scibridge.engines.text.tokens import analyse, chinese_terms, chinese_text, english_text, leading


def texts(lexicon: Lexicon, term: str, language: str) -> set[str]:
    return {one.text for one in lexicon.translate(term, language, limit=16)}


def test_the_real_query_is_carried_over(lexicon: Lexicon) -> None:
    text = "减少住院老年患者的抗精神病药物使用"
    segments = lexicon.translate_text(text, "zh")
    assert [one.surface for one in segments] == ["减少", "住院", "老年患者", "抗精神病药物", "使用"]
    terms = {term for one in segments for way in one.translations for term in way.terms}
    assert {"reduc", "inpati", "older", "elder", "patient", "antipsychot", "use"} <= terms
    assert all(text[one.start : one.end] == one.surface for one in segments)


@pytest.mark.parametrize(
    ("term", "language", "expected"),
    [
        ("固态电解质", "zh", "solid electrolyte"),
        ("抗压强度", "zh", "compressive strength"),
        ("moisture content", "en", "含水率"),
        ("固態電解質", "zh", "solid electrolyte"),
        ("solid electrolytes", "en", "固态电解质"),
        ("Solid-State Electrolyte", "en", "固态电解质"),
        ("温度", "zh", "temperature"),
        ("temperature", "en", "温度"),
        ("reducing", "en", "减少"),
        ("患者", "zh", "patient"),
        ("抗精神病药物", "zh", "antipsychotic"),
        ("antipsychotics", "en", "抗精神病药物"),
    ],
)
def test_translate(lexicon: Lexicon, term: str, language: str, expected: str) -> None:
    assert expected in texts(lexicon, term, language)


def test_an_unknown_compound_is_put_together(lexicon: Lexicon) -> None:
    best = lexicon.translate("固态电解质温度", "zh")[0]
    assert best.text == "solid electrolyte temperature"
    assert best.terms == ("solid", "electrolyt", "temperatur")
    assert any(one.terms[:1] == ("antioxid",) for one in lexicon.translate("抗氧化药物", "zh"))
    assert "储能电池" in texts(lexicon, "energy storage battery", "en")


@pytest.mark.parametrize(
    ("term", "language"), [("", "zh"), ("", "en"), ("the", "en"), ("qwxyz", "en"), ("123", "zh")]
)
def test_what_is_not_known_has_no_translation(lexicon: Lexicon, term: str, language: str) -> None:
    assert lexicon.translate(term, language) == ()


def test_another_language_is_refused_with_the_choices(lexicon: Lexicon) -> None:
    with pytest.raises(UnknownOption) as caught:
        lexicon.translate("x", "fr")
    assert caught.value.data["choices"] == ("en", "zh")


def test_a_glossary_stands_over_everything(lexicon: Lexicon) -> None:
    own = lexicon.with_glossary([("温度", "warmth degree; hotness"), Entry("新材", ("novelmat",))])
    assert [(one.text, one.origin) for one in own.translate("温度", "zh")] == [
        ("warmth degree", "glossary"),
        ("hotness", "glossary"),
    ]
    assert texts(own, "novelmat", "en") == {"新材"}
    assert "temperature" in texts(lexicon, "温度", "zh")


def test_learned_terms_weigh_more_the_oftener_they_were_seen(lexicon: Lexicon) -> None:
    pairs = [
        ("温度 升高", "zorbness rises"),
        ("温度 下降", "zorbness falls"),
        ("压力 升高", "pressure rises"),
    ] * 20
    own = lexicon.with_learned(learn(pairs))
    best = own.translate("温度", "zh")[0]
    assert (best.terms, best.origin) == (("zorb",), "learned")
    assert "temperature" in texts(own, "温度", "zh")
    assert sum(one.weight for one in own.translate("温度", "zh", 50)) <= 1.0


def test_learned_tables_are_kept_and_damage_is_said(tmp_path: Path) -> None:
    table = learn([("温度", "temperature"), ("压力", "pressure")])
    path = tmp_path / "learned.json"
    table.save(path)
    assert LearnedTable.load(path) == table
    for damage in ("", "{}", "[]", '{"format": 1}', path.read_text()[:-20]):
        path.write_text(damage)
        with pytest.raises(LearnedTableUnreadable):
            LearnedTable.load(path)
    with pytest.raises(LearnedTableUnreadable):
        LearnedTable.load(tmp_path / "absent")


def test_learning_from_nothing_and_from_one_language(lexicon: Lexicon) -> None:
    assert learn([]).tables == {"zh": {}, "en": {}}
    assert learn([("", "x"), ("温度", "")]).tables == {"zh": {}, "en": {}}
    assert lexicon.with_learned(learn([])).translate("温度", "zh") == lexicon.translate("温度", "zh")


def test_model_one_finds_the_pairs_that_go_together() -> None:
    table = learn(
        [("苹果 香蕉", "apple banana"), ("苹果", "apple"), ("香蕉 橘子", "banana orange")], iterations=20
    )
    assert table.renderings("苹果", "zh")[0].text == "apple"
    assert table.renderings("orang", "en")[0].text == "橘子"
    for language in ("zh", "en"):
        for found in table.tables[language].values():
            assert sum(weight for _, weight in found) <= 1.0


@given(st.text(st.characters(exclude_categories=()), max_size=40), st.sampled_from(["en", "zh"]))
def test_segments_are_in_order_and_weights_are_probabilities(
    lexicon: Lexicon, text: str, language: str
) -> None:
    last = 0
    for one in lexicon.translate_text(text, language):
        assert last <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.surface
        assert sum(way.weight for way in one.translations) <= 1.0 + 1e-9
        assert all(way.terms and way.text and way.weight >= 0 for way in one.translations)
        last = one.end
    assert len(lexicon.translate(text, language, limit=3)) <= 3


def test_the_file_is_used_and_rebuilt_when_damaged(
    lexicon: Lexicon, lexicon_folder: Path, tmp_path: Path
) -> None:
    kept = dictionary.load(lexicon_folder)
    assert kept is not None
    whole = (lexicon_folder / "lexicon.txt").read_bytes()
    for damage in (b"", whole[:-1], whole[:100], whole.replace(b"lexicon 4", b"lexicon 0", 1), b"\xff" * 100):
        (tmp_path / "lexicon.txt").write_bytes(damage)
        assert dictionary.load(tmp_path) is None
    dictionary.save(kept, tmp_path)
    assert dictionary.load(tmp_path) == kept
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lexicon.txt"]


def test_a_damaged_file_is_replaced(
    lexicon: Lexicon, lexicon_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = dictionary.load(lexicon_folder)
    assert kept is not None
    monkeypatch.setattr(dictionary, "build", lambda: kept)
    (tmp_path / "lexicon.txt").write_bytes(b"junk")
    assert dictionary.load_or_build(tmp_path) == kept
    assert dictionary.load(tmp_path) == kept


@pytest.mark.parametrize(
    ("gloss", "words"),
    [
        ("to reduce", "reduce"),
        ("solid state (physics)", "solid state"),
        ("CL:個|个[ge4]", ""),
        ("surname Shui", ""),
        ("variant of 並|并[bing4]", ""),
        (" to be fond of", "fond of"),
        ("(of clothes) classifier for number of washes", ""),
        ("a very long gloss that describes something rather than names it", ""),
    ],
)
def test_glosses_are_cleaned(gloss: str, words: str) -> None:
    assert dictionary.clean(gloss) == words


def test_the_built_in_glossary_is_whole() -> None:
    assert len(builtin()) > 300
    repeated = [word for word, times in Counter(entry.chinese for entry in builtin()).items() if times > 1]
    assert repeated == []


def test_a_bad_glossary_line_is_named() -> None:
    with pytest.raises(GlossaryUnreadable) as caught:
        parse("# note\n固态\tsolid\n没有制表符\n")
    assert caught.value.data == {"line": 3, "text": "没有制表符"}


def translated_ranking(
    lexicon: Lexicon, query: str, source: str, index: dict[str, dict[int, int]], lengths: list[int]
) -> dict[int, float]:
    """BM25 (k1 1.2, b 0.75) over probabilistic structured queries, weights damped by their root."""
    average = sum(lengths) / len(lengths)
    scores: dict[int, float] = defaultdict(float)
    segments = [each for one in lexicon.translate_text(query, source) for each in (one, *one.words)]
    needles = [
        {term: (way.weight / len(way.terms)) ** 0.5 for way in segment.translations for term in way.terms}
        for segment in {one.surface: one for one in segments}.values()
    ]
    needles += [{token.term: 1.0} for token in set(leading(analyse(query))) if token.language == "en"]
    for weights in needles:
        counts: dict[int, float] = defaultdict(float)
        documents = 0.5
        for term, weight in weights.items():
            documents += weight * len(index.get(term, {}))
            for place, count in index.get(term, {}).items():
                counts[place] += weight * count
        rarity = math.log(1 + max(len(lengths) - documents + 0.5, 0.0) / documents)
        for place, count in counts.items():
            scores[place] += rarity * count * 2.2 / (count + 0.3 + 0.9 * lengths[place] / average)
    return scores


@pytest.mark.realdata
@pytest.mark.parametrize(("source", "target", "least"), [("zh", "en", 0.90), ("en", "zh", 0.87)])
def test_sentences_find_their_translations(
    lexicon: Lexicon, real_data: Path, source: str, target: str, least: float
) -> None:
    lines = (real_data / "bilingual/tico-19/tico19_en_zh.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    index: dict[str, dict[int, int]] = defaultdict(dict)
    lengths = []
    for number, record in enumerate(records):
        counts = Counter((english_text if target == "en" else chinese_text)(record[target]).split())
        lengths.append(sum(counts.values()))
        for term, count in counts.items():
            index[term][number] = count
    first = 0
    for number, record in enumerate(records):
        scores = translated_ranking(lexicon, record[source], source, index, lengths)
        first += bool(scores) and max(scores, key=lambda place: (scores[place], -place)) == number
    assert first / len(records) >= least


@pytest.mark.parametrize(
    ("definition", "pinyin", "name"),
    [
        ("Suqian, prefecture-level city in Jiangsu", "Su4 qian1", "Suqian"),
        ("Guangzhou subprovincial city and capital of Guangdong", "Guang3 zhou1", "Guangzhou"),
        ("Beijing, capital of the People's Republic of China", "Bei3 jing1", "Beijing"),
        ("Zhejiang Province (Chekiang) in east China, abbr. 浙", "Zhe4 jiang1 Sheng3", "Zhejiang"),
        ("Canton", "Guang3 zhou1", ""),
        ("Chinese Academy of Science", "Zhong1 guo2 Ke1 xue2 yuan4", ""),
        ("Shen Kuo", "Shen3 Kuo4", ""),
    ],
)
def test_a_name_is_taken_out_of_its_description(definition: str, pinyin: str, name: str) -> None:
    assert dictionary.name_in(definition, pinyin) == name


def test_words_of_a_place_are_known_both_ways(lexicon: Lexicon) -> None:
    assert [one.text for one in lexicon.translate("宿迁", "zh")] == ["Suqian"]
    assert "沈阳" in [one.text for one in lexicon.translate("Shenyang", "en")]


def test_irregular_forms_share_the_renderings_of_the_plain_one(lexicon: Lexicon) -> None:
    assert "孩子" in [one.text for one in lexicon.translate("children", "en", 3)]


def test_words_that_make_one_chinese_word_are_joined(lexicon: Lexicon) -> None:
    (segment,) = lexicon.translate_text("chest pain", "en")
    assert ("胸痛",) in [one.terms for one in segment.translations]
    assert sum(one.weight for one in segment.translations) == pytest.approx(1, abs=0.01)


def test_a_phrase_hands_over_its_words(lexicon: Lexicon) -> None:
    phrase, word = lexicon.translate_text("Panic buying of masks", "en")
    assert [one.text for one in phrase.translations] == ["哄抢"]
    assert [(one.surface, one.start, one.end) for one in phrase.words] == [
        ("Panic", 0, 5),
        ("buying", 6, 12),
    ]
    assert "恐慌" in [one.text for one in phrase.words[0].translations]
    assert (phrase.apart, word.words, word.apart) == (0.4, (), 0.0)
    # What people decided leaves less to its words.
    own = lexicon.with_glossary([("恐慌性购买", "panic buying")])
    assert own.translate_text("panic buying", "en")[0].apart == 0.15


def test_a_name_is_known_without_its_description(lexicon: Lexicon) -> None:
    assert [one.text for one in lexicon.translate("谷歌", "zh")] == ["Google"]
    assert [one.text for one in lexicon.translate("Google", "en", 1)] == ["谷歌"]


def test_words_english_keeps_are_no_stop_words_in_chinese(lexicon: Lexicon) -> None:
    for word, english in (("包括", "include"), ("两", "two"), ("根据", "based"), ("需要", "need")):
        assert word in [one.text for one in lexicon.translate(english, "en", 64)]
        assert chinese_terms(word) == (word,)


def test_a_name_in_pinyin_finds_its_words(lexicon: Lexicon) -> None:
    assert [one.text for one in lexicon.translate("Minzu", "en", 2)] == ["民族"]
    assert "理工" in [one.text for one in lexicon.translate("Ligong", "en")]
    # An English word is not read as one: 门, 们 …
    assert not {"们", "曼"} & {one.text for one in lexicon.translate("men", "en", 64)}


def test_an_unknown_word_is_read_as_two_written_together(lexicon: Lexicon) -> None:
    (segment,) = lexicon.translate_text("Healthcare", "en")
    assert segment.translations == ()
    assert [(one.surface, one.start, one.end) for one in segment.words] == [
        ("Health", 0, 6),
        ("care", 6, 10),
    ]
    assert "健康" in [one.text for one in segment.words[0].translations]
    assert [one.words for one in lexicon.translate_text("zoonotic", "en")] == [()]
