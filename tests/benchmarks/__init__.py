"""Tests of what the benchmarks work out, where a mistake would make figures look better."""
