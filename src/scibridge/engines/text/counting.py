"""What a figure without a unit counts: 300 patients, 14 operating theatres, 860张, 不少于6名注册工程师."""

import re
from typing import Final

from scibridge.engines.text.metrics import CUTS_ZH
from scibridge.engines.text.word_lists import either, listed

# What is counted says less than the words before it: 受益人口2.3亿人.
GENERAL_COUNTERS: Final = frozenset({"", "人", "人次", "户", "村", "people", "persons", "units", "cases"})
_LEADING: Final = r"\s((?:[a-z][a-z\-]+\s){0,2}?"
_COUNTED_EN: Final = re.compile(rf"{_LEADING}(?:{either('counted')}))\b")
# What has a plural: no more than 20 pages.
_PLURAL_EN: Final = re.compile(
    rf"{_LEADING}(?!(?:{either('no_plurals')})\b)[a-z][a-z\-]+(?<![suia])s)(?![A-Za-z\-])"
)
_COUNTERS_ZH: Final = (
    "名例位家户台套件株篇辆座所头张项艘架条份组栋间幅册页枚颗根只部款门支批把袋箱瓶桶罐盒列"
    "捆卷片块扇盏副口眼处棵羽趟"
)
_COUNTED_ZH: Final = re.compile(
    r"\s?(?:余|多)?(?:(?P<people>人次|人(?![类工均才民口机])|农?户(?![籍外型])|村)"
    rf"|(?:[{_COUNTERS_ZH}]|个(?![百半])|包(?![括含邮装]))(?P<noun>[\u3400-\u9fff]{{1,8}})?)"
)
_NOUNS_ZH: Final = re.compile(
    r"(?:住院|老年|成年|女性|男性|确诊|重症)?(?:患者|病例|病人|志愿者|受试者|儿童|老人|学生|员工|农户|家庭|医院|企业"
    r"|公司|国家|城市|样本|样品|传感器|设备|机组|论文|文献|车辆|村|学校|床位|用户|基因|物种|参数|岗位|站点|充电桩|工人"
    r"|农民|婴儿|产妇|妇女)"
)


def counted(plain: str, place: int) -> tuple[str, int] | None:
    """The noun after a bare figure ("" where Chinese has said it before) and where it ends, or ``None``."""
    for pattern in (_COUNTED_EN, _PLURAL_EN):
        match = pattern.match(plain, place)
        if match is not None and listed("function_words").isdisjoint(match[1].split()):
            return match[1], match.end()
    match = _COUNTED_ZH.match(plain, place)
    if match is None:
        return None
    if match["people"]:
        return match["people"], match.end()
    begin, written = (match.start("noun"), match["noun"]) if match["noun"] else (match.end(), "")
    noun = _NOUNS_ZH.match(written)
    name = noun.group() if noun is not None else CUTS_ZH.split(written)[0]
    return name, begin + len(name)
