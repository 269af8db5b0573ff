"""Every detector of the walk finds the fault it is for, planted into a page that is otherwise sound."""

import pytest
from tests.walk import structure, words
from tests.walk.document import Document

SOUND = {
    "en": """<!doctype html><html lang="en"><head><title>Cells – SciBridge</title>
<meta name="description" content="What cells can do."></head><body>
<nav aria-label="Sections"><a href="/en/needs/">Needs</a></nav>
<main><h1>Cells</h1><p>Published on Nov. 25, 2026, 1,250 times read. <span lang="zh-Hans">固态电池</span></p>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<label for="a">Name</label><input id="a" name="a"><button>Save</button></form>
<table><thead><tr><th scope="col">Year</th></tr></thead><tbody><tr><td>2024</td></tr></tbody></table>
<ul><li>One</li></ul><h2>More</h2></main></body></html>""",
    "zh-hans": """<!doctype html><html lang="zh-Hans"><head><title>电池 – 科桥</title>
<meta name="description" content="电池能做什么。"></head><body><main><h1>电池</h1>
<p>发布于 2026年11月25日，能量密度不低于 400 Wh/kg（约 0.4 kWh/kg）。</p>
<p><b>合计</b>：<a href="/zh-hans/">3 条</a></p>
<p lang="en">A pouch cell.</p></main></body></html>""",
}


def faults(language: str, html: str, names: tuple[str, ...] = (), asked: tuple[str, ...] = ()) -> list[str]:
    document = Document(html)
    return [
        *structure.faults(document),
        *words.faults(words.Reading(document, language, names, asked)),
    ]


@pytest.mark.parametrize("language", SOUND)
def test_a_sound_page_has_no_fault(language: str) -> None:
    assert faults(language, SOUND[language]) == []


STRUCTURE = [
    ("nesting", "<ul><li>One</li></ul>", "<p><ul><li>One</li></ul></p>"),
    ("nesting", "<ul><li>One</li></ul>", "<div><section></div>"),
    ("nesting", "<ul><li>One</li></ul>", '<a href="/en/"><button>Both</button></a>'),
    ("nesting", "<h2>More</h2>", '<h2 class="a" class="b">More</h2>'),
    ("frame", "<title>Cells – SciBridge</title>", ""),
    ("frame", "Cells – SciBridge", " – SciBridge"),
    ("frame", "<h1>Cells</h1>", ""),
    ("frame", "<h1>Cells</h1>", "<h1>Cells</h1><h1>More</h1>"),
    ("frame", "<h1>Cells</h1>", "<h1> </h1>"),
    ("frame", 'name="description" content="What cells can do."', 'name="description" content=" "'),
    ("headings", "<h2>More</h2>", "<h3>More</h3>"),
    ("headings", "<h2>More</h2>", "<h2></h2>"),
    ("ids", "<h2>More</h2>", '<h2 id="a">More</h2>'),
    ("ids", "<h2>More</h2>", '<h2 aria-describedby="gone">More</h2>'),
    ("ids", "<h2>More</h2>", '<a href="#gone">More</a>'),
    ("ids", "<h2>More</h2>", '<button hx-target="#gone">More</button>'),
    ("labels", '<label for="a">Name</label>', ""),
    ("labels", '<label for="a">Name</label>', '<label for="a"></label>'),
    ("labels", '<input id="a" name="a">', '<input id="a"><fieldset><p>No legend</p></fieldset>'),
    ("names", '<a href="/en/needs/">Needs</a>', '<a href="/en/needs/"></a>'),
    ("names", "<h2>More</h2>", "<button><svg aria-hidden='true'></svg></button>"),
    ("names", "<h2>More</h2>", '<img src="/a.png">'),
    ("names", "<h2>More</h2>", "<svg></svg>"),
    ("names", "<h2>More</h2>", '<nav aria-label="Sections"><a href="/en/">Other</a></nav>'),
    ("links", '<a href="/en/needs/">', '<a href="#">'),
    ("links", '<a href="/en/needs/">', '<a href="/en/" target="_blank">'),
    ("tables", '<th scope="col">Year</th>', "<td>Year</td>"),
    ("tables", '<th scope="col">', "<th>"),
    ("tables", "<td>2024</td>", "<td>2024</td><td>2025</td>"),
    ("lists", "<li>One</li>", "<p>One</p>"),
    ("lists", "<li>One</li>", ""),
    ("lists", "<li>One</li>", "One"),
    ("lists", "<li>One</li>", "<li></li>"),
    ("lists", "<ul><li>One</li></ul>", "<dl><dt>One</dt><dd></dd></dl>"),
    ("language_tags", "<h2>More</h2>", '<h2 lang="zh-CN">More</h2>'),
    ("language_tags", "<h2>More</h2>", '<h2 lang="">More</h2>'),
    ("forms", '<input type="hidden" name="csrfmiddlewaretoken" value="x">', ""),
    ("forms", '<form method="post">', '<form method="get">'),
    ("forms", '<form method="post">', '<form method="post" action="https://example.org/">'),
    ("forms", "<button>Save</button>", '<button type="button">Save</button>'),
    ("inline", "<h2>More</h2>", '<h2 style="color: red">More</h2>'),
    ("inline", "<h2>More</h2>", '<h2 onclick="go()">More</h2>'),
    ("inline", "<h2>More</h2>", "<script>go()</script>"),
    ("plain", "<h2>More</h2>", '<div hx-get="/en/">More</div>'),
    ("plain", "<h2>More</h2>", '<button type="button">More</button>'),
    ("keyboard", "<h2>More</h2>", '<h2 tabindex="3">More</h2>'),
]


@pytest.mark.parametrize(("detector", "sound", "planted"), STRUCTURE)
def test_a_fault_of_building_is_found(detector: str, sound: str, planted: str) -> None:
    assert sound in SOUND["en"]
    found = faults("en", SOUND["en"].replace(sound, planted))
    assert {one.partition(":")[0] for one in found} >= {detector}


ENGLISH = [
    ("chinese_unmarked", "固态电池"),
    ("wrong_language", '<b lang="zh-Hans">Solid state cell</b>'),
    ("wrong_language", '<b lang="en">固态电池</b>'),
    ("codes", "after_nda"),
    ("codes", "<b>submitted</b>"),
    ("codes", "<b>None</b>"),
    ("codes", "{{ posting }}"),
    ("codes", "%(name)s waits"),
    ("codes", "AT&amp;amp;T"),
    ("codes", "['CN', 'DE']"),
    ("codes", "&lt;Need: object (1)&gt;"),
    ("punctuation", "Saved，and sent"),
    ("figures", "on 2026-11-25"),
    ("figures", "15000 people"),
    ("figures", "0.30000000000000004"),
]
CHINESE = [
    ("untranslated", "Needs"),
    ("untranslated", "All"),
    ("untranslated", "3 found"),
    ("untranslated", "Something never named"),
    ("untranslated", '<img src="/a.png" alt="Map of needs">'),
    ("untranslated", '<input type="submit" value="Save">'),
    ("wrong_language", '<b lang="zh-Hans">Solid state cell</b>'),
    ("codes", "<b>market</b>"),
    ("codes", "energy_security"),
    ("punctuation", "已保存, 已发送"),
    ("punctuation", "已保存."),
    ("punctuation", "电池(固态)"),
    ("punctuation", '“电池"'),
    ("punctuation", "固态 电池"),
    ("punctuation", "<b>固态</b> 电池"),
    ("punctuation", "名称： 电池"),
    ("punctuation", "共２０条"),
    ("punctuation", "已保存。。"),
    ("punctuation", "等等..."),
    ("punctuation", "使用API查询"),
    ("punctuation", "共20条"),
    ("punctuation", '<button title="电池(固态)">电池</button>'),
    ("figures", "Nov. 25, 2026"),
    ("figures", "2026-11-25"),
]


@pytest.mark.parametrize(
    ("language", "detector", "planted"),
    [("en", *one) for one in ENGLISH] + [("zh-hans", *one) for one in CHINESE],
)
def test_a_fault_of_words_is_found(language: str, detector: str, planted: str) -> None:
    found = faults(language, SOUND[language].replace("</h1>", f"</h1><p>{planted}</p>"))
    assert {one.partition(":")[0] for one in found} >= {detector}


@pytest.mark.parametrize(
    "harmless",
    [
        "通过 API 获取 JSON",
        "由 Lena Owner 发布",
        "编号 a1b2c3d4e5f6",
        "https://ror.org/03cve4549",
        "查找“solid cell”的结果",
        '<b lang="en">Solid-state cell</b>',
        '<b>合计</b>：<span class="tag">草稿</span> <span class="tag">需求</span>',
    ],
)
def test_what_is_the_same_in_every_language_is_no_fault(harmless: str) -> None:
    html = SOUND["zh-hans"].replace("</h1>", f"</h1><p>{harmless}</p>")
    assert faults("zh-hans", html, ("Lena Owner",), ("solid cell",)) == []


def test_a_title_may_repeat_words_that_stand_marked_on_the_page() -> None:
    html = SOUND["zh-hans"].replace("电池 – 科桥", "A pouch cell. – 科桥")
    assert faults("zh-hans", html) == []
    assert faults("zh-hans", html.replace('lang="en"', 'lang="zh-Hans"')) != []
