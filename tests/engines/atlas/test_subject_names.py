"""Chinese names of subjects: one for every domain, field and subfield that the data knows."""

import csv
import gzip
import json
from importlib.resources import files
from pathlib import Path

from scibridge.engines.atlas.subject_names import chinese_subject

LINES = [
    line.split("\t")
    for line in files("scibridge.engines.atlas").joinpath("subject_names.tsv").read_text().splitlines()
    if not line.startswith("#")
]


def test_every_line_is_a_name_and_its_translation_once() -> None:
    assert {len(line) for line in LINES} == {2}
    english = [name.casefold() for name, _ in LINES]
    assert len(english) == len(set(english))
    for name, chinese in LINES:
        assert name.isascii()
        assert name == " ".join(name.split())
        assert all("\u4e00" <= one <= "\u9fff" or one in "、与（）" for one in chinese), chinese


def test_older_and_newer_spellings_are_one() -> None:
    assert chinese_subject("Earth & Planetary Sciences") == "地球与行星科学"
    assert chinese_subject("Earth and  planetary sciences") == "地球与行星科学"
    assert chinese_subject("Dentistry") == "牙医学"
    assert chinese_subject("Geological and Geochemical Analysis") == ""


def test_every_subject_of_openalex_has_one(real_data: Path) -> None:
    data = real_data / "openalex"
    names = set()
    with (data / "topics" / "openalex_topics_4516.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names |= {row["domain"], row["field"], row["subfield"]}
    for part in data.glob("data/topics/*/*.gz"):
        with gzip.open(part) as lines:
            for line in lines:
                topic = json.loads(line)
                names |= {topic[depth]["display_name"] for depth in ("domain", "field", "subfield")}
    names.discard("")
    assert len(names) > 300
    assert sorted(name for name in names if not chinese_subject(name)) == []
