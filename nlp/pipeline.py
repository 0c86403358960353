"""Words to meaning: one read document in, one plan out."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.catalog import load_catalog
from models.domain.catalog import Catalog
from models.domain.errors import Issue
from models.domain.layout import Document
from models.domain.plan import Metadata, Plan, Target
from nlp.assignments import find_assignments
from nlp.body_targets import body_drafts
from nlp.bundles import bundle_issues
from nlp.findings import is_plan, issues_of
from nlp.foot import read_foot
from nlp.language import Cue, find_cues
from nlp.match import IndicatorMatcher
from nlp.metadata import read_metadata
from nlp.paragraphs import compose_text
from nlp.references import find_references
from nlp.reporting import find_duties
from nlp.schedules import scheduled_duties
from nlp.sections import SectionTree, grow_tree, ordered, to_sections
from nlp.source import SourceText
from nlp.table_targets import TableRows, table_rows
from nlp.targets import TargetFinder, distinct, settle
from nlp.zones import Zones, find_zones


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was understood, what was not, and the text that every place refers to."""

    plan: Plan
    issues: tuple[Issue, ...]
    text: SourceText


class Analyst:
    """Understands documents against one catalog; made once, used for many documents."""

    def __init__(self, catalog: Catalog | None = None) -> None:
        """Load the catalog and build the matcher; raises at once where data is wrong."""
        self.catalog = catalog or load_catalog()
        self._matcher = IndicatorMatcher(self.catalog)

    def analyze(self, document: Document, slug: str) -> Analysis:
        """Return the plan of a document; ``slug`` becomes its name."""
        source = compose_text(document)
        zones = find_zones(source)
        tree = grow_tree(source, zones)
        cues = find_cues(source.text)
        metadata = read_metadata(source, zones, read_foot(source, zones), cues)
        first_year = metadata.period.start if metadata.period else None
        rows = table_rows(source, cues, self._matcher, tree, first_year)
        plan = Plan(
            document=slug,
            metadata=metadata,
            references=find_references(source, zones, tree, metadata),
            sections=to_sections(source, ordered([*tree.nodes, *rows.groups])),
            targets=self._targets(source, zones, tree, cues, metadata, rows),
            assignments=find_assignments(source, tree),
            reporting=(
                *find_duties(source, zones, tree, metadata),
                *scheduled_duties(source, metadata),
            ),
        )
        issues = (*issues_of(plan, zones), *bundle_issues(source))
        return Analysis(plan, issues, source)

    def _targets(
        self,
        source: SourceText,
        zones: Zones,
        tree: SectionTree,
        cues: tuple[Cue, ...],
        metadata: Metadata,
        rows: TableRows,
    ) -> tuple[Target, ...]:
        if not is_plan(zones):
            return ()
        finder = TargetFinder(source, cues, self._matcher)
        drafts = [*body_drafts(source, zones, tree, finder), *rows.drafts]
        in_order = sorted(drafts, key=lambda draft: draft.clause)
        return distinct(settle(source, in_order, metadata))
