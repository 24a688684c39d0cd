#include "emit/run.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "formats/npz.h"
#include "support/fail.h"
#include "support/file.h"
#include "support/process.h"

namespace nnfront::emit {

namespace {

namespace fs = std::filesystem;

// Nobody else's, and gone with its owner.
class PrivateFolder {
 public:
  PrivateFolder() {
    std::string name = (fs::temp_directory_path() / "nnfront-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) fail(ErrorCode::io, "{} cannot be made: {}", printable(name), std::strerror(errno));
    path_ = name;
  }
  ~PrivateFolder() {
    std::error_code ignored;  // what stays behind in the folder for temporary files harms nobody
    fs::remove_all(path_, ignored);
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  fs::path operator/(std::string_view name) const { return path_ / name; }

 private:
  fs::path path_;
};

void write_inputs(const fs::path& path, const std::vector<NamedArray>& inputs) {
  formats::NpzWriter writer(path);
  for (const NamedArray& input : inputs) {
    writer.begin(input.name, formats::npy_storage(input.array.dtype()), formats::npy_dims(input.array.dtype(), input.array.dims()));
    writer.write({input.array.data(), input.array.bytes()});
    writer.end();
  }
  writer.finish();
}

// A traceback ends with what happened.
std::string last_line(std::string_view said) {
  const std::size_t end = said.find_last_not_of(" \n");
  if (end == std::string_view::npos) return "nothing";
  said = said.substr(0, end + 1);
  return printable(std::string(said.substr(said.find_last_of('\n') + 1)));
}

std::vector<Array> read_outputs(const fs::path& path, const std::vector<std::string>& wanted) {
  const std::vector<formats::NpzEntry> entries = formats::read_npz(ByteSource(File::open(path)));
  std::vector<Array> outputs;
  for (const std::string& name : wanted) {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.name == name; });
    if (found == entries.end()) fail(ErrorCode::invalid_file, "the rebuilt model gives no output '{}'", printable(name));
    outputs.push_back(formats::npz_array(*found));
  }
  return outputs;
}

}  // namespace

std::vector<Array> run(std::string_view to, const fs::path& path, const std::vector<NamedArray>& inputs,
                       const std::vector<std::string>& wanted, const std::string& python) {
  const auto loader = loader_source(to);
  ensure(loader.has_value(), "every target has a load_rebuilt.py");
  const PrivateFolder folder;
  write_text_file(folder / "run_rebuilt.py", run_rebuilt_source());
  write_text_file(folder / "load_rebuilt.py", *loader);
  write_inputs(folder / "inputs.npz", inputs);
  const auto ended = run_program({python, (folder / "run_rebuilt.py").string(), (folder / "load_rebuilt.py").string(), path.string(),
                                  (folder / "inputs.npz").string(), (folder / "outputs.npz").string()});
  if (ended.status != 0) {
    fail(ErrorCode::unsupported, "{} is written, but {} did not run it (exit status {}): {}", printable(path.string()), printable(python),
         ended.status, last_line(ended.said));
  }
  return read_outputs(folder / "outputs.npz", wanted);
}

}  // namespace nnfront::emit
