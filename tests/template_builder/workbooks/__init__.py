"""Tests of the way to thousands of workbooks."""
