"""From responses to a reading: scores, uncertainty, types, counterfactual, phase, placement."""
