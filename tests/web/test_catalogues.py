"""The catalogues as an editor reads them: one word for one thing, Chinese punctuation, our words first."""

import importlib.util
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import trans_real
from tests.walk.words import odd

from scibridge.web.account.sign_in_words import SENTENCES

SOURCE = Path(settings.PACKAGE)
CATALOGUES = sorted(SOURCE.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))
# The command line reads its own catalogue alone.
ON_PAGES = [path for path in CATALOGUES if "cli" not in path.relative_to(SOURCE).parts]

# What an English word is called in Chinese; where it is used, one of these words stands.
GLOSSARY: dict[str, tuple[str, ...]] = {
    r"needs?(?= (?:is|are|was|that|may|found|you)\b)": ("需求", "需要"),
    r"the need\b|state a need|a need\b": ("需求",),
    r"must-haves?": ("硬性指标", "必须满足的指标"),
    r"readiness": ("成熟度",),
    r"organisations?": ("机构", "组织"),
    r"facilit(?:y|ies)": ("设施",),
    r"affiliations?": ("任职",),
    r"(?<!entity )identifiers?": ("标识符",),
    r"moderators?": ("审核",),
    r"representatives?": ("代表",),
    r"keywords?": ("关键词",),
    r"tokens?": ("令牌",),
    r"accounts?\b": ("账号", "注册用户"),
    r"passwords?": ("密码",),
    r"glossary": ("术语表",),
    r"licen[cs]e": ("许可",),
    r"challenge": ("挑战",),
    r"evidence": ("依据", "证明", "印证"),
    r"clearance": ("授权",),
    r"two-step sign-in": ("两步验证",),
}
# What the house does not write, with the word it writes instead.
NOT_WRITTEN = {
    "账户": "账号",
    "帐号": "账号",
    "帐户": "账号",
    "登入": "登录",
    "登出": "退出登录",
    "Email": "邮箱",
    "email": "邮箱",
    "电邮": "邮箱",
    "电子邮件地址": "邮箱",
    "双因素": "两步验证",
    "passkey": "通行密钥",
    "token": "令牌",
    "必备条件": "硬性指标",
    "必要条件": "硬性指标",
    "就绪度": "成熟度",
    "准备度": "成熟度",
    "报价": "成果",
    "提出成果": "发布成果",
    "撤下": "撤回",
    "档案属于": "条目",
    "已实现": "已达成",
    "其它": "其他",
    "缺省": "默认",
    "点击这里": "说明去处",
    "请输入一个": "请填写",
    "一个或多个": "至少一个",
    "进行进行": "",
    "的的": "",
    "被被": "",
}
# Words in which a forbidden one stands without being it.
SOUND = re.compile(r"Content-Type|ETag|expected_version|X-CSRFToken|Bearer|name@example\.org")


def messages(path: Path) -> Iterator[tuple[str, str]]:
    """(English, Chinese) of a catalogue."""
    with path.open("rb") as file:
        for message in read_po(file, locale="zh_Hans"):
            if message.id:
                english = message.id[0] if isinstance(message.id, tuple) else message.id
                chinese = message.string if isinstance(message.string, tuple) else (message.string,)
                for one in chinese:
                    yield str(english), str(one)


def editor_finds(english: str, chinese: str) -> list[str]:
    """What an editor would strike out."""
    text = SOUND.sub("", chinese)
    found = [
        f"{word} for {instead}"
        for word, instead in NOT_WRITTEN.items()
        if word in text and word not in english
    ]
    found += [
        f"{word!r} is none of {words}"
        for word, words in GLOSSARY.items()
        # The English of the sign-in package is not ours, nor are its words.
        if english not in SENTENCES
        and re.search(rf"\b(?:{word})", english, re.IGNORECASE)
        and not any(one in chinese for one in words)
    ]
    found += odd(re.sub(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", "\ufffc", chinese))
    if "你" in chinese:
        found.append("你 for 您")
    return found


@pytest.mark.parametrize(
    "path", ON_PAGES, ids=lambda path: str(path.relative_to(SOURCE).parent.parent.parent)
)
def test_the_chinese_is_of_one_piece(path: Path) -> None:
    found = {}
    for english, chinese in messages(path):
        if wrong := editor_finds(english, chinese):
            found[english] = (chinese, wrong)
    assert found == {}


@pytest.mark.parametrize(
    ("english", "chinese", "finding"),
    [
        ("Your account is closed.", "您的账户已关闭。", "账户"),
        ("Must-haves", "必备条件", "硬性指标"),
        ("Readiness now", "目前的就绪度", "成熟度"),
        ("Sign out", "登出", "登出"),
        ("You are sure.", "你已确定。", "您"),
        ("Saved.", "已保存.", "full stop"),
        ("Saved, and sent.", "已保存,并已发送。", "punctuation"),
        ("Organisations", "组 织", "space"),
    ],
)
def test_the_editor_sees(english: str, chinese: str, finding: str) -> None:
    assert any(finding in one for one in editor_finds(english, chinese))


def test_a_sentence_is_shown_in_our_words_whoever_else_knows_it() -> None:
    """A sentence that two catalogues know differently would be shown in one of the two ways by chance."""
    shown, lost = trans_real.translation("zh-hans"), []
    for path in ON_PAGES:
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if not message.id or isinstance(message.id, tuple):
                    continue
                got = (
                    shown.pgettext(message.context, message.id)
                    if message.context
                    else shown.gettext(message.id)
                )
                if got != message.string:
                    lost.append((message.id, message.string, got))
    assert lost == []


def test_our_english_is_for_sentences_of_the_sign_in_package_alone() -> None:
    with (SOURCE / "web/locale/en/LC_MESSAGES/django.po").open("rb") as file:
        ours = {message.id: message.string for message in read_po(file, locale="en") if message.id}
    assert set(ours) <= set(SENTENCES)
    said = [
        text
        for text in ours.values()
        if re.search(r"(?<!\()\b(?:email|login|log in|logged in|Please)\b", text)
    ]
    assert said == []
    assert trans_real.translation("en").gettext("Password Reset") == "Reset your password"


def test_words_within_f_strings_are_extracted() -> None:
    specification = importlib.util.spec_from_file_location(
        "messages", SOURCE.parent.parent / "tools/messages.py"
    )
    assert specification is not None
    assert specification.loader is not None
    messages = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(messages)
    source = """said = f"<b>{escape(_('Here:'))}</b>{one!r:>{width}}{' '.join([gettext('Inner')])}" """
    opened = messages._opened(source)
    found = messages.extract.extract("python", io.BytesIO(opened.encode()), keywords=messages.KEYWORDS)
    assert {message for _line, message, _comments, _context in found} == {"Here:", "Inner"}
