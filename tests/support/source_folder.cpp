#include "tests/support/source_folder.h"

namespace nnfront::testing_support {

std::filesystem::path source_folder() {
  return NNFRONT_SOURCE_DIR;
}

}  // namespace nnfront::testing_support
