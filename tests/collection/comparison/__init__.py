"""Tests of two rounds side by side."""
