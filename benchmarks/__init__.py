"""Speed as ratios: each job beside the same work written by hand, in the same run."""
