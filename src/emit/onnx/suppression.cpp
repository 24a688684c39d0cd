// The weaker of two boxes that overlap: box_nms, multibox_detection, as a loop over the boxes from the best one down.
#include <algorithm>
#include <limits>

#include "emit/onnx/boxes.h"
#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

using formats::onnx_file::ValueInfo;

constexpr double infinity = std::numeric_limits<double>::infinity();

// Rows [G, K, ...] by falling score, G groups of K.
struct Ranked {
  Boxes boxes;
  std::string classes;  // "": boxes of every class compete
  std::string keep;     // bool: candidates
  std::int64_t count = 0;
};

// Which overlap suppresses.
struct Limit {
  double threshold = 0.0;
  std::string_view comparison;     // with the threshold
  bool none_without_area = false;  // where both together have no area there is none; otherwise NaN, which is above nothing
};

std::string picked(NodeContext& context, const std::string& list, const std::string& at) {
  return context.add("Gather", {list, at}, {attribute("axis", std::int64_t{1})}, "of_best");
}

// What stays of `keep` once the box at `at` has suppressed those behind it.
std::string after_box(NodeContext& context, const Ranked& ranked, const Limit& limit, const std::string& at, const std::string& keep) {
  const DType dtype = context.type(0).dtype;
  const Boxes& all = ranked.boxes;
  const Boxes best = {picked(context, all.x1, at), picked(context, all.y1, at), picked(context, all.x2, at), picked(context, all.y2, at),
                      picked(context, all.area, at)};
  const Overlap overlap = overlap_of(context, best, all, dtype);
  std::string ratio = context.add("Div", {overlap.shared, overlap.together}, {}, "ratio");
  if (limit.none_without_area) {
    const std::string zero = context.scalar(0.0, dtype, "zero");
    const std::string none = context.add("LessOrEqual", {overlap.together, zero}, {}, "none");
    ratio = context.add("Where", {none, zero, ratio}, {}, "bounded");
  }
  std::string goes = context.add(limit.comparison, {ratio, context.scalar(limit.threshold, dtype, "threshold")}, {}, "overlaps");
  if (!ranked.classes.empty()) {
    const std::string same = context.add("Equal", {picked(context, ranked.classes, at), ranked.classes}, {}, "same_class");
    goes = context.add("And", {goes, same}, {}, "competes");
  }
  std::vector<std::int64_t> places(static_cast<std::size_t>(ranked.count));
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<std::int64_t>(i);
  const std::string behind = context.add("Greater", {context.integers(places, "places"), at}, {}, "behind");
  const std::string by_kept = context.add("And", {picked(context, keep, at), behind}, {}, "by_kept");
  const std::string stays = context.add("Not", {context.add("And", {goes, by_kept}, {}, "goes")}, {}, "stays");
  return context.add("And", {keep, stays}, {}, "kept");
}

// The boxes that stay, [G, K] bool.
std::string kept(NodeContext& context, const Ranked& ranked, const Limit& limit) {
  const ValueInfo turn = context.info("turn", DType::int64, true);
  const ValueInfo goes_on = context.info("goes_on", DType::boolean, true);
  const ValueInfo keep = context.info("keep", DType::boolean, false);
  const auto body = context.graph("best", {turn, goes_on, keep}, [&]() -> Inputs {
    const std::string at = context.add("Unsqueeze", {turn.name, context.integers({0}, "axis")}, {}, "at");
    const std::string condition = context.add("Identity", {goes_on.name}, {}, "condition");
    return {condition, after_box(context, ranked, limit, at, keep.name)};
  });
  const std::string turns = context.integer(ranked.count, "turns");
  const std::string result = context.add("Loop", {turns, context.truth(true, "true"), ranked.keep}, {attribute("body", body)}, "kept");
  context.note_dtype(result, DType::boolean);
  return result;
}

// Row order[g, i] of every group.
std::string in_order(NodeContext& context, const std::string& rows, const std::string& order, std::string_view part) {
  const std::string places = context.add("Unsqueeze", {order, context.integers({2}, "axis")}, {}, "order");
  return context.add("GatherND", {rows, places}, {attribute("batch_dims", std::int64_t{1})}, part);
}

// The values of a list [G, K] by falling order and where they stood; equal ones in their order.
Inputs falling(NodeContext& context, const std::string& list, std::int64_t count) {
  return context.add_all("TopK", {list, context.integers({count}, "count")},
                         {attribute("axis", std::int64_t{1}), flag("largest", true), flag("sorted", true)}, {"falling", "order"});
}

// The order that brings what is marked to the front: a number above 0 for each that is, and that order.
Inputs marked_first(NodeContext& context, const std::string& marks, std::int64_t count) {
  std::vector<std::int64_t> front;
  std::vector<std::int64_t> back;
  for (std::int64_t i = 0; i < count; ++i) {
    front.push_back(count - i);
    back.push_back(-i);
  }
  const std::string keys = context.add("Where", {marks, context.integers(front, "front"), context.integers(back, "back")}, {}, "keys");
  Inputs both = falling(context, keys, count);
  context.note_dtype(both[0], DType::int64);
  return both;
}

// The rows that are marked, -1 for the others. `marks`: [G, K] bool.
std::string or_minus_one(NodeContext& context, const std::string& marks, const std::string& rows, std::string_view part) {
  const std::string wide = context.add("Unsqueeze", {marks, context.integers({2}, "axis")}, {}, "marks");
  return context.add("Where", {wide, rows, context.number(-1.0, "minus_one")}, {}, part);
}

std::string column(NodeContext& context, const std::string& rows, std::int64_t i, std::string_view part) {
  return context.add("Gather", {rows, context.integer(i, "column")}, {attribute("axis", std::int64_t{2})}, part);
}

std::string columns_between(NodeContext& context, const std::string& rows, std::int64_t begin, std::int64_t end, std::string_view part) {
  return context.add("Slice", {rows, context.integers({begin}, "begin"), context.integers({end}, "end"), context.integers({2}, "axis")}, {},
                     part);
}

std::string joined(NodeContext& context, const Inputs& parts, std::int64_t axis, std::string_view part) {
  return parts.size() == 1 ? parts.front() : context.add("Concat", parts, {attribute("axis", axis)}, part);
}

std::string as_columns(NodeContext& context, const Inputs& lists, std::string_view part) {
  Inputs parts;
  for (const std::string& list : lists) parts.push_back(context.add("Unsqueeze", {list, context.integers({2}, "axis")}, {}, "column"));
  return joined(context, parts, 2, part);
}

// ---- box_nms

std::string towards_zero(NodeContext& context, const std::string& value) {
  const std::string size = context.add("Floor", {context.add("Abs", {value}, {}, "abs")}, {}, "size");
  return context.add("Mul", {context.add("Sign", {value}, {}, "sign"), size}, {}, "whole");
}

std::string candidates(NodeContext& context, const ops::BoxNmsAttrs& attrs, const std::string& rows, const std::string& score) {
  const std::string good = context.add("Greater", {score, context.number(attrs.valid_threshold, "valid")}, {}, "good");
  if (attrs.id_index < 0) return good;
  const std::string id = column(context, rows, attrs.id_index, "class");
  const std::string background =
      context.add("Equal", {id, context.number(static_cast<double>(attrs.background_id), "background")}, {}, "is_background");
  return context.add("And", {good, context.add("Not", {background}, {}, "is_thing")}, {}, "candidates");
}

// Corners or center and size, but of a box whose first coordinate is negative.
std::string converted(NodeContext& context, const ops::BoxNmsAttrs& attrs, const std::string& rows, std::int64_t width) {
  if (attrs.in_format == attrs.out_format) return rows;
  const DType dtype = context.type(0).dtype;
  const std::array<std::string, 4> given = columns(context, rows, 2, attrs.coord_start);
  Inputs made;
  if (attrs.out_format == ops::BoxFormat::corner) {
    const Boxes boxes = boxes_of(context, rows, 2, attrs.coord_start, ops::BoxFormat::center);
    made = {boxes.x1, boxes.y1, boxes.x2, boxes.y2};
  } else {
    const std::string two = context.scalar(2.0, dtype, "two");
    for (const std::size_t i : {0, 1}) {
      made.push_back(context.add("Div", {context.add("Add", {given[i], given[i + 2]}, {}, "sum"), two}, {}, "middle"));
    }
    for (const std::size_t i : {0, 1}) made.push_back(context.add("Sub", {given[i + 2], given[i]}, {}, "extent"));
  }
  const std::string stays = context.add("Less", {given[0], context.number(0.0, "zero")}, {}, "stays");
  const std::string wide = context.add("Unsqueeze", {stays, context.integers({2}, "axis")}, {}, "row_stays");
  const std::string coordinates = columns_between(context, rows, attrs.coord_start, attrs.coord_start + 4, "coordinates");
  Inputs parts;
  if (attrs.coord_start > 0) parts.push_back(columns_between(context, rows, 0, attrs.coord_start, "before"));
  parts.push_back(context.add("Where", {wide, coordinates, as_columns(context, made, "converted")}, {}, "boxes"));
  if (attrs.coord_start + 4 < width) parts.push_back(columns_between(context, rows, attrs.coord_start + 4, width, "behind"));
  return joined(context, parts, 2, "rows");
}

std::int64_t known(NodeContext& context, int i, std::int64_t axis) {
  const Dim& size = context.dim(i, axis);
  if (!size.is_integer()) context.refuse("a number of boxes that is not known");
  return size.integer();
}

void box_nms(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BoxNmsAttrs>();
  if (attrs.topk == 0) return context.emit("Identity", {context.input(0)});
  const std::int64_t boxes = known(context, 0, context.rank(0) - 2);
  const std::int64_t width = known(context, 0, context.rank(0) - 1);
  if (boxes == 0) return context.emit("Identity", {context.input(0)});
  const std::int64_t count = attrs.topk < 0 ? boxes : std::min(attrs.topk, boxes);
  const std::string all = context.add("Reshape", {context.input(0), context.integers({-1, boxes, width}, "groups")}, {}, "all");
  const std::string score = column(context, all, attrs.score_index, "score");
  const std::string scored =
      context.add("Where", {candidates(context, attrs, all, score), score, context.number(-infinity, "lowest")}, {}, "scored");
  const Inputs best = falling(context, scored, count);
  const std::string rows = in_order(context, all, best[1], "ranked");
  Ranked ranked;
  ranked.count = count;
  ranked.boxes = boxes_of(context, rows, 2, attrs.coord_start, attrs.in_format);
  ranked.keep = context.add("Greater", {best[0], context.number(-infinity, "lowest")}, {}, "candidates");
  if (!attrs.force_suppress && attrs.id_index >= 0) ranked.classes = towards_zero(context, column(context, rows, attrs.id_index, "class"));
  const Inputs front = marked_first(context, kept(context, ranked, {attrs.overlap_threshold, "Greater"}), count);
  const std::string stays = context.add("Greater", {front[0], context.integer(0, "zero")}, {}, "stays");
  std::string result =
      or_minus_one(context, stays, converted(context, attrs, in_order(context, rows, front[1], "kept_rows"), width), "result");
  if (count < boxes) {
    const std::string pads = context.integers({0, 0, 0, 0, boxes - count, 0}, "pads");
    result = context.add("Pad", {result, pads, context.number(-1.0, "filling")}, {}, "filled");
  }
  context.emit("Reshape", {result, context.sizes(0, 0, context.rank(0), "shape")});
}

// ---- multibox_detection

// Corners of what is predicted for every anchor, [N, A] each.
Inputs decoded(NodeContext& context, const ops::MultiboxDetectionAttrs& attrs) {
  const DType dtype = context.type(0).dtype;
  const std::string offsets = context.add("Reshape", {context.input(1), context.integers({0, -1, 4}, "rows")}, {}, "offsets");
  const std::array<std::string, 4> by = columns(context, offsets, 2, 0);
  const std::array<std::string, 4> anchor = columns(context, context.input(2), 2, 0);
  const std::string two = context.scalar(2.0, dtype, "two");
  Inputs begins;
  Inputs ends;
  for (const std::size_t i : {0, 1}) {
    const auto times = [&](std::size_t k) {
      return context.add("Mul", {by[k], context.scalar(attrs.variances[k], dtype, "variance")}, {}, "scaled");
    };
    const std::string size = context.add("Sub", {anchor[i + 2], anchor[i]}, {}, "anchor_size");
    const std::string middle = context.add("Div", {context.add("Add", {anchor[i], anchor[i + 2]}, {}, "sum"), two}, {}, "anchor_middle");
    const std::string center = context.add("Add", {context.add("Mul", {times(i), size}, {}, "moved"), middle}, {}, "center");
    const std::string grown = context.add("Mul", {context.add("Exp", {times(i + 2)}, {}, "factor"), size}, {}, "grown");
    const std::string half = context.add("Div", {grown, two}, {}, "half");
    begins.push_back(context.add("Sub", {center, half}, {}, "begin"));
    ends.push_back(context.add("Add", {center, half}, {}, "end"));
  }
  Inputs corners = {begins[0], begins[1], ends[0], ends[1]};
  if (!attrs.clip) return corners;
  const std::string low = context.scalar(0.0, dtype, "low");
  const std::string high = context.scalar(1.0, dtype, "high");
  for (std::string& corner : corners) corner = context.add("Clip", {corner, low, high}, {}, "clipped");
  return corners;
}

// Class, score and corners of every anchor, [N, A, 6], and the score where the anchor is detected, else -inf.
std::pair<std::string, std::string> predictions(NodeContext& context, const ops::MultiboxDetectionAttrs& attrs) {
  const DType dtype = context.type(0).dtype;
  const std::string things = context.add(
      "Slice", {context.input(0), context.integers({1}, "begin"), context.integers({INT64_MAX}, "end"), context.integers({1}, "axis")}, {},
      "things");
  const std::string minus_one = context.number(-1.0, "minus_one");
  const std::string numbers = context.add("Where", {context.add("IsNaN", {things}, {}, "is_nan"), minus_one, things}, {}, "numbers");
  const std::string best = context.add("ArgMax", {numbers}, {attribute("axis", std::int64_t{1}), flag("keepdims", false)}, "best");
  const std::string score = context.reduced("ReduceMax", numbers, {1}, false, "score");
  const std::string enough = context.add("GreaterOrEqual", {score, context.number(attrs.threshold, "threshold")}, {}, "enough");
  const std::string detected = context.add("And", {enough, context.add("Greater", {score, minus_one}, {}, "is_any")}, {}, "detected");
  Inputs lists = {context.cast(best, dtype, "class"), score};
  for (std::string& corner : decoded(context, attrs)) lists.push_back(std::move(corner));
  const std::string scored = context.add("Where", {detected, score, context.number(-infinity, "lowest")}, {}, "scored");
  return {as_columns(context, lists, "predictions"), scored};
}

std::string with_class(NodeContext& context, const std::string& classes, const std::string& rows, std::string_view part) {
  return context.add("Concat", {classes, columns_between(context, rows, 1, 6, "others")}, {attribute("axis", std::int64_t{2})}, part);
}

void multibox_detection(NodeContext& context) {
  const auto& attrs = context.attrs<ops::MultiboxDetectionAttrs>();
  const std::int64_t anchors = known(context, 0, 2);
  if (anchors == 0 || known(context, 0, 1) < 2) context.refuse("without an anchor or a class beside the background");
  const auto [rows, scored] = predictions(context, attrs);
  const std::string lowest = context.number(-infinity, "lowest");
  const Inputs front = marked_first(context, context.add("Greater", {scored, lowest}, {}, "detected"), anchors);
  const std::string is_detected = context.add("Greater", {front[0], context.integer(0, "zero")}, {}, "is_detected");
  const std::string in_place = in_order(context, rows, front[1], "in_place");
  if (!(attrs.nms_threshold > 0 && attrs.nms_threshold <= 1)) {
    return context.emit("Identity", {or_minus_one(context, is_detected, in_place, "result")});
  }
  Ranked ranked;
  ranked.count = attrs.nms_topk > 0 ? std::min(attrs.nms_topk, anchors) : anchors;
  const Inputs best = falling(context, scored, ranked.count);
  const std::string sorted = in_order(context, rows, best[1], "sorted");
  ranked.keep = context.add("Greater", {best[0], lowest}, {}, "candidates");
  ranked.boxes = boxes_of(context, sorted, 2, 2, ops::BoxFormat::corner);
  // Here a box that is inside out has the area that the product says.
  const std::string width = context.add("Sub", {ranked.boxes.x2, ranked.boxes.x1}, {}, "width");
  ranked.boxes.area = context.add("Mul", {width, context.add("Sub", {ranked.boxes.y2, ranked.boxes.y1}, {}, "height")}, {}, "product");
  if (!attrs.force_suppress) ranked.classes = column(context, sorted, 0, "class");
  const std::string stays = kept(context, ranked, {attrs.nms_threshold, "GreaterOrEqual", true});
  const std::string classes = columns_between(context, sorted, 0, 1, "classes");
  const std::string first = or_minus_one(
      context, ranked.keep, with_class(context, or_minus_one(context, stays, classes, "classes"), sorted, "first"), "best_rows");
  if (ranked.count == anchors) return context.emit("Identity", {first});
  const std::string others = context.add(
      "Slice", {in_place, context.integers({ranked.count}, "begin"), context.integers({anchors}, "end"), context.integers({1}, "axis")}, {},
      "behind");
  const std::string other_marks = context.add(
      "Slice", {is_detected, context.integers({ranked.count}, "begin"), context.integers({anchors}, "end"), context.integers({1}, "axis")},
      {}, "behind_detected");
  const std::string shape = context.add("Shape", {columns_between(context, others, 0, 1, "classes")}, {}, "shape");
  const std::string no_class = context.add("Expand", {context.number(-1.0, "minus_one"), shape}, {}, "no_class");
  const std::string last = or_minus_one(context, other_marks, with_class(context, no_class, others, "last"), "last_rows");
  context.emit("Concat", {first, last}, {attribute("axis", std::int64_t{1})});
}

}  // namespace

std::vector<OperatorRow> suppression_rows() {
  return {
      {"box_nms", box_nms, "", 1, Widening::floats},
      {"multibox_detection", multibox_detection, "", 1, Widening::floats},
  };
}

}  // namespace nnfront::emit::onnx
