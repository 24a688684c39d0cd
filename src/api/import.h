// From the public options to a front end's.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "frontends/frontend.h"

namespace nnfront::api {

// "nnfront 0.1.0"
std::string producer();

// From shapes as text by input name. Error (invalid_argument) for a shape that cannot be read, naming the input.
frontends::ImportOptions import_options(const std::map<std::string, std::string>& inputs);

// Of a folder that compile() wrote: the graph file of the fused form in it. Every other path itself.
std::filesystem::path graph_in_folder(const std::filesystem::path& path);

// "1,3,224,224" or "batch,3,h,w".
Shape parse_shape(std::string_view text);

}  // namespace nnfront::api
