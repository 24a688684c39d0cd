// Counts how often the largest score is at the label: top1 SCORES.npy LABELS.npy
// Scores are float32 [images, classes], labels int64 [images].
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <span>

#include "formats/npz.h"
#include "nnfront/error.h"
#include "support/fail.h"

namespace {

struct Count {
  std::int64_t right = 0;
  std::int64_t images = 0;
};

Count count_right(const nnfront::Array& scores, const nnfront::Array& labels) {
  const bool fits = scores.dtype() == nnfront::DType::float32 && labels.dtype() == nnfront::DType::int64 && scores.rank() == 2 &&
                    labels.rank() == 1 && scores.dims()[0] == labels.dims()[0] && scores.dims()[1] > 0;
  if (!fits) nnfront::fail(nnfront::ErrorCode::invalid_argument, "wanted float32 scores [images, classes] and int64 labels [images]");
  const std::int64_t classes = scores.dims()[1];
  Count count{0, scores.dims()[0]};
  for (std::int64_t image = 0; image < count.images; ++image) {
    const std::span<const float> row = scores.as<float>().subspan(image * classes, classes);
    const std::int64_t best = std::max_element(row.begin(), row.end()) - row.begin();
    if (best == labels.as<std::int64_t>()[image]) ++count.right;
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: top1 SCORES.npy LABELS.npy\n";
    return 2;
  }
  try {
    const Count count = count_right(nnfront::formats::read_npy(argv[1]), nnfront::formats::read_npy(argv[2]));
    const double share = count.images == 0 ? 0.0 : static_cast<double>(count.right) / static_cast<double>(count.images);
    std::printf("top1: %.4f (%lld of %lld)\n", share, static_cast<long long>(count.right), static_cast<long long>(count.images));
    return 0;
  } catch (const nnfront::Error& error) {
    std::cerr << "top1: " << error.what() << "\n";
    return 2;
  }
}
