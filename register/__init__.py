"""The register: persons, their names, posts, registrations and restrictions, as facts with two times.

A *fact* has the period in which it holds (`during`) and the time at which it was recorded; a fact that was wrong is
superseded by another, never overwritten. *Standing* is what follows from the facts for a post at an instant.

Others may import models, queries, actions, rules and workflow. Upper apps write down what the register must show
by `actions.impose_restriction` and its companions.
"""
