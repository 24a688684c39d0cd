#include "cli/npy_arguments.h"

#include <optional>
#include <system_error>

#include "formats/npz.h"
#include "support/fail.h"

namespace nnfront::cli {

namespace {

struct InputFile {
  std::string name;  // empty: by position
  std::string file;
};

// A path may have '=' in it: what stands before is a name where the model has such an input, or where there is no such file.
InputFile input_file(const std::string& argument, const std::vector<ValueInfo>& inputs) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos) return {"", argument};
  InputFile named{argument.substr(0, equals), argument.substr(equals + 1)};
  for (const ValueInfo& input : inputs) {
    if (input.name == named.name) return named;
  }
  std::error_code unknown;  // of a path that cannot be looked at: no such file
  if (std::filesystem::exists(argument, unknown)) return {"", argument};
  return named;
}

std::size_t slot_of(const std::string& name, const std::vector<ValueInfo>& inputs, const std::vector<std::optional<Array>>& filled) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (name.empty() ? !filled[i].has_value() : inputs[i].name == name) return i;
  }
  if (name.empty()) fail(ErrorCode::invalid_argument, "got more input files than the model's {} inputs", inputs.size());
  std::vector<std::string> names;
  for (const ValueInfo& input : inputs) names.push_back(input.name);
  fail(ErrorCode::invalid_argument, "there is no input '{}'{}", printable(name), did_you_mean(name, names));
}

}  // namespace

std::vector<Array> read_inputs(const Model& model, const std::vector<std::string>& arguments) {
  const std::vector<ValueInfo> inputs = model.inputs();
  std::vector<std::optional<Array>> filled(inputs.size());
  for (const std::string& argument : arguments) {
    const InputFile file = input_file(argument, inputs);
    std::optional<Array>& slot = filled[slot_of(file.name, inputs, filled)];
    if (slot) fail(ErrorCode::invalid_argument, "input '{}' is given twice", printable(file.name));
    slot = formats::read_npy(file.file);
  }
  std::vector<Array> arrays;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!filled[i])
      fail(ErrorCode::invalid_argument, "input '{}' {}{} has no file: give --input-npy {}=FILE", inputs[i].name, inputs[i].dtype,
           inputs[i].shape, inputs[i].name);
    arrays.push_back(*filled[i]);
  }
  return arrays;
}

void check_output(const std::filesystem::path& path, bool several) {
  const std::string end = path.extension().string();
  if (end != ".npy" && end != ".npz") {
    fail(ErrorCode::invalid_argument, "-o {}: wanted a name that ends in .npy (one array) or .npz (any number)", printable(path.string()));
  }
  if (several && end == ".npy") {
    fail(ErrorCode::invalid_argument, "-o {}: a .npy holds one array and this run gives several: use a name that ends in .npz",
         printable(path.string()));
  }
}

void write_outputs(const Model::RunResult& result, const std::filesystem::path& path) {
  if (path.extension() == ".npy") return formats::write_npy(path, result.arrays.front());
  formats::NpzWriter writer(path);
  for (std::size_t i = 0; i < result.arrays.size(); ++i) {
    const Array& array = result.arrays[i];
    writer.begin(result.keys[i], formats::npy_storage(array.dtype()), formats::npy_dims(array.dtype(), array.dims()));
    writer.write({array.data(), array.bytes()});
    writer.end();
  }
  writer.finish();
}

}  // namespace nnfront::cli
