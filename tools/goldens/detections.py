"""Detections matched box by box: a distance between sorted lists means nothing, as two boxes of nearly one score change places."""

import numpy as np

SCORE_LIMIT = 1e-4  # relative
BOX_LIMIT = 1e-3  # of the longest side of all boxes


def valid_rows(outputs: list[np.ndarray]) -> np.ndarray:
    """Rows of class, score and four coordinates; without those that suppression left empty (class or score below 0).

    outputs: classes, scores and boxes as a detector gives them.
    """
    ids, scores, boxes = (array.reshape(-1, width) for array, width in zip(outputs[:3], (1, 1, 4), strict=True))
    rows = np.concatenate([ids, scores, boxes], axis=1).astype(np.float64)
    return rows[(rows[:, 0] >= 0) & (rows[:, 1] >= 0)]


def matched(ours: list[np.ndarray], theirs: list[np.ndarray]) -> float:
    """The share of detections that both sides have: the same class, and score and box within the limits. 1 where neither has any."""
    left, right = valid_rows(ours), valid_rows(theirs)
    if len(left) == 0 and len(right) == 0:
        return 1.0
    longest = np.abs(right[:, 2:]).max(initial=0.0)
    free = np.ones(len(left), dtype=bool)
    count = 0
    for row in right:
        near = free & (left[:, 0] == row[0]) & (np.abs(left[:, 1] - row[1]) <= SCORE_LIMIT * abs(row[1]))
        near &= (np.abs(left[:, 2:] - row[2:]) <= BOX_LIMIT * longest).all(axis=1)
        if near.any():
            free[np.argmax(near)] = False
            count += 1
    return count / max(len(left), len(right))
