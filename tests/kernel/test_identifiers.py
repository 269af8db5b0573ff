"""External identifiers: what people paste is normalised; no checksum lets one changed character through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.errors import UnknownOption
from scibridge.kernel.identifiers import InvalidIdentifier, Scheme, is_valid, normalise

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ROR_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# GB 32100-2015, table of weights.
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def sixteen(body: str) -> str:
    """ISO/IEC 7064 MOD 11-2 by its definition: the weighted sum of all sixteen is 1 modulo 11."""
    known = sum(int(digit) * 2 ** (15 - place) for place, digit in enumerate(body))
    check = next(value for value in range(11) if (known + value) % 11 == 1)
    return body + ("X" if check == 10 else str(check))


def ror(body: str) -> str:
    number = sum(ROR_LETTERS.index(letter) * 32 ** (6 - place) for place, letter in enumerate(body))
    return f"{body}{98 - number * 100 % 97:02d}"


def lei(body: str) -> str:
    """ISO/IEC 7064 MOD 97-10 by its definition: the number with its check digits is 1 modulo 97."""
    return next(
        body + f"{check:02d}"
        for check in range(2, 99)
        if int("".join(str(int(one, 36)) for one in body + f"{check:02d}")) % 97 == 1
    )


def uscc(body: str) -> str:
    total = sum(USCC_LETTERS.index(one) * weight for one, weight in zip(body, USCC_WEIGHTS, strict=True))
    return next(body + one for one in USCC_LETTERS if (total + USCC_LETTERS.index(one)) % 31 == 0)


sixteens = st.text(DIGITS, min_size=15, max_size=15).map(sixteen)
rors = st.text(ROR_LETTERS, min_size=6, max_size=6).map(lambda tail: ror("0" + tail))
leis = st.text(DIGITS + LETTERS, min_size=18, max_size=18).map(lei)
usccs = st.builds(
    lambda kind, region, rest: uscc(kind + region + rest),
    st.sampled_from(["91", "12", "52", "11", "N1", "Y1"]),
    st.text(DIGITS, min_size=6, max_size=6),
    st.text(USCC_LETTERS, min_size=9, max_size=9),
)


def changed(draw: st.DrawFn, text: str, alphabets: tuple[str, ...]) -> str:
    """``text`` with exactly one character replaced by another of the same alphabet."""
    place = draw(st.integers(0, len(text) - 1))
    old = text[place]
    alphabet = next(one for one in alphabets if old in one)
    new = draw(st.sampled_from([one for one in alphabet if one != old]))
    return text[:place] + new + text[place + 1 :]


@given(st.data())
def test_no_changed_digit_of_an_orcid_or_isni_passes(data: st.DataObject) -> None:
    good = data.draw(sixteens)
    bad = changed(data.draw, good, (DIGITS + "X",))
    assert normalise(Scheme.ISNI, good) == good
    assert normalise(Scheme.ORCID, good).replace("-", "") == good
    assert not is_valid(Scheme.ISNI, bad)
    assert not is_valid(Scheme.ORCID, bad)


@given(st.data())
def test_no_changed_character_of_a_ror_passes(data: st.DataObject) -> None:
    good = data.draw(rors)
    assert normalise(Scheme.ROR, good) == f"https://ror.org/{good}"
    assert not is_valid(Scheme.ROR, changed(data.draw, good[:7], (ROR_LETTERS,)) + good[7:])
    assert not is_valid(Scheme.ROR, good[:7] + changed(data.draw, good[7:], (DIGITS,)))


@given(st.data())
def test_no_changed_character_of_an_lei_passes(data: st.DataObject) -> None:
    good = data.draw(leis)
    assert normalise(Scheme.LEI, good.lower()) == good
    assert not is_valid(Scheme.LEI, changed(data.draw, good, (DIGITS, LETTERS)))


@given(st.data())
def test_no_changed_character_of_a_credit_code_passes(data: st.DataObject) -> None:
    good = data.draw(usccs)
    assert normalise(Scheme.USCC, good.lower()) == good
    bad = changed(data.draw, good, (USCC_LETTERS,))
    with pytest.raises(InvalidIdentifier):
        normalise(Scheme.USCC, bad)


@given(
    st.one_of(
        *(
            st.tuples(st.just(s), v)
            for s, v in (
                (Scheme.ORCID, sixteens),
                (Scheme.ISNI, sixteens),
                (Scheme.ROR, rors),
                (Scheme.LEI, leis),
                (Scheme.USCC, usccs),
            )
        )
    )
)
def test_normalising_twice_is_normalising_once(pair: tuple[Scheme, str]) -> None:
    scheme, value = pair
    once = normalise(scheme, f"  {value} ")
    assert normalise(scheme, once) == once


@given(st.sampled_from(list(Scheme)), st.text(max_size=60))
def test_any_text_is_taken_or_refused_and_nothing_else(scheme: Scheme, text: str) -> None:
    stored = normalise(scheme, text) if is_valid(scheme, text) else None
    assert stored is None or normalise(scheme, stored) == stored


@pytest.mark.parametrize(
    ("scheme", "pasted", "stored"),
    [
        (Scheme.ROR, "https://ror.org/05a28rw58", "https://ror.org/05a28rw58"),
        (Scheme.ROR, " ROR.org/05A28RW58 ", "https://ror.org/05a28rw58"),
        (Scheme.ORCID, "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        (Scheme.ORCID, "0000000218250097", "0000-0002-1825-0097"),
        (Scheme.ORCID, "0000‐0002‐1694‐233x", "0000-0002-1694-233X"),
        (Scheme.ISNI, "ISNI: 0000 0001 2103 2683", "0000000121032683"),
        (Scheme.LEI, "5493 001K JTII GC8Y 1R12", "5493001KJTIIGC8Y1R12"),
        (Scheme.USCC, "91350100-M000100Y43", "91350100M000100Y43"),
        (Scheme.WIKIDATA, "https://www.wikidata.org/wiki/q16955", "Q16955"),
        (Scheme.GRID, "https://www.grid.ac/institutes/grid.12527.33", "grid.12527.33"),
        (Scheme.FUNDREF, "https://doi.org/10.13039/501100001809", "501100001809"),
        (Scheme.OPENALEX, "https://openalex.org/authors/a5068555386", "A5068555386"),
        (Scheme.DOI, "DOI: 10.1038/NATURE12373", "10.1038/nature12373"),
    ],
)
def test_what_people_paste(scheme: Scheme, pasted: str, stored: str) -> None:
    assert normalise(scheme, pasted) == stored


@pytest.mark.parametrize(
    ("scheme", "value", "reason"),
    [
        (Scheme.ROR, "https://ror.org/05a28rw59", "checksum"),
        (Scheme.ROR, "https://example.org/05a28rw58", "form"),
        (Scheme.ROR, "05i28rw58", "form"),
        (Scheme.ORCID, "0000-0002-1825-0098", "checksum"),
        (Scheme.ORCID, "0000-0002-1825-009", "form"),
        (Scheme.ORCID, "", "form"),
        (Scheme.ORCID, "٠٠٠٠-٠٠٠٢-١٨٢٥-٠٠٩٧", "form"),
        (Scheme.WIKIDATA, "Q1٢", "form"),
        (Scheme.DOI, "10.١٠٣٨/x", "form"),
        (Scheme.LEI, "5493001KJTIIGC8Y1R13", "checksum"),
        (Scheme.USCC, "91350100M000100Y44", "checksum"),
        (Scheme.USCC, "91350100I000100Y43", "form"),
        (Scheme.WIKIDATA, "Q0", "form"),
        (Scheme.FUNDREF, "10", "form"),
        (Scheme.DOI, "11.1038/x", "form"),
        (Scheme.OPENALEX, "X123", "form"),
    ],
)
def test_what_is_refused(scheme: Scheme, value: str, reason: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        normalise(scheme, value)
    assert caught.value.data == {"scheme": scheme.value, "value": value, "reason": reason}


def test_an_unknown_scheme_lists_the_known_ones() -> None:
    with pytest.raises(UnknownOption) as caught:
        normalise("ringgold", "1")
    assert caught.value.data["choices"] == tuple(Scheme)
