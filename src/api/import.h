// From the public options to a front end's.
#pragma once

#include <string>

#include "frontends/frontend.h"
#include "nnfront/compile.h"

namespace nnfront::api {

// "nnfront 0.1.0"
std::string producer();

// Error (invalid_argument) for a shape that cannot be read, naming the input.
frontends::ImportOptions import_options(const CompileOptions& options);

// "1,3,224,224" or "batch,3,h,w".
Shape parse_shape(std::string_view text);

}  // namespace nnfront::api
