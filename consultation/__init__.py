"""Public consultations, from a draft to a published outcome.

Owns consultations, their questions, responses, themes and published outcomes. It stands on the kernel alone:
it may not import register, conduct or barring, and only config may import it.
"""
