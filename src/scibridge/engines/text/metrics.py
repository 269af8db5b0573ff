"""What a figure measures: the noun phrase beside it, where it is plain which one that is.

Owns a cautious guess; an empty answer is better than a wrong one.
"""

import re

# What stands between a noun and its figure: "strength must be at least", "flow is kept at about".
_LINK_WORDS = (
    "of is are was were be been being by to reach reaches reached reaching remain remains remained must should shall can has "
    "have had having may will would could might with a an the stay stays kept held within equals equal lie lies lay at in on "
    "amount amounts amounted total totals totalled average averages averaged stand stands stood come comes came run runs ran "
    "ranges ranging rise rises rose fall falls fell drop drops dropped go goes get gets become becomes set rated "
    "specified designed required expected allowed permitted found measured reported recorded estimated calculated tested "
    "not never only just still now already also always usually typically normally currently about around approximately need "
    "needs needed ought from between around roughly some"
)
_LINKS_EN = frozenset(_LINK_WORDS.split())
_LINK_SIGNS = frozenset(":=(,")
# "a value of": words that stand for the figure, not for what is measured, where nothing but an article goes before.
_EMPTY_NOUNS = frozenset("value values figure figures level total average mean order maximum minimum".split())
_DETERMINERS = frozenset("the a an its our their his her your this that these those each every any all".split())
_PREPOSITIONS = frozenset(
    "of in at from on for to with by under after during per across through within along inside near against into without "
    "between over".split()
)
_PARTICIPLES = frozenset(
    "measured tested found determined observed obtained recorded taken averaged calculated expressed given seen".split()
)
_STOP_WORDS = (
    "a an the and or but with without for from to in on at by of as is are was were be been than that "
    "which who whose when while after before between under over above below into through per its "
    "their our this these those it they we has have had can could must should shall may might will "
    "would not no need needs needed require requires required offer offers deliver delivers achieve "
    "achieves achieved achieving provide provides reach reaches show shows showed shown using "
    "keep keeps maintain maintains have having giving gives exceed exceeds exceeded reduce reduces "
    "reduced reducing increase increases increased increasing improve improves cut cutting lower "
    "raise raises operate operates operating stored heated cooled measured about least most more less "
    "up"
)
_STOPS_EN = frozenset(_STOP_WORDS.split())
# The first of the stop words: what no noun phrase goes over, unlike "operating" or "stored".
_FUNCTION_WORDS = frozenset(_STOP_WORDS.split()[: _STOP_WORDS.split().index("need")])
_STRONG_LINKS = frozenset(
    "of is are was were be reach reaches reached by has have lie lies amount amounts amounted total totals totalled average "
    "averages averaged stand stands stood come comes rise rises rose fall falls fell drop drops dropped remain remains stay "
    "stays must shall should : =".split()
)
_HEADS = (
    "density|capacity|efficiency|life|lifetime|strength|temperature|pressure|rate|purity|accuracy|yield|voltage|current"
    "|conductivity|thickness|diameter|size|weight|length|width|height|depth|power|energy|cost|price|concentration|content|resolution"
    "|sensitivity|specificity|recall|precision|range|speed|throughput|latency|loss|retention|stability|duration|time|volume|area"
    "|output|consumption|emissions?|reduction|increase|humidity|resistance|hardness|modulus|coverage|dose|frequency|bandwidth|age"
)
_HEAD = re.compile(rf"(?:{_HEADS})", re.IGNORECASE)
_OF_EN = re.compile(r"\sof\s(?:the\s|its\s)?((?:[a-z][a-z\-]+\s)?[a-z][a-z\-]{2,})(?=\s?(?:[.,;)]|$|\b(?:at|in|on|per|for|and|after)\b))")
_AFTER_EN = re.compile(rf"\s((?:[a-z][a-z\-]+\s){{0,2}}?(?:{_HEADS})(?:\s(?:{_HEADS})\b)?)\b", re.IGNORECASE)
_TOKENS_EN = re.compile(r"[A-Za-z][A-Za-z'’\-]*|[^\sA-Za-z]")
_IN_THE_RANGE = re.compile(r"\s(?:with)?in (?:the|a) range(?:\s(?:of|from|between))?\s*$", re.IGNORECASE)
_MOST_WORDS, _MOST_LINKS, _MOST_PHRASES = 4, 8, 3
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -"

_LINKS_ZH = re.compile(
    r"(?:[:：=（(]|(?:应|须|需|要求?|可|能|将|均|必须|应该|应当|已|可以|能够|仍|至少|一般|通常|保持|维持|控制|稳定|提高|提升|降低|减少|增加|下降|上升"
    r"|延长|缩短|达到?|为|是|在|到|至|有|仅|只|占|约占|不|均为|实测|测得|测定|长期|务必|不应|最终|已经|现|目前|平均))*\s*$"
)
_MEASURE_ZH = re.compile(
    "(?:[度率量力压值温数性能长宽高厚深比流频速距径功损耗价费差限龄]|[周工]期|保质期|货架期|生育期|潜伏期|交货期|时间|寿命|面积|体积|容积|周期|成本|时长)$"
)
# What ends in a verb is no noun: 形成3万吨以上的年产能.
_VERB_ZH = re.compile(
    r"(?:形成|按照?|依据|经得起|承受|采用|配备|配置|设置|建成|安装|覆盖|生产|处理|完成|产出|加工|容纳|种植|支持|满足|保存|存放|运行|工作|飞行|行驶"
    r"|贮存|加热|冷却|升温|搅拌|培养|反应|烧结|浸泡|干燥|保温|使用|受理|收到|发放|训练|测试|试用|开展|举办|参加|重|长|宽|高|厚|深)$"
)
_PER_ZH = re.compile(r"每[\u3400-\u9fff]{1,4}$")
_CUTS_ZH = re.compile(
    r"[^\u3400-\u9fff（）()A-Za-z0-9\-]|(?<!目)的|且|(?<!合)并|(?<!普)及|(?<![饱中柔缓])和|(?<!参)与|或|使(?!用)|让|将|把|(?<!存)在|(?<![相针])对(?![比称流角])|于|要求|需要|提供|具有|拥有|实现|寻求|希望|开发|每|其|而|从|由|以|了|但|即|其中|结果显示|结果表明|研究表明|笔者|一个|分别|平均为|下贮存"
)
_HAN = re.compile("[\u3400-\u9fff]")
# What may stand between the last Chinese character and the figure.
_BETWEEN_ZH = " \t\n\r\f\v:：=（()）" + _LETTERS.strip(" -")
_LONGEST_PIECE, _LONGEST_LINKS = 60, 40
_NOT_METRICS = "时 后 前 中 内 下 上 约 超过 经过 大约 条件 情况 温度下 条件下 目前 现有 共 总共 近"
_NOT_METRIC_ZH = frozenset(_NOT_METRICS.split())

_COUNTED_EN = re.compile(
    r"\s((?:[a-z][a-z\-]+\s){0,2}?(?:patients|people|persons|participants|subjects|individuals|adults|children|women|men|infants"
    r"|samples|cases|households|hospitals|countries|cities|farms|sites|species|genes|proteins|sequences|images|documents|records"
    r"|users|vehicles|animals|mice|rats|farmers|students|workers|beds|devices|sensors|units|cells|copies|genomes|publications|papers"
    r"|articles|companies|villages|schools|engineers|researchers|scientists|institutions|partners|beneficiaries|seats|trials|studies|layers|channels|parameters|tokens|jobs|homes|trees))\b"
)
# What has a plural: no more than 20 pages, 14 operating theatres.
_PLURAL_EN = re.compile(
    r"\s((?:[a-z][a-z\-]+\s){0,2}?(?!(?:was|does|has|goes|shows|uses|means|makes|gives|takes|needs|says|runs|comes|meets"
    r"|contains|includes|remains|applies|requires|states|times|yes|towards|besides|perhaps|always|sometimes|afterwards)\b)"
    r"[a-z][a-z\-]+(?<![suia])s)(?![A-Za-z\-])"
)
_COUNTED_ZH = re.compile(
    r"\s?(?:余|多)?(?:(?P<people>人次|人(?![类工均才民口机])|农?户(?![籍外型])|村)|(?:名|例|位|家|户|台|套|件|株|篇|辆|座|所|头|个(?![百半])|张"
    r"|项|艘|架|条|份|组|栋|间|幅|册|页|枚|颗|根|只|部|款|门|支|批|把|袋|箱|瓶|桶|罐|盒|捆|卷|片|块|扇|盏|副|口|眼|处|棵|羽|趟)(?P<noun>[\u3400-\u9fff]{1,8})?)"
)
_CHANGE_ZH = "提高|提升|增加|增长|增产|增收|上升|上涨|上调|升高|回升|降低|下降|减少|下调|缩短|延长|节约|节省|节能|压缩|扩大|缩小|削减|改善|提前|推迟"
_BOUND_ZH = "约|近|超过?|至少|不少于|不低于|不超过|最多|以上|整整|将近|幅度|可|了"
_CHANGED_ZH = re.compile(
    rf"(?:(?:{_CHANGE_ZH})|比[^，。；,;]{{1,14}}[轻重长短高低多少快慢大小宽窄厚薄])(?:{_BOUND_ZH})*$"
)
# 11 kg lighter than the old one.
_COMPARED_EN = re.compile(r"\s(?:[a-z]{3,10}er|more|less)\s(?:[a-z]+\s){0,2}than\b", re.IGNORECASE)
_CHANGE_EN = (
    r"(?:improv|increas|reduc|decreas|rais|lower|shorten|lengthen|extend|declin|boost|shrink|grow|gain|cut|rise|rose|fall|fell|drop"
    r"|sav|grew|shrank|went|up|down|warm|cool|heat|chill|slow|speed|widen|deepen|thicken|stretch|differ|var|exceed|miss)[a-z]*"
)
_CHANGED_EN = re.compile(
    rf"\b{_CHANGE_EN}\s(?:[^,;.:]{{0,40}}\s)?by(?:\s(?:at|least|most|about|around|nearly|over|up|to|more|less|than|roughly|some|a))*$"
    r"|\b(?:increase|reduction|decrease|drop|gain|rise|saving|savings|improvement|decline|fall|growth)\sof$",
    re.IGNORECASE,
)
_POINTS = re.compile(r"percentage point|百分点", re.IGNORECASE)
_CHANGES = re.compile(
    r"reduc|increas|improv|saving|gain|decreas|decline|drop|growth|shrink|\bcut|减|降|增|提高|提升|节|缩短|延长|改善|幅", re.IGNORECASE
)
_COUNT_NOUNS_ZH = re.compile(
    r"(?:住院|老年|成年|女性|男性|确诊|重症)?(?:患者|病例|病人|志愿者|受试者|儿童|老人|学生|员工|农户|家庭|医院|企业|公司|国家|城市|样本|样品|传感器|设备"
    r"|机组|论文|文献|车辆|村|学校|床位|用户|基因|物种|参数|岗位|站点|充电桩|工人|农民|婴儿|产妇|妇女)"
)


# What is counted says less than the words before it: 受益人口2.3亿人.
GENERAL_COUNTERS = frozenset({"人", "人次", "户", "村", "people", "persons", "units", "cases"})


def metric_of(before: str, after: str) -> str:
    """The measured quantity as written before the figure, or after it; empty where it is not plain."""
    chinese = _before_zh(before)
    if chinese:
        return chinese
    english = _before_en(before)
    substance = _OF_EN.match(after)
    if substance is not None and not _HEAD.search(english[-12:]):
        return substance[1]
    return english or _after_en(after)


def _before_zh(before: str) -> str:
    stripped = _PER_ZH.sub("", before.rstrip())
    if not _HAN.match(stripped.rstrip(_BETWEEN_ZH)[-1:]):
        return ""
    links = _LINKS_ZH.search(stripped, max(0, len(stripped) - _LONGEST_LINKS))
    core = stripped[: links.start()] if links is not None else stripped
    piece = (
        _CUTS_ZH.split(core[-_LONGEST_PIECE:])[-1]
        .strip("（）()- ")
        .removeprefix("中")
        .removesuffix("均")
        .removesuffix("分别")
    )
    if not 2 <= len(piece) <= 12 or piece in _NOT_METRIC_ZH or not _HAN.search(piece):
        return ""
    return "" if piece[-1] in "时后前中内下上了" or _VERB_ZH.search(piece) else piece


def _before_en(before: str) -> str:
    words = _TOKENS_EN.findall(_IN_THE_RANGE.sub("", before))
    place = len(words)
    linked = False
    while place and len(words) - place < _MOST_LINKS:
        word = words[place - 1].lower()
        is_empty = word in _EMPTY_NOUNS and place > 1 and words[place - 2].lower() in _DETERMINERS
        if not (is_empty or word in _LINKS_EN or word in _LINK_SIGNS):
            break
        if word == "," and linked:
            return ""  # the end of a clause put in: what is before it is not what the verb says something of
        linked = linked or word in _STRONG_LINKS
        place -= 1
    begin = _noun_phrase(words, place)
    phrase = words[begin:place]
    is_measure = bool(phrase) and _HEAD.fullmatch(phrase[-1]) is not None
    if not (linked or is_measure):
        return ""
    attributed = place < len(words) and words[place].lower() == "of"
    if phrase and not (is_measure and attributed):
        begin = _whole_phrase(words, begin)
    found = " ".join(words[begin:place]).lstrip("-")
    return found if len(found) > 2 else ""


def _noun_phrase(words: list[str], end: int) -> int:
    """Where the words begin that end there and are no stop words: at most four."""
    begin = end
    while begin and end - begin < _MOST_WORDS:
        word = words[begin - 1]
        if not word[0].isalpha() or word.lower() in _STOPS_EN:
            break
        begin -= 1
    return begin


def _whole_phrase(words: list[str], begin: int) -> int:
    """Where the phrase begins of which the words from ``begin`` on are the end: voltage at the end of the feeder."""
    for _ in range(_MOST_PHRASES):
        place = begin
        while place and words[place - 1].lower() in _DETERMINERS:
            place -= 1
        if not place or words[place - 1].lower() not in _PREPOSITIONS:
            break
        place -= 1
        if place and words[place - 1].lower() in _PARTICIPLES:
            place -= 1
        head = _noun_phrase(words, place)
        if head == place:
            break
        begin = head
    return begin


def _after_en(after: str) -> str:
    match = _AFTER_EN.match(after)
    if match is None or any(word in _STOPS_EN for word in match[1].lower().split()):
        return ""
    return match[1]


def counted(plain: str, place: int) -> tuple[str, int] | None:
    """The counted noun right after a bare figure ("" where Chinese has said it before) and where it ends."""
    for pattern in (_COUNTED_EN, _PLURAL_EN):
        match = pattern.match(plain, place)
        if match is not None and _FUNCTION_WORDS.isdisjoint(match[1].split()):
            return match[1], match.end()
    match = _COUNTED_ZH.match(plain, place)
    if match is None:
        return None
    if match["people"]:
        return match["people"], match.end()
    noun = _COUNT_NOUNS_ZH.match(match["noun"] or "")
    if noun is not None:
        return noun.group(), match.start("noun") + noun.end()
    noun_at = match.start("noun") if match["noun"] else match.end()
    written = _CUTS_ZH.split(match["noun"] or "")[0]
    return written, noun_at + len(written)


def is_change(before: str, figure: str, after: str) -> bool:
    """Whether a figure says by how much something changed, not where it stands: reduced by 20 %, 提高了6个百分点."""
    if _POINTS.search(figure) or _COMPARED_EN.match(after):
        return True
    near = before.rstrip()
    return (_CHANGED_ZH if near[-1:] >= "\u3400" else _CHANGED_EN).search(near) is not None


def measures_change(metric: str) -> bool:
    """Whether a metric is itself a change: yield increase, 降幅."""
    return _CHANGES.search(metric) is not None


def names_measure(metric: str) -> bool:
    """Whether a name ends in a measure (tensile strength, 含水率), not in a thing (motor, 电机)."""
    return _MEASURE_ZH.search(metric) is not None or re.search(rf"(?:{_HEADS})$", metric, re.IGNORECASE) is not None
