#include "cli/npy_arguments.h"

#include <optional>
#include <system_error>

#include "formats/npz.h"
#include "support/fail.h"

namespace nnfront::cli {

namespace {

// Inputs or outputs of a model, and the option that names their files.
struct Ends {
  std::vector<ValueInfo> values;
  std::string_view what;    // "input"
  std::string_view option;  // "--input-npy"
};

struct ArrayFile {
  std::string name;  // empty: by position
  std::string file;
};

// A path may have '=' in it: what stands before is a name where the model has such an end, or where there is no such file.
ArrayFile array_file(const std::string& argument, const Ends& ends) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos) return {"", argument};
  ArrayFile named{argument.substr(0, equals), argument.substr(equals + 1)};
  for (const ValueInfo& value : ends.values) {
    if (value.name == named.name) return named;
  }
  std::error_code unknown;  // of a path that cannot be looked at: no such file
  if (std::filesystem::exists(argument, unknown)) return {"", argument};
  return named;
}

std::size_t slot_of(const std::string& name, const Ends& ends, const std::vector<std::optional<Array>>& filled) {
  for (std::size_t i = 0; i < ends.values.size(); ++i) {
    if (name.empty() ? !filled[i].has_value() : ends.values[i].name == name) return i;
  }
  if (name.empty())
    fail(ErrorCode::invalid_argument, "got more {} files than the model's {} {}s", ends.what, ends.values.size(), ends.what);
  std::vector<std::string> names;
  for (const ValueInfo& value : ends.values) names.push_back(value.name);
  fail(ErrorCode::invalid_argument, "there is no {} '{}'{}", ends.what, printable(name), did_you_mean(name, names));
}

std::vector<Array> read_arrays(const Ends& ends, const std::vector<std::string>& arguments) {
  std::vector<std::optional<Array>> filled(ends.values.size());
  for (const std::string& argument : arguments) {
    const ArrayFile file = array_file(argument, ends);
    std::optional<Array>& slot = filled[slot_of(file.name, ends, filled)];
    if (slot) fail(ErrorCode::invalid_argument, "{} '{}' is given twice", ends.what, printable(file.name));
    slot = formats::read_npy(file.file);
  }
  std::vector<Array> arrays;
  for (std::size_t i = 0; i < ends.values.size(); ++i) {
    const ValueInfo& value = ends.values[i];
    if (!filled[i])
      fail(ErrorCode::invalid_argument, "{} '{}' {}{} has no file: give {} {}=FILE", ends.what, value.name, value.dtype, value.shape,
           ends.option, value.name);
    arrays.push_back(*filled[i]);
  }
  return arrays;
}

}  // namespace

std::vector<Array> read_inputs(const Model& model, const std::vector<std::string>& arguments) {
  return read_arrays({model.inputs(), "input", "--input-npy"}, arguments);
}

std::vector<Array> read_results(const Model& model, const std::vector<std::string>& arguments) {
  return read_arrays({model.outputs(), "output", "--result-npy"}, arguments);
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
