"""Demonstration data: invented people in the real trusts, cases and bars at several stages.

Everything is made by the product's own actions at past instants, so that nothing stands in a state that could
not have come about. The names are combined at random from a fixed seed; nobody is meant.
"""
