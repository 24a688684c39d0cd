"""Detections matched box by box: a distance between sorted lists means nothing, as two boxes of nearly one score change places."""

import numpy as np

SCORE_LIMIT = 1e-4  # relative
BOX_LIMIT = 1e-3  # of the longest side of all boxes
MASK_LIMIT = 1e-3  # relative L2 of one detection's mask
PARTS = (1, 1, 4)  # width of classes, scores and boxes


def undecided(rows: np.ndarray, places: int) -> np.ndarray:
    """Which detections are there by chance: where all places are taken, those of the lowest score, if there are several. Regions that lie
    on the border have no extent and all the same score, and which of them come first is not defined."""
    scores = rows[:, 1]
    lowest = scores <= scores.min(initial=np.inf) * (1 + SCORE_LIMIT)
    return lowest & (len(rows) == places and 1 < lowest.sum() < len(rows))


def valid_rows(outputs: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Rows of class, score and four coordinates, without those that suppression left empty (class or score below 0); and the mask of
    each, of no width where there are none.

    outputs: classes, scores, boxes and, of some detectors, masks.
    """
    columns = [array.reshape(-1, width) for array, width in zip(outputs[:3], PARTS, strict=True)]
    rows = np.concatenate(columns, axis=1).astype(np.float64)
    masks = outputs[3].reshape(len(rows), -1).astype(np.float64) if len(outputs) > 3 else np.zeros((len(rows), 0))
    valid = (rows[:, 0] >= 0) & (rows[:, 1] >= 0)
    return rows[valid], masks[valid]


def decided(rows_and_masks: tuple[np.ndarray, np.ndarray], places: int) -> tuple[np.ndarray, np.ndarray]:
    rows, masks = rows_and_masks
    chance = undecided(rows, places)
    return rows[~chance], masks[~chance]


def matched(ours: list[np.ndarray], theirs: list[np.ndarray]) -> tuple[float, int]:
    """The share of detections that both sides have (the same class; score, box and mask within the limits), and how many theirs are.
    1 where neither side has any. Those that are there by chance do not count."""
    places = theirs[1].size
    (left, left_masks), (right, right_masks) = (decided(valid_rows(side), places) for side in (ours, theirs))
    if len(left) == 0 and len(right) == 0:
        return 1.0, 0
    longest = np.abs(right[:, 2:]).max(initial=0.0)
    free = np.ones(len(left), dtype=bool)
    count = 0
    for row, mask in zip(right, right_masks, strict=True):
        near = free & (left[:, 0] == row[0]) & (np.abs(left[:, 1] - row[1]) <= SCORE_LIMIT * abs(row[1]))
        near &= (np.abs(left[:, 2:] - row[2:]) <= BOX_LIMIT * longest).all(axis=1)
        near &= np.linalg.norm(left_masks - mask, axis=1) <= MASK_LIMIT * np.linalg.norm(mask)
        if near.any():
            free[np.argmax(near)] = False
            count += 1
    return count / max(len(left), len(right)), len(right)
