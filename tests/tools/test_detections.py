"""Detections are matched whatever their order, and only where class, score and box agree."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools" / "goldens"))
import detections

IDS = np.array([[[0.0], [2.0], [-1.0]]])
SCORES = np.array([[[0.9], [0.5], [-1.0]]])
BOXES = np.array([[[0, 0, 10, 10], [5, 5, 100, 100], [-1, -1, -1, -1]]], dtype=float)


def changed(which, row, by):
    arrays = [IDS.copy(), SCORES.copy(), BOXES.copy()]
    arrays[which][0, row, 0] += by
    return arrays


def test_another_order_is_the_same():
    swapped = [array[:, [1, 0, 2]] for array in (IDS, SCORES, BOXES)]
    assert detections.matched(swapped, [IDS, SCORES, BOXES]) == (1.0, 2)


@pytest.mark.parametrize(("which", "by"), [(0, 1.0), (1, 1e-3), (2, 0.2)])
def test_class_score_and_box_count(which, by):
    assert detections.matched(changed(which, 0, by), [IDS, SCORES, BOXES]) == (0.5, 2)


@pytest.mark.parametrize(("which", "by"), [(1, 1e-5), (2, 0.05)])
def test_small_movements_do_not_matter(which, by):
    assert detections.matched(changed(which, 0, by), [IDS, SCORES, BOXES]) == (1.0, 2)


@pytest.mark.parametrize(("by", "share"), [(0.0, 1.0), (1e-4, 1.0), (1e-2, 0.5)])
def test_masks_count(by, share):
    masks = np.random.default_rng(1).random((1, 3, 4, 4))
    moved = masks.copy()
    moved[0, 1] *= 1 + by
    assert detections.matched([IDS, SCORES, BOXES, moved], [IDS, SCORES, BOXES, masks]) == (share, 2)


def test_one_detection_matches_once():
    twice = [np.repeat(array[:, :1], 2, axis=1) for array in (IDS, SCORES, BOXES)]
    once = [array[:, :1] for array in (IDS, SCORES, BOXES)]
    assert detections.matched(once, twice) == (0.5, 2)
    assert detections.matched(twice, once) == (0.5, 1)


def full(scores):
    """As many detections as there are places, each at another place."""
    boxes = np.arange(len(scores))[None, :, None] * 10.0 + np.array([0.0, 0.0, 5.0, 5.0])
    return [np.zeros((1, len(scores), 1)), np.array(scores)[None, :, None], boxes]


def test_of_equal_scores_at_the_end_of_a_full_list_any_may_be_there():
    theirs = full([0.9, 0.5, 0.2, 0.2])
    ours = [part.copy() for part in theirs]
    ours[2][0, 3] += 500
    assert detections.matched(ours, theirs) == (1.0, 2)
    ours[2][0, 1] += 500
    assert detections.matched(ours, theirs) == (0.5, 2)


def test_a_last_score_of_its_own_counts():
    theirs = full([0.9, 0.5, 0.2])
    ours = [part.copy() for part in theirs]
    ours[2][0, 2] += 500
    assert detections.matched(ours, theirs) == (2 / 3, 3)


def test_of_a_list_with_free_places_all_count():
    theirs = [np.concatenate([part, -np.ones((1, 1, part.shape[2]))], axis=1) for part in full([0.9, 0.2, 0.2])]
    ours = [part.copy() for part in theirs]
    ours[2][0, 2] += 500
    assert detections.matched(ours, theirs) == (2 / 3, 3)


def test_nothing_matches_nothing():
    empty = [np.full((1, 2, width), -1.0) for width in (1, 1, 4)]
    assert detections.matched(empty, empty) == (1.0, 0)
    assert detections.matched(empty, [IDS, SCORES, BOXES]) == (0.0, 2)
