"""The spaCy pipeline: a Vietnamese tokenizer from underthesea, and matchers fed by rule tables.

Tokens are syllables, numbers, dates and marks. ``token.norm_`` is the folded form, so phrases
match without regard to diacritics and case (misprints and misread tones do not hide a cue), and
every token keeps its character offsets. ``doc.spans[table]`` holds the hits of each rule table, a
span's ``label_`` being the rule's id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab
from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize

from corpus.rules import Rule, load_rules
from models.domain.provenance import Span
from nlp.normalize import fold
from nlp.wording import fold_pattern

CUE_TABLES = ("comparators", "units", "masks", "periods", "zero", "changes")
"""The rule tables whose hits every sentence is searched for."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A hit of a rule: its table, the rule, its characters, the named groups of its pattern."""

    table: str
    rule: Rule
    span: Span
    groups: Mapping[str, str] = field(default_factory=dict)


class SyllableTokenizer:
    """Cuts text with underthesea's rules and gives spaCy the words and spaces, losing nothing."""

    def __init__(self, vocab: Vocab) -> None:
        """Keep the vocabulary that the documents share."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the document; ``doc.text == text`` always holds."""
        words: list[str] = []
        spaces: list[bool] = []
        for piece in re.findall(r"\s|\S+", text):
            if piece == " " and words and not spaces[-1] and words[-1] != "\n":
                spaces[-1] = True
            elif piece.isspace():
                words.append(piece)
                spaces.append(False)
            else:
                cut = _cut(piece)
                words.extend(cut)
                spaces.extend(False for _ in cut)
        return Doc(self.vocab, words=words, spaces=spaces)


def _cut(piece: str) -> list[str]:
    tokens = [token for token in tokenize(piece) if token]
    return tokens if "".join(tokens) == piece else [piece]


@Language.component("folded_norm")
def _folded_norm(doc: Doc) -> Doc:
    for token in doc:
        token.norm_ = fold(token.text)
    return doc


class CueFinder:
    """Component: finds the cues of the rule tables, longest first, tables apart.

    Phrases are matched on tokens, patterns on characters; ``doc._.cues`` keeps the exact
    characters, ``doc.spans[table]`` the tokens around them.
    """

    def __init__(self, nlp: Language, tables: Iterable[str]) -> None:
        """Compile the tables once."""
        self._tables = {name: load_rules(name).rules for name in tables}
        self._matchers = {name: self._phrase_matcher(nlp, name) for name in self._tables}
        self._patterns = {
            name: tuple(_compile(rule) for rule in rules if rule.patterns)
            for name, rules in self._tables.items()
        }

    def _phrase_matcher(self, nlp: Language, name: str) -> PhraseMatcher:
        matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        for rule in self._tables[name]:
            if rule.phrases:
                matcher.add(rule.id, [_folded_norm(nlp.make_doc(text)) for text in rule.phrases])
        return matcher

    def __call__(self, doc: Doc) -> Doc:
        """Fill ``doc._.cues`` and ``doc.spans`` table by table."""
        cues: list[Cue] = []
        for name in self._tables:
            found = _longest_first([*self._phrase_hits(doc, name), *self._pattern_hits(doc, name)])
            cues.extend(found)
            spans = (
                doc.char_span(
                    cue.span.start, cue.span.end, label=cue.rule.id, alignment_mode="expand"
                )
                for cue in found
            )
            doc.spans[name] = [span for span in spans if span is not None]
        doc._.cues = tuple(sorted(cues, key=lambda cue: (cue.span.start, cue.span.end)))
        return doc

    def _phrase_hits(self, doc: Doc, name: str) -> Iterable[Cue]:
        for hit in self._matchers[name](doc, as_spans=True):
            rule = load_rules(name).by_id(hit.label_)
            yield Cue(name, rule, Span(hit.start_char, hit.end_char))

    def _pattern_hits(self, doc: Doc, name: str) -> Iterable[Cue]:
        text = doc.text
        lowered, folded = text.lower(), fold(text)
        if len(lowered) != len(text):
            lowered = text
        for rule, patterns in self._patterns[name]:
            for pattern in patterns:
                for found in pattern.finditer(lowered if rule.diacritics else folded):
                    if found.group():
                        groups = {key: value for key, value in found.groupdict().items() if value}
                        yield Cue(name, rule, Span(*found.span()), groups)


def _compile(rule: Rule) -> tuple[Rule, tuple[re.Pattern[str], ...]]:
    raw = rule.patterns if rule.diacritics else tuple(map(fold_pattern, rule.patterns))
    return rule, tuple(re.compile(pattern) for pattern in raw)


def _longest_first(hits: list[Cue]) -> list[Cue]:
    """Keep the longest hits; of two that share a character only one stays."""
    taken: set[int] = set()
    kept: list[Cue] = []
    for hit in sorted(hits, key=lambda cue: (-len(cue.span), cue.span.start)):
        characters = range(hit.span.start, hit.span.end)
        if taken.isdisjoint(characters):
            taken.update(characters)
            kept.append(hit)
    return kept


@Language.factory("cue_finder", default_config={"tables": list(CUE_TABLES)})
def _make_cue_finder(nlp: Language, name: str, tables: list[str]) -> CueFinder:  # noqa: ARG001
    return CueFinder(nlp, tables)


@cache
def load_language() -> Language:
    """Build the pipeline; nothing is downloaded, no model is needed."""
    if not Doc.has_extension("cues"):
        Doc.set_extension("cues", default=())
    nlp = spacy.blank("xx")
    nlp.tokenizer = SyllableTokenizer(nlp.vocab)
    nlp.max_length = 20_000_000
    nlp.add_pipe("folded_norm")
    nlp.add_pipe("cue_finder")
    return nlp


def find_cues(text: str) -> tuple[Cue, ...]:
    """Return all cues of a text, in order of their characters."""
    cues: tuple[Cue, ...] = load_language()(text)._.cues
    return cues
