"""Forms that only the tests know."""

from pathlib import Path

__all__ = ["TRAVEL_PLAN"]

TRAVEL_PLAN = Path(__file__).with_name("travel-plan.yaml")
