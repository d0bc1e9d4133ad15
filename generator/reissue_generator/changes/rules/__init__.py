"""What `reissue diff` can tell: each rule with its level, its effect on callers, its twin and its reading."""
