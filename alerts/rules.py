"""Which incidents a channel hears of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from khabardar.config.alerts import RuleConfig
from khabardar.interfaces import IncidentFilter
from khabardar.records import Incident
from khabardar.row_filter import matches


@dataclass(frozen=True, slots=True)
class Rule:
    """`max_age`: an incident whose last day lies further back is no news. `updates`: material, all or none."""

    id: str
    channels: tuple[str, ...]
    where: IncidentFilter
    max_age: timedelta
    updates: str

    def lets_through(self, row: Incident, now: datetime) -> bool:
        """Whether a channel of this rule should hear of the row for the first time."""
        return matches(self.where, row) and now.date() - row.facts.date_end <= self.max_age


def rule_of(config: RuleConfig) -> Rule:
    """A rule as config.yaml has it."""
    where = IncidentFilter(
        country=config.country,
        admin1=config.admin1,
        place=config.place,
        event_type=config.event.value if config.event else None,
        sub_event_type=config.type.value if config.type else None,
        perpetrator=config.who,
        side=config.side,
        killed_min=config.killed,
        publishers_min=config.outlets,
        status=config.status,
        background=config.background,
    )
    return Rule(config.id, config.channels, where, config.max_age, config.updates)


def updates_wished(rules: Sequence[Rule], ids: Sequence[str]) -> str:
    """The most talkative wish of these rules; a rule that is no longer there wished for material ones."""
    wishes = {rule.updates for rule in rules if rule.id in ids}
    if len(wishes) < len(set(ids)) and not wishes:
        return "material"
    return next((wish for wish in ("all", "material", "none") if wish in wishes), "material")
