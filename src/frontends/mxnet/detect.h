// Which files are an MXNet model: by what is in them. Only the pairing of a graph with its parameters goes by names, as MXNet's
// own save_checkpoint and export write them: PREFIX-symbol.json and PREFIX-0012.params (epoch 12).
#pragma once

#include <filesystem>
#include <optional>

#include "frontends/frontend.h"

namespace nnfront::frontends::mxnet {

// `path`: a symbol file, a parameter file, a PREFIX, or a directory with one symbol file. Nothing where the content is not MXNet's.
// Error where it is but something is missing or not clear: several symbol files in a directory (they are named), no file of the
// epoch (the ones that are there are named), parameters without their symbol.
std::optional<ModelFiles> detect(const std::filesystem::path& path, int epoch);

}  // namespace nnfront::frontends::mxnet
