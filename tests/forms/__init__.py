"""Forms that only the tests know."""

from pathlib import Path

__all__ = [
    "ASSET_LIST",
    "BADGE",
    "INSPECTION_LIST",
    "LEVEL_WEIGHTS",
    "LOGO",
    "MONTHLY_BUDGET",
    "NESTED_SUMS",
    "PROJECT_SCHEDULE",
    "SCHOOL_REVIEW",
    "SCHOOL_YEAR",
    "SIGNED_PLAN",
    "SUPPLY_PLAN",
    "TRAVEL_PLAN",
    "YEARLY_EVALUATION",
    "YEARLY_PLAN",
]

ASSET_LIST = Path(__file__).with_name("asset-list.yaml")
INSPECTION_LIST = Path(__file__).with_name("inspection-list.yaml")
LEVEL_WEIGHTS = Path(__file__).with_name("level-weights.yaml")
MONTHLY_BUDGET = Path(__file__).with_name("monthly-budget.yaml")
PROJECT_SCHEDULE = Path(__file__).with_name("project-schedule.yaml")
SCHOOL_REVIEW = Path(__file__).with_name("school-review.yaml")
SCHOOL_YEAR = Path(__file__).with_name("school-year.yaml")
SIGNED_PLAN = Path(__file__).with_name("signed-plan.yaml")
SUPPLY_PLAN = Path(__file__).with_name("supply-plan.yaml")
TRAVEL_PLAN = Path(__file__).with_name("travel-plan.yaml")
NESTED_SUMS = Path(__file__).with_name("nested-sums.yaml")
YEARLY_EVALUATION = Path(__file__).with_name("yearly-evaluation.yaml")
YEARLY_PLAN = Path(__file__).with_name("yearly-plan.yaml")
LOGO = Path(__file__).with_name("logo.png")
BADGE = Path(__file__).with_name("badge.jpg")
