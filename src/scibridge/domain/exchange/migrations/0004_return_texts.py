"""The texts to return an entry with that every platform begins with; administrators change them as they like."""

import json

from django.db import migrations

# reason, name (en, zh), text (en, zh)
TEXTS = [
    (
        "incomplete",
        ("Something is missing", "内容不全"),
        (
            "Thank you for your entry. A reader who might answer it would still need to know:\n\n"
            "– who is affected, how often, and what it costs today;\n"
            "– what you have tried so far, and why it fell short.\n\n"
            "Please add this and submit it again. Nothing you wrote is lost.",
            "感谢您提交的内容。为便于对方判断能否回应，还请补充：\n\n"
            "——涉及哪些人、发生频率以及目前的代价；\n"
            "——已经尝试过的办法，以及为什么不够。\n\n"
            "补充后请再次提交，已填写的内容都会保留。",
        ),
    ),
    (
        "unclear",
        ("Hard to understand from outside", "外行不易看懂"),
        (
            "An expert from another country or field could not tell yet what exactly is wanted or offered. Please "
            "write out abbreviations, name the thing itself rather than a product or a project, and say in one "
            "sentence what should be possible that is not possible today.",
            "来自其他国家或领域的专家目前还难以看出具体需要什么或能提供什么。请写出缩写的全称，"
            "直接说明事物本身而不是产品名或项目名，并用一句话写明：希望做到哪些今天做不到的事。",
        ),
    ),
    (
        "not_measurable",
        ("Needs figures", "缺少可衡量的指标"),
        (
            "Please turn at least one of your wishes into a condition that can be measured: what is measured, the "
            "value, and the unit (for example “energy density at least 400 Wh/kg” or “result within 20 minutes”). "
            "Without it, answers can only be compared by their words.",
            "请至少将一项要求写成可以衡量的指标：测什么、数值多少、用什么单位"
            "（例如“能量密度不低于 400 Wh/kg”“20 分钟内出结果”）。没有指标，就只能按文字比较各项结果。",
        ),
    ),
    (
        "duplicate",
        ("Is there already", "内容重复"),
        (
            "There is already an entry that says much the same:\n\n[address of the entry]\n\n"
            "If yours differs, please say in the first sentence how. If it does not, you can follow the existing one "
            "and withdraw this.",
            "平台上已有内容相近的条目：\n\n[条目网址]\n\n"
            "如果您的条目与之不同，请在第一句话中说明区别；如果相同，可以关注已有条目，并撤回本条。",
        ),
    ),
    (
        "confidential_in_public",
        ("Confidential or personal details in public", "公开文字含保密或个人信息"),
        (
            "The public text holds details that should not be read by everyone (such as a telephone number, a mail "
            "address, a person's name or the name of a customer). Please remove them, or move what partners need to "
            "know into “Confidential details”, which only you and those you clear after an NDA can read. Readers "
            "can write to you through the platform without knowing your address.",
            "公开文字中含有不宜所有人看到的信息（如电话、邮箱、个人姓名或客户名称）。请删去，"
            "或将合作方需要了解的部分移到“保密内容”，该部分只有您和签署保密协议后经您授权的人可以阅读。"
            "读者无需知道您的联系方式，也能通过平台给您写信。",
        ),
    ),
    (
        "discriminatory",
        ("A restriction without a reason", "限制缺少理由"),
        (
            "You exclude countries or organisations. That is possible where the law, a licence or the funding "
            "demands it, and only with the reason stated for everyone to read. Please state the reason or lift the "
            "restriction.",
            "您限定或排除了部分国家或机构。只有法律、许可或经费来源确有要求，"
            "并写明可供所有人阅读的理由时，才可以这样做。请写明理由，或取消限制。",
        ),
    ),
    (
        "advertising",
        ("Reads like an advertisement", "近似广告"),
        (
            "The text praises more than it says. Please state what the result does, measured by whom and compared "
            "with what, and leave out superlatives, prices and calls to buy.",
            "文字宣传多于说明。请写明成果能做什么、由谁测得、与什么相比，"
            "并删去“领先”“最佳”等形容、价格和推销用语。",
        ),
    ),
    (
        "unlawful",
        ("May not be published here", "不得在此发布"),
        (
            "As it stands this cannot be published: it concerns goods or knowledge whose export is controlled or "
            "prohibited, or breaks another law. If you believe this is a mistake, please tell us which rule permits "
            "it.",
            "该内容目前不能发布：涉及管制或禁止出口的物项或技术，或违反其他法律。"
            "如您认为判断有误，请说明依据哪项规定可以发布。",
        ),
    ),
    (
        "other",
        ("A few words of your own", "自行填写"),
        (
            "Thank you for your entry. Before it can be published, please change the following:\n\n– ",
            "感谢您提交的内容。发布前请修改以下几处：\n\n——",
        ),
    ),
]


def _pair(words):
    return json.dumps({"en": words[0], "zh-hans": words[1]}, ensure_ascii=False)


def write(apps, schema_editor):
    template = apps.get_model("exchange", "ReturnTemplate")
    template.objects.bulk_create(
        template(reason=reason, name=_pair(name), text=_pair(text), position=10 * place)
        for place, (reason, name, text) in enumerate(TEXTS, start=1)
    )


class Migration(migrations.Migration):

    dependencies = [
        ("exchange", "0003_moderation"),
    ]

    operations = [
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
