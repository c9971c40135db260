"""Scenarios of the fake app-server that the tests of both languages play; each module holds those of one subject.

In: a `fake_process.Server` and what the test gives. Out: what a runtime would say and do. A scenario sees its own
parameters and imports alone: the Python tests send its source, the Rust tests its whole module.
"""
