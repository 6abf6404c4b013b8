"""Tests of workbooks that are written as a stream."""
