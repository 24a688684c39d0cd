#include "postprocess/mtcnn.h"

#include <algorithm>
#include <cmath>

#include "postprocess/outputs.h"
#include "postprocess/suppression.h"
#include "support/fail.h"

namespace nnfront::postprocess {

namespace {

constexpr int proposal_side = 12;
constexpr int proposal_stride = 2;
constexpr std::size_t landmark_count = 5;
constexpr std::int64_t largest_batch = 64;  // crops that are in memory at a time
// Far more than faces that fit into a picture; a network that takes every place for a face ends here.
constexpr std::size_t most_candidates = 20'000;
constexpr SuppressionRule within_scale = {.limit = 0.5, .edge = 1, .most = most_candidates};
constexpr SuppressionRule between_scales = {.limit = 0.7, .edge = 1, .most = most_candidates};
constexpr SuppressionRule at_the_end = {.limit = 0.7, .overlap = Overlap::of_smaller, .edge = 1, .most = most_candidates};

// The one of rank `rank` with so many channels.
const Array& output_with(std::span<const Array> outputs, int rank, std::int64_t channels) {
  for (const Array& output : outputs) {
    if (output.rank() == rank && output.dims()[1] == channels && output.dtype() != DType::string) return output;
  }
  refuse_outputs(outputs, "mtcnn", fmt::format("one of rank {} with {} channels", rank, channels));
}

dataset::Preprocess with_extent(dataset::Preprocess preprocess, const Extent& extent) {
  preprocess.extent = extent;
  return preprocess;
}

std::vector<Detection> faces_of(const std::vector<Candidate>& candidates) {
  std::vector<Detection> faces;
  for (const Candidate& candidate : candidates) faces.push_back(candidate.face);
  return faces;
}

// Suppression keeps detections; what it kept is found again by number.
std::vector<Candidate> suppressed_candidates(std::vector<Candidate> candidates, const SuppressionRule& rule) {
  for (std::size_t i = 0; i < candidates.size(); ++i) candidates[i].face.category = static_cast<int>(i);
  SuppressionRule any = rule;
  any.by_category = false;
  std::vector<Candidate> stay;
  for (const Detection& kept : suppressed(faces_of(candidates), any)) {
    stay.push_back(candidates[static_cast<std::size_t>(kept.category)]);
    stay.back().face.category = 0;
  }
  return stay;
}

// Towards zero, as the authors' program cuts.
Box whole_pixels(const Box& box) {
  return {std::trunc(box.x1), std::trunc(box.y1), std::trunc(box.x2), std::trunc(box.y2)};
}

std::vector<Candidate> proposals(const dataset::Picture& picture, const MtcnnNetworks& networks, const MtcnnOptions& options) {
  std::vector<Candidate> all;
  for (const double scale : pyramid(picture.extent, options.smallest_face, options.factor)) {
    const Extent extent = {static_cast<int>(std::ceil(picture.extent.width * scale)),
                           static_cast<int>(std::ceil(picture.extent.height * scale))};
    const std::vector<Array> outputs = networks.proposal(network_input(picture, with_extent(options.preprocess, extent)).array);
    const Array& maps = output_with(outputs, 4, 2);
    std::vector<Candidate> here = candidates_of(maps, output_with(outputs, 4, 4), scale, options.thresholds[0]);
    here = suppressed_candidates(std::move(here), within_scale);
    all.insert(all.end(), here.begin(), here.end());
  }
  return suppressed_candidates(std::move(all), between_scales);
}

// Whether there is something of the box in the picture, and it is no larger than what is cut out of one.
bool can_be_cut(const Box& box, const Extent& picture) {
  const double side = 2.0 * std::max(picture.width, picture.height);
  return box.x2 >= box.x1 && box.y2 >= box.y1 && box.x2 >= 0 && box.y2 >= 0 && box.x1 < picture.width && box.y1 < picture.height &&
         box.x2 - box.x1 < side && box.y2 - box.y1 < side;
}

Array crop_of(const dataset::Picture& picture, const Box& box, const dataset::Preprocess& preprocess) {
  const auto left = static_cast<std::int64_t>(box.x1);
  const auto top = static_cast<std::int64_t>(box.y1);
  // The first pixel is 1 to the authors, and the box begins one before it.
  const Extent extent = {static_cast<int>(box.x2 - box.x1) + 1, static_cast<int>(box.y2 - box.y1) + 1};
  return network_input(dataset::cut_out(picture, {left - 1, top - 1, extent}), preprocess).array;
}

// What a network says of one crop.
struct Judgement {
  double score;
  std::array<double, 4> offsets;
  std::vector<double> landmarks;  // five x, then five y, parts of the box
};

std::vector<Judgement> judgements_of(std::span<const Array> outputs, std::size_t count, bool with_landmarks) {
  const Matrix faces = matrix_of(output_with(outputs, 2, 2));
  const Matrix offsets = matrix_of(output_with(outputs, 2, 4));
  const Matrix landmarks = with_landmarks ? matrix_of(output_with(outputs, 2, 2 * landmark_count)) : Matrix{count, 0, {}};
  if (faces.rows != count || offsets.rows != count || landmarks.rows != count) {
    refuse_outputs(outputs, "mtcnn", fmt::format("{} rows, one per crop", count));
  }
  std::vector<Judgement> judgements;
  for (std::size_t i = 0; i < count; ++i) {
    const auto of_box = offsets.row(i);
    const auto points = landmarks.row(i);
    judgements.push_back({faces.row(i)[1], {of_box[0], of_box[1], of_box[2], of_box[3]}, {points.begin(), points.end()}});
  }
  return judgements;
}

// The crops of the boxes, some at a time, through the network.
std::vector<Judgement> judged(const dataset::Picture& picture, std::span<const Box> boxes, const Network& network,
                              const dataset::Preprocess& preprocess, bool with_landmarks) {
  std::vector<Judgement> all;
  const std::int64_t side = preprocess.extent.width;
  const std::vector<std::int64_t> shape =
      preprocess.channels_last ? std::vector<std::int64_t>{0, side, side, 3} : std::vector<std::int64_t>{0, 3, side, side};
  for (std::size_t begin = 0; begin < boxes.size(); begin += largest_batch) {
    const std::span<const Box> some = boxes.subspan(begin, std::min<std::size_t>(largest_batch, boxes.size() - begin));
    std::vector<std::int64_t> dims = shape;
    dims[0] = static_cast<std::int64_t>(some.size());
    Array batch(DType::float32, dims);
    float* out = batch.as_mutable<float>().data();
    for (const Box& box : some) {
      const Array crop = crop_of(picture, box, preprocess);
      out = std::copy(crop.as<float>().begin(), crop.as<float>().end(), out);
    }
    std::vector<Judgement> here = judgements_of(network(batch), some.size(), with_landmarks);
    all.insert(all.end(), std::make_move_iterator(here.begin()), std::make_move_iterator(here.end()));
  }
  return all;
}

// Squares in whole pixels around the boxes; those that cannot be cut out are gone.
std::vector<Box> squares_around(std::span<const Detection> faces, const Extent& picture) {
  std::vector<Box> squares;
  for (const Detection& face : faces) {
    const Box square = whole_pixels(squared(face.box));
    if (can_be_cut(square, picture)) squares.push_back(square);
  }
  return squares;
}

std::vector<Detection> refinement_stage(const dataset::Picture& picture, std::span<const Box> squares, const MtcnnNetworks& networks,
                                        const MtcnnOptions& options) {
  const auto judgements = judged(picture, squares, networks.refinement, with_extent(options.preprocess, {24, 24}), false);
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    if (judgements[i].score > options.thresholds[1])
      candidates.push_back({{0, judgements[i].score, squares[i], {}}, judgements[i].offsets});
  }
  std::vector<Detection> faces;
  for (Candidate& candidate : suppressed_candidates(std::move(candidates), between_scales)) {
    candidate.face.box = refined(candidate.face.box, candidate.offsets, 1);
    faces.push_back(std::move(candidate.face));
  }
  return faces;
}

std::vector<Point> landmarks_of(const Box& box, std::span<const double> parts) {
  const double width = box.x2 - box.x1 + 1;
  const double height = box.y2 - box.y1 + 1;
  std::vector<Point> points;
  for (std::size_t i = 0; i < landmark_count; ++i) {
    points.push_back({box.x1 + width * parts[i] - 1, box.y1 + height * parts[landmark_count + i] - 1});
  }
  return points;
}

std::vector<Detection> output_stage(const dataset::Picture& picture, std::span<const Box> squares, const MtcnnNetworks& networks,
                                    const MtcnnOptions& options) {
  const auto judgements = judged(picture, squares, networks.output, with_extent(options.preprocess, {48, 48}), true);
  std::vector<Detection> faces;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    const Judgement& judgement = judgements[i];
    if (!(judgement.score > options.thresholds[2])) continue;
    faces.push_back({0, judgement.score, refined(squares[i], judgement.offsets, 1), landmarks_of(squares[i], judgement.landmarks)});
  }
  return suppressed(faces, at_the_end);
}

}  // namespace

std::vector<double> pyramid(const Extent& picture, double smallest_face, double factor) {
  std::vector<double> scales;
  const double first = proposal_side / smallest_face;
  double side = std::min(picture.width, picture.height) * first;
  for (double scale = first; side >= proposal_side; scale *= factor, side *= factor) scales.push_back(scale);
  return scales;
}

std::vector<Candidate> candidates_of(const Array& faces, const Array& offsets, double scale, double threshold) {
  const Maps scores = maps_of(faces);
  const Maps moves = maps_of(offsets);
  if (scores.height != moves.height || scores.width != moves.width) {
    const Array both[] = {faces, offsets};
    refuse_outputs(both, "mtcnn", "maps of one size");
  }
  std::vector<Candidate> candidates;
  for (std::size_t y = 0; y < scores.height; ++y) {
    for (std::size_t x = 0; x < scores.width; ++x) {
      const double score = scores.at(1, y, x);
      if (!(score >= threshold)) continue;
      const double left = static_cast<double>(proposal_stride * x) + 1;
      const double top = static_cast<double>(proposal_stride * y) + 1;
      const Box box = {left / scale, top / scale, (left + proposal_side - 1) / scale, (top + proposal_side - 1) / scale};
      candidates.push_back(
          {{0, score, whole_pixels(box), {}}, {moves.at(0, y, x), moves.at(1, y, x), moves.at(2, y, x), moves.at(3, y, x)}});
    }
  }
  return candidates;
}

Box refined(const Box& box, std::span<const double> offsets, double edge) {
  const double width = box.x2 - box.x1 + edge;
  const double height = box.y2 - box.y1 + edge;
  return {box.x1 + offsets[0] * width, box.y1 + offsets[1] * height, box.x2 + offsets[2] * width, box.y2 + offsets[3] * height};
}

Box squared(const Box& box) {
  const double width = box.x2 - box.x1;
  const double height = box.y2 - box.y1;
  const double side = std::max(width, height);
  const double left = box.x1 + width / 2 - side / 2;
  const double top = box.y1 + height / 2 - side / 2;
  return {left, top, left + side, top + side};
}

std::vector<Detection> find_faces(const dataset::Picture& picture, const MtcnnNetworks& networks, const MtcnnOptions& options) {
  std::vector<Detection> faces;
  for (Candidate& candidate : proposals(picture, networks, options)) {
    candidate.face.box = refined(candidate.face.box, candidate.offsets, 0);
    faces.push_back(std::move(candidate.face));
  }
  faces = refinement_stage(picture, squares_around(faces, picture.extent), networks, options);
  return output_stage(picture, squares_around(faces, picture.extent), networks, options);
}

}  // namespace nnfront::postprocess
