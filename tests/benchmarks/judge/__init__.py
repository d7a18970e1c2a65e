"""Tests of how the judge is measured."""
