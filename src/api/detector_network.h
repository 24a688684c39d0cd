// One network of a detector: loaded from whatever file it is in, for pictures of a chosen size.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nnfront/detect.h"

namespace nnfront::api {

// What a network reads: one picture.
struct PictureInput {
  std::string name;
  bool channels_last = false;           // [N, height, width, 3] instead of [N, 3, height, width]
  std::optional<Extent> extent;         // where the network fixes it
  std::optional<Extent> declared = {};  // what its file says, whatever is asked for
};

// Its graph runs at any size that its operators allow.
class DetectorNetwork {
 public:
  // `extent`: of the picture that is run; left out: as the network says, else `usual`. Error where nobody says it, where the network
  // does not take it, and for a network that reads something else than one picture.
  static DetectorNetwork load(const DetectorFile& file, const std::optional<Extent>& extent, const std::optional<Extent>& usual);

  const PictureInput& input() const { return input_; }
  Extent extent() const { return *input_.extent; }
  // The outputs for an array of the input's layout, of any size and batch.
  std::vector<Array> run(const Array& pictures, const RunOptions& options) const;

 private:
  DetectorNetwork(Model model, PictureInput input);
  Model model_;
  PictureInput input_;
};

}  // namespace nnfront::api
