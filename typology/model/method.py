"""The conventions of a typology as data: every threshold of ``method:``, each with its default and its basis.

Like ``typology.model.elements``, of which it is a part, this is also the grammar of the YAML.
"""

# ruff: noqa: RUF009 - key() is dataclasses.field() with our metadata, so no value is shared between objects

from __future__ import annotations

from dataclasses import dataclass

from typology.model.basics import Basis, key
from typology.model.vocabulary import NetworkMethod


@dataclass(frozen=True, slots=True)
class CoverageMethod:
    """How many answers a score needs."""

    none_below: float = key("Below this coverage there is no score.", default=0.5)
    provisional_below: float = key("Below this coverage a score is provisional.", default=0.8)
    basis: Basis = key("Where the thresholds come from.", default=Basis("proposal"))


@dataclass(frozen=True, slots=True)
class CalibrationMethod:
    """Default anchors on 0 to 100 (Ragin's direct method)."""

    full_out: float = key("Fully out.", default=20.0)
    crossover: float = key("Crossover.", default=50.0)
    full_in: float = key("Fully in.", default=80.0)
    log_odds: float = key("Log odds at the outer anchors.", default=3.0)
    undecided_within: float = key("A set is undecided if its membership is nearer to .5 than this.", default=0.05)
    basis: Basis = key("Where the anchors come from.", default=Basis("proposal"))


@dataclass(frozen=True, slots=True)
class VerdictMethod:
    """When an assignment is clear, a tendency, mixed, or none."""

    member_above: float = key("Membership above which a type holds.", default=0.5)
    stable_from: float = key("Stability from which a verdict may be clear.", default=0.8)
    unstable_below: float = key("Stability below which there is no clear type.", default=0.5)
    tie_below: float = key("Gap in closeness below which two types are mixed.", default=0.05)
    gap_from: float = key("Gap in closeness from which a verdict may be clear.", default=0.10)
    basis: Basis = key("Where the thresholds come from.", default=Basis("proposal"))


@dataclass(frozen=True, slots=True)
class UncertaintyMethod:
    """The uncertainty band and the Monte Carlo draws."""

    confidence: float = key("Confidence of the band.", default=0.95)
    band_from: int = key("Respondents from which a band is shown.", default=3)
    bootstrap_from: int = key("Respondents from which draws resample them; below, multivariate t.", default=10)
    draws: int = key("Number of draws.", default=2000)
    seed: int = key("Seed, stored so that a result can be repeated.", default=20251112)
    weight_low: float = key("Weights are multiplied by at least this.", default=0.75)
    weight_high: float = key("Weights are multiplied by at most this.", default=1.25)
    anchor_shift: float = key("Anchors are moved by at most this many points.", default=5.0)
    basis: Basis = key("Where these choices come from.", default=Basis("proposal"))


@dataclass(frozen=True, slots=True)
class AgreementMethod:
    """When the answers of a group count as close to one another."""

    chance_level: float = key("Agreement that random answers reach no more often than this is beyond chance.",
                              default=0.05)
    rule_of_thumb: float = key("The r_wg from which, in groups that are not small, agreement is called sufficient.",
                               default=0.70)
    rule_of_thumb_from: int = key("Answers from which the rule of thumb may be used.", default=8)
    icc_from: int = key("Groups from which an intraclass correlation is worked out.", default=10)
    basis: Basis = key("Where these choices come from.", default=Basis("proposal"))


@dataclass(frozen=True, slots=True)
class SmallGroupsMethod:
    """From how many people on the results of a group may be seen, so that nobody can be recognised."""

    group_from: int = key("Respondents from which a group sees its results; not below 5.", default=5)
    public_from: int = key("Respondents from which results may be public.", default=10)
    attributed_up_to: int = key("Up to this many people a perspective makes statements with a name, no statistics.",
                                default=3)
    basis: Basis = key("Where these limits come from.", default=Basis("proposal"))


@dataclass(frozen=True, slots=True)
class ComparisonMethod:
    """When figures of several cases, years or versions of a model may stand side by side."""

    least_shared_weight: float = key("Share of the weight that two versions must ask alike to be compared.",
                                     default=0.6)
    tie_below: float = key("Two scores are called different only if the chance of the other order is not above this.",
                           default=0.05)
    least_coverage: float = key("Below this coverage figures are not released for comparison.", default=0.5)
    few_cases: int = key("Below this many cases counts carry a warning.", default=10)
    basis: Basis = key("Where these choices come from.", default=Basis("proposal"))


@dataclass(frozen=True, slots=True)
class Method:
    """All conventions of scoring and typing; every number can be changed in YAML."""

    coverage: CoverageMethod = key("How many answers a score needs.", default=CoverageMethod())
    calibration: CalibrationMethod = key("Default anchors of the axes.", default=CalibrationMethod())
    verdict: VerdictMethod = key("When an assignment is called what.", default=VerdictMethod())
    uncertainty: UncertaintyMethod = key("Band and Monte Carlo.", default=UncertaintyMethod())
    network: NetworkMethod = key("Measures of structure maps.", default=NetworkMethod())
    agreement: AgreementMethod = key("Agreement in a group.", default=AgreementMethod())
    small_groups: SmallGroupsMethod = key("Protection of small groups.", default=SmallGroupsMethod())
    comparison: ComparisonMethod = key("Comparison of cases, years and versions.", default=ComparisonMethod())
