"""What schemas say of values, without a comparison: facts, limits, proofs that one is part of another, and values held against both."""
