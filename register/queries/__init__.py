"""Every read of the register that joins or is used twice."""

from register.queries.standing import facts_of, known_facts, order_of, span_of, standing_of

__all__ = ["facts_of", "known_facts", "order_of", "span_of", "standing_of"]
