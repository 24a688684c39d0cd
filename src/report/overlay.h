// What was found on a picture, drawn on it.
#pragma once

#include <string>
#include <vector>

#include "dataset/picture.h"
#include "nnfront/detect.h"

namespace nnfront::report {

// Boxes in the colour of their class with its name (unless there is only one) and score, landmarks and key points (of at least `threshold`)
// as dots, labels as a tint of the pixels that are not of class 0. Lines and letters grow with the picture. Names are called by their
// number where there is none, and letters that are not ASCII are shown as '?'.
void draw_overlay(dataset::Picture& picture, const Findings& findings, const std::vector<std::string>& names, double threshold);

}  // namespace nnfront::report
