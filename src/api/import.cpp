#include "api/import.h"

#include "frontends/file_kind.h"
#include "nnfront/version.h"
#include "support/fail.h"

namespace nnfront::api {

std::string producer() {
  return fmt::format("nnfront {}", version);
}

std::filesystem::path graph_in_folder(const std::filesystem::path& path) {
  const std::filesystem::path graph = path / "IR_fused_for_CModel_graph.json";
  return frontends::is_graph_file(graph) ? graph : path;
}

Shape parse_shape(std::string_view text) {
  Shape shape;
  while (true) {
    const std::size_t comma = text.find(',');
    shape.push_back(Dim::parse(text.substr(0, comma)));
    if (comma == std::string_view::npos) return shape;
    text.remove_prefix(comma + 1);
  }
}

frontends::ImportOptions import_options(const std::map<std::string, std::string>& inputs) {
  frontends::ImportOptions result;
  for (const auto& [name, shape] : inputs) {
    try {
      const Shape parsed = parse_shape(shape);
      for (const Dim& dim : parsed) {
        if (dim.is_unknown()) fail(ErrorCode::invalid_argument, "a size that is not known yet has a name of your choice: batch,3,h,w");
      }
      result.input_shapes[name] = parsed;
    } catch (const Error& error) {
      fail(ErrorCode::invalid_argument, "input '{}': '{}' is no shape like 1,3,224,224 ({})", printable(name), printable(shape),
           error.what());
    }
  }
  return result;
}

}  // namespace nnfront::api
