"""Records of the corpus: the lake's own dataclasses, described from there."""

from pydantic import RootModel

from scibridge.api.v1.schemas.shared import Out
from scibridge.engines.lake.records import CorpusOrganisation, CorpusPerson, Work, WorkLine


class WorkOut(RootModel[Work]):
    """A bibliographic record; `author_count` counts all authors, `authors` holds those that were kept."""


class AuthorOut(Out):
    """An author of the corpus, and their newest works."""

    author: CorpusPerson
    works: list[WorkLine]


class InstitutionOut(Out):
    """An institution of the corpus, and the newest works of its people."""

    institution: CorpusOrganisation
    works: list[WorkLine]
