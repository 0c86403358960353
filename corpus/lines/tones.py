"""Vietnamese letters taken apart into base, hat and tone, and put together otherwise."""

from __future__ import annotations

import random
import unicodedata

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_HATS = {
    "a": ("", "\u0302", "\u0306"),
    "e": ("", "\u0302"),
    "i": ("",),
    "o": ("", "\u0302", "\u031b"),
    "u": ("", "\u031b"),
    "y": ("",),
}
_HAT_SHARE = 0.35


def is_vowel(letter: str) -> bool:
    """Tell whether a letter can bear a tone."""
    return unicodedata.normalize("NFD", letter)[:1].lower() in _HATS


def accented(base: str) -> tuple[str, ...]:
    """Return every letter that a plain vowel can become, itself included."""
    return tuple(
        unicodedata.normalize("NFC", base + hat + tone)
        for hat in _HATS[base.lower()]
        for tone in _TONES
    )


def with_wrong_tone(word: str, rng: random.Random) -> str:
    """Change the tone, or now and then the hat, of one vowel of a word."""
    places = [place for place, letter in enumerate(word) if is_vowel(letter)]
    if not places:
        return word
    place = rng.choice(places)
    return word[:place] + _changed(word[place], rng) + word[place + 1 :]


def _changed(letter: str, rng: random.Random) -> str:
    apart = unicodedata.normalize("NFD", letter)
    base, marks = apart[0], apart[1:]
    hats = _HATS[base.lower()]
    hat = next((mark for mark in marks if mark in hats), "")
    tone = next((mark for mark in marks if mark in _TONES), "")
    if len(hats) > 1 and rng.random() < _HAT_SHARE:
        hat = rng.choice(hats)
    else:
        tone = rng.choice(_TONES)
    return unicodedata.normalize("NFC", base + hat + tone)
