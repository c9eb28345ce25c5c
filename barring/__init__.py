"""Bars and employability checks: who may not hold a senior post, and what an organisation that asks is told.

Owns the bar (proposed, noticed, answered, decided, lifted), the check that a trust makes and the review of a near
match. What a bar does to a person is a `register.models.Restriction`, imposed and ended in the bar's transaction.

Glossary: a *bar* forbids posts of some tiers in some classes of organisation; its *ground* is a determination of ours,
a conviction or another regulator's finding; *notice* is the proposal with its reasons, served on the person;
*representations* are what the person answers. Decided, served, in effect and published are four instants.

Only `config` may import this app.
"""
