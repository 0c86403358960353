"""The scoring rules: a gold plan held against a found plan, stage by stage, as pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from api.evaluation.expected import ExpectedComparison, ExpectedRow
from api.evaluation.measures import Item, Score, Stage, f1, pair, share
from api.evaluation.metadata_scores import score_metadata
from api.evaluation.texts import identifier, normal, same, shortened, similar, similarity
from models.domain.alignment import Alignment, AlignmentRow
from models.domain.plan import Assignment, Plan, Reference, ReferenceRole, Section, Target

TargetTuple = tuple[str | None, ...]


def score_plan(expected: Plan, found: Plan) -> tuple[Score, ...]:
    """Score everything that one plan says; the comparison of two plans is scored apart."""
    return (
        score_metadata(expected.metadata, found.metadata),
        score_sections(expected.sections, found.sections),
        score_kinds(expected.sections, found.sections),
        score_references(expected.references, found.references),
        score_roles(expected.references, found.references),
        score_parents(expected.references, found.references),
        score_targets(expected.targets, found.targets),
        *score_catalog(expected.targets, found.targets),
        score_assignments(expected.assignments, found.assignments),
        score_reporting(expected, found),
    )


def target_tuple(target: Target) -> TargetTuple:
    """Return what of a target is scored; ``total`` and ``scope`` are null where absent."""
    return (
        target.indicator,
        target.comparator.value,
        _number(target.value),
        target.unit.value,
        None if target.year is None else str(target.year),
        _number(target.total),
        normal(target.scope),
    )


def score_targets(expected: Iterable[Target], found: Iterable[Target]) -> Score:
    """Exact tuples: each once per document, those outside the catalog as a multiset."""
    wanted, got = _tuple_items(expected), _tuple_items(found)
    pairing = pair(wanted, got, lambda left, right: left.key == right.key)
    return f1(Stage.TARGETS, [left for left, _ in pairing.matched], pairing.missed, pairing.extra)


def score_sections(expected: Iterable[Section], found: Iterable[Section]) -> Score:
    """Sections by path and similar heading; a null heading only equals null."""
    pairing = pair(expected, found, _is_same_section)
    return f1(
        Stage.SECTIONS,
        [_section_item(left) for left, _ in pairing.matched],
        [_section_item(section) for section in pairing.missed],
        [_section_item(section) for section in pairing.extra],
    )


def score_kinds(expected: Iterable[Section], found: Iterable[Section]) -> Score:
    """The kinds of those sections whose path was found, order aside."""
    pairing = pair(expected, found, lambda left, right: same(left.path, right.path))
    right: list[Item] = []
    wrong: list[Item] = []
    for wanted, got in pairing.matched:
        fits = set(wanted.kinds) == set(got.kinds)
        detail = f"expected {'+'.join(wanted.kinds)}, found {'+'.join(got.kinds) or 'none'}"
        (right if fits else wrong).append(Item(wanted.path, "" if fits else detail))
    return share(Stage.KINDS, right, wrong)


def score_references(expected: Iterable[Reference], found: Iterable[Reference]) -> Score:
    """Cited documents by identifier, each once."""
    return _score_identifiers(Stage.REFERENCES, expected, found)


def score_parents(expected: Iterable[Reference], found: Iterable[Reference]) -> Score:
    """The parents among the cited documents, by identifier."""
    return _score_identifiers(
        Stage.PARENTS,
        [reference for reference in expected if reference.role is ReferenceRole.PARENT],
        [reference for reference in found if reference.role is ReferenceRole.PARENT],
    )


def score_roles(expected: Iterable[Reference], found: Iterable[Reference]) -> Score:
    """The role of those references that were found."""
    roles = {_identifier(reference): reference.role for reference in found}
    right: list[Item] = []
    wrong: list[Item] = []
    for key, wanted in {_identifier(r): r.role for r in expected}.items():
        got = roles.get(key)
        if got is wanted:
            right.append(Item(key))
        elif got is not None:
            wrong.append(Item(key, f"expected {wanted}, found {got}"))
    return share(Stage.ROLES, right, wrong)


def score_catalog(expected: Sequence[Target], found: Sequence[Target]) -> tuple[Score, Score]:
    """Catalog accuracy on clauses that were found: inside the catalog, and outside it (null)."""
    inside: tuple[list[Item], list[Item]] = ([], [])
    outside: tuple[list[Item], list[Item]] = ([], [])
    for wanted, got in _aligned_clauses(expected, found):
        side = outside if wanted.indicator is None else inside
        fits = wanted.indicator == got.indicator
        detail = "" if fits else f"expected {wanted.indicator}, found {got.indicator}"
        side[0 if fits else 1].append(Item(_clause_key(wanted), detail))
    return share(Stage.CATALOG, *inside), share(Stage.OUTSIDE_CATALOG, *outside)


def score_assignments(expected: Iterable[Assignment], found: Iterable[Assignment]) -> Score:
    """Assignments by similar unit, section and the targets that they name."""
    pairing = pair(expected, found, _is_same_assignment)
    return f1(
        Stage.ASSIGNMENTS,
        [_assignment_item(left) for left, _ in pairing.matched],
        [_assignment_item(assignment) for assignment in pairing.missed],
        [_assignment_item(assignment) for assignment in pairing.extra],
    )


def score_reporting(expected: Plan, found: Plan) -> Score:
    """Reporting duties by due date, as a multiset (null where no date is printed)."""
    wanted = [Item(f"due {duty.due}", duty.what) for duty in expected.reporting]
    got = [Item(f"due {duty.due}", duty.what) for duty in found.reporting]
    pairing = pair(wanted, got, lambda left, right: left.key == right.key)
    return f1(Stage.REPORTING, [left for left, _ in pairing.matched], pairing.missed, pairing.extra)


def score_comparison(expected: ExpectedComparison, found: Alignment) -> Score:
    """Verdicts by indicator (and year and scope where the gold row states them).

    Rows that are not scored are left out on both sides; a row that the gold does not hold is extra.
    """
    unscored = {row.indicator for row in expected.rows if not row.scored}
    wanted = [row for row in expected.rows if row.scored]
    got = [row for row in found.rows if row.indicator not in unscored]
    pairing = pair(wanted, got, _is_same_row)
    right = [left for left, row in pairing.matched if left.status is row.status]
    wrong = [(left, row) for left, row in pairing.matched if left.status is not row.status]
    return f1(
        Stage.COMPARISON,
        [Item(_row_key(left)) for left in right],
        [_missed_row(left, row.status) for left, row in wrong]
        + [_missed_row(left, "no row") for left in pairing.missed],
        [Item(f"{_row_key(row)} {row.status}") for row in pairing.extra]
        + [Item(f"{_row_key(left)} {row.status}") for left, row in wrong],
    )


def _number(value: float | None) -> str | None:
    return None if value is None else format(value, ".12g")


def _tuple_items(targets: Iterable[Target]) -> list[Item]:
    """One item per tuple; a tuple of the catalog that comes again is the same target restated."""
    items: list[Item] = []
    seen: Counter[TargetTuple] = Counter()
    for target in targets:
        key = target_tuple(target)
        seen[key] += 1
        if target.indicator is None or seen[key] == 1:
            items.append(Item(_tuple_key(key), f"[{target.section}] {target.text}"))
    return items


def _tuple_key(key: TargetTuple) -> str:
    indicator, comparator, value, unit, year, whole, scope = key
    amount = f"{value}/{whole}" if whole is not None else f"{value}"
    parts = [f"{indicator or '-'} {comparator} {amount} {unit} {year}"]
    return " ".join(parts + ([f"[{scope}]"] if scope else []))


def _is_same_section(expected: Section, found: Section) -> bool:
    return same(expected.path, found.path) and similar(expected.heading, found.heading)


def _section_item(section: Section) -> Item:
    return Item(f"{section.path} | {shortened(section.heading)}")


def _identifier(reference: Reference) -> str:
    return identifier(reference.number, reference.symbol)


def _score_identifiers(
    stage: Stage, expected: Iterable[Reference], found: Iterable[Reference]
) -> Score:
    wanted = {_identifier(reference): reference for reference in expected}
    got = {_identifier(reference): reference for reference in found}
    return f1(
        stage,
        [Item(key) for key in wanted if key in got],
        [_reference_item(key, reference) for key, reference in wanted.items() if key not in got],
        [_reference_item(key, reference) for key, reference in got.items() if key not in wanted],
    )


def _reference_item(key: str, reference: Reference) -> Item:
    return Item(key, f"{reference.doc_type} {reference.date or ''} {reference.role}")


def _clause_key(target: Target) -> str:
    return f"{target.year} {shortened(target.text)}"


def _aligned_clauses(
    expected: Sequence[Target], found: Sequence[Target]
) -> list[tuple[Target, Target]]:
    """Pair clauses of similar text, the closest first; place and value decide between equals."""
    near = [
        (-similarity(wanted.text, got.text), -_agreement(wanted, got), i, j)
        for i, wanted in enumerate(expected)
        for j, got in enumerate(found)
        if similar(wanted.text, got.text)
    ]
    pairs: dict[int, int] = {}
    for _, _, i, j in sorted(near):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(expected[i], found[j]) for i, j in sorted(pairs.items())]


def _agreement(expected: Target, found: Target) -> int:
    """Count what else speaks for the same target, the section first."""
    return (
        4 * same(expected.section, found.section)
        + 2 * (expected.value == found.value)
        + (expected.year == found.year)
    )


def _is_same_assignment(expected: Assignment, found: Assignment) -> bool:
    return (
        same(expected.section, found.section)
        and set(expected.target_refs) == set(found.target_refs)
        and similar(expected.unit, found.unit)
    )


def _assignment_item(assignment: Assignment) -> Item:
    named = f" | {','.join(assignment.target_refs)}" if assignment.target_refs else ""
    return Item(f"{assignment.section} | {shortened(assignment.unit)}{named}")


def _is_same_row(expected: ExpectedRow, found: AlignmentRow) -> bool:
    return (
        expected.indicator == found.indicator
        and expected.year in (None, found.year)
        and (expected.scope is None or same(expected.scope, found.scope))
    )


def _row_key(row: ExpectedRow | AlignmentRow) -> str:
    parts = (row.indicator, row.year, row.scope)
    return " ".join(str(part) for part in parts if part is not None)


def _missed_row(row: ExpectedRow, found: str) -> Item:
    return Item(_row_key(row), f"expected {row.status}, found {found}")
