"""Conduct: what is said against managers, and what the regulator decides about it.

Owns the Code as a versioned catalogue, concerns raised without a name, cases with their allegations, investigation
and response, and determinations. What a determination does to an entry is written down through `register.actions`.

Glossary: a *concern* is what somebody tells us about a manager; a *case* is what we open on one person; an
*allegation* says what they did and cites *clauses* of the Code's version in force on the conduct date; a
*determination* is the decision on facts, misconduct, impairment and outcome; a *step* is one act in a case, for ever.

Barring may import the models, queries, actions, rules and workflow.
"""
