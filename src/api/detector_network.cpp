#include "api/detector_network.h"

#include <limits>

#include "api/import.h"
#include "frontends/file_kind.h"
#include "frontends/frontend.h"
#include "ir/input_shapes.h"
#include "nnfront/compile.h"
#include "support/fail.h"

namespace nnfront::api {

namespace {

constexpr std::string_view graph_ending = "_graph.json";
constexpr std::string_view parameters_ending = "_params.npz";

// Where compile() writes the parameters of that graph.
std::filesystem::path parameters_beside(const std::filesystem::path& graph) {
  std::string name = graph.filename().string();
  if (!name.ends_with(graph_ending)) {
    fail(ErrorCode::invalid_argument, "{}: the parameter file is not known; give it with --params", printable(graph.string()));
  }
  name.replace(name.size() - graph_ending.size(), graph_ending.size(), parameters_ending);
  return graph.parent_path() / name;
}

std::optional<int> pixels(const Dim& dim) {
  if (!dim.is_integer() || dim.integer() < 1 || dim.integer() > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(dim.integer());
}

PictureInput picture_input(const std::vector<frontends::InputReport>& inputs) {
  if (inputs.size() != 1) fail(ErrorCode::invalid_argument, "the network has {} inputs, a detector one: a picture", inputs.size());
  const TensorType& type = inputs[0].type;
  PictureInput input{inputs[0].name, false, {}};
  if (!type.ranked) return input;
  const Shape& shape = type.shape;
  if (shape.size() == 4) input.channels_last = shape[3] == Dim(3) && shape[1] != Dim(3);
  const std::size_t channels = input.channels_last ? 3 : 1;
  if (shape.size() != 4 || (shape[channels].is_integer() && shape[channels] != Dim(3))) {
    fail(ErrorCode::invalid_argument, "input '{}': got {}, wanted a picture [1,3,height,width] or [1,height,width,3]",
         printable(input.name), text(type));
  }
  const auto height = pixels(shape[channels == 1 ? 2 : 1]);
  const auto width = pixels(shape[channels == 1 ? 3 : 2]);
  if (height && width) input.extent = Extent{*width, *height};
  input.declared = input.extent;
  return input;
}

std::string shape_text(const PictureInput& input, std::int64_t batch, const Extent& extent) {
  return input.channels_last ? fmt::format("{},{},{},3", batch, extent.height, extent.width)
                             : fmt::format("{},3,{},{}", batch, extent.height, extent.width);
}

// With the extent that is asked for, that of the network, or the usual one. The messages of readers name the file, these do not.
PictureInput settled_input(const DetectorFile& file, const std::vector<frontends::InputReport>& inputs, const std::optional<Extent>& extent,
                           const std::optional<Extent>& usual) try {
  PictureInput input = picture_input(inputs);
  if (extent) input.extent = extent;
  if (!input.extent) input.extent = usual;
  if (input.extent) return input;
  fail(ErrorCode::invalid_argument,
       "the network does not say how large its picture is; give --size WIDTHxHEIGHT, or the kind of the detector with --kind");
} catch (const Error& error) {
  throw error.in(printable(file.graph.string()));
}

// An array's shape for the model's input.
std::map<std::string, std::string> shape_of_run(const PictureInput& input, const Array& array) {
  return {{input.name, fmt::format("{}", fmt::join(array.dims(), ","))}};
}

// make(extent) for the extent that was chosen. What it says of another one than the network's own is about operators inside; what is wrong
// with the network's own, too, has nothing to do with the size.
template <class Make>
Model of_chosen_size(const DetectorFile& file, const PictureInput& input, const Make& make) {
  try {
    return make(*input.extent);
  } catch (const Error&) {
    if (!input.declared || input.declared == input.extent) throw;
    make(*input.declared);
    fail(ErrorCode::invalid_argument, "{}: this network takes {}x{} only, got {}x{}", printable(file.graph.string()), input.declared->width,
         input.declared->height, input.extent->width, input.extent->height);
  }
}

std::vector<frontends::InputReport> inputs_of(const Graph& graph) {
  const NodeIndex index(graph);
  std::vector<frontends::InputReport> inputs;
  for (const Value value : graph.inputs()) inputs.push_back({index.producer(value).name, index.type(value)});
  return inputs;
}

}  // namespace

DetectorNetwork::DetectorNetwork(Model model, PictureInput input) : model_(std::move(model)), input_(std::move(input)) {}

DetectorNetwork DetectorNetwork::load(const DetectorFile& file, const std::optional<Extent>& extent, const std::optional<Extent>& usual) {
  const std::filesystem::path graph = graph_in_folder(file.graph);
  if (frontends::is_graph_file(graph)) {
    Model model = Model::load(graph, file.parameters.empty() ? parameters_beside(graph) : file.parameters);
    PictureInput input = settled_input(file, inputs_of(model.graph()), extent, usual);
    if (input.declared == input.extent) return {std::move(model), std::move(input)};
    const auto resized = [&](const Extent& size) { return model.with_input_shapes({{input.name, shape_text(input, 1, size)}}); };
    return {of_chosen_size(file, input, resized), input};
  }
  // Imported twice: a shape can be given only when it is known what the network reads. The first time costs little, as no parameter's
  // content is looked at.
  const frontends::Detected detected = frontends::detect(file.graph);
  frontends::ImportOptions description;
  description.parameters_required = false;
  PictureInput input = settled_input(file, detected.frontend.import(detected.files, description).report.inputs, extent, usual);
  const auto compiled = [&](const Extent& size) {
    CompileOptions options;
    options.inputs = {{input.name, shape_text(input, 1, size)}};
    options.out_directory.clear();
    return compile(file.graph, options).fused;
  };
  return {of_chosen_size(file, input, compiled), input};
}

std::vector<Array> DetectorNetwork::run(const Array& pictures, const RunOptions& options) const {
  RunOptions outputs_only = options;
  outputs_only.values.clear();
  const bool same_size = input_shapes(model_.graph()).at(0) == shape_of(pictures.dims());
  const Model model = same_size ? model_ : model_.with_input_shapes(shape_of_run(input_, pictures));
  return model.run({pictures}, outputs_only).arrays;
}

}  // namespace nnfront::api
