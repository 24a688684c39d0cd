#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>

#include "formats/npz.h"
#include "ir/infer.h"
#include "ir/leaf.h"
#include "ir/serialize.h"
#include "support/fail.h"

namespace nnfront {

namespace {

constexpr std::size_t part_bytes = std::size_t{1} << 20;
constexpr std::size_t parts_ahead = 8;

// Consecutive bytes of one parameter's content, and what keeps them alive.
struct Part {
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> owner;
};

// Hands parts from the thread that reads and evaluates to the one that sums up and writes; a few wait at most, so that memory
// does not grow with the model.
class PartQueue {
 public:
  // Waits for room. False where nobody will take the part any more.
  bool push(Part part) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return parts_.size() < parts_ahead || abandoned_; });
    if (abandoned_) return false;
    parts_.push_back(std::move(part));
    changed_.notify_all();
    return true;
  }

  // Waits for a part. Rethrows what ended the other side.
  Part pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !parts_.empty() || ended_; });
    if (parts_.empty() && failure_ != nullptr) std::rethrow_exception(failure_);
    ensure(!parts_.empty(), "a tensor passes on fewer bytes than it has");
    Part part = std::move(parts_.front());
    parts_.pop_front();
    changed_.notify_all();
    return part;
  }

  void end(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    failure_ = std::move(failure);
    changed_.notify_all();
  }

  void abandon() {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Part> parts_;
  bool ended_ = false;
  bool abandoned_ = false;
  std::exception_ptr failure_;
};

struct Abandoned {};

// A window is only lent to the sink: what waits in the queue is a copy.
void push_copy(PartQueue& queue, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), part_bytes);
    const std::shared_ptr<std::byte[]> copy(new std::byte[size]);
    std::memcpy(copy.get(), bytes.data(), size);
    if (!queue.push({{copy.get(), size}, copy})) throw Abandoned{};
    bytes = bytes.subspan(size);
  }
}

void push_content(PartQueue& queue, const Tensor& tensor) {
  if (!tensor.in_memory()) {
    tensor.stream([&](std::span<const std::byte> bytes) { push_copy(queue, bytes); });
    return;
  }
  const auto array = std::make_shared<const Array>(tensor.evaluate());
  if (!array->empty() && !queue.push({{array->data(), array->bytes()}, array})) throw Abandoned{};
}

void push_all(PartQueue& queue, const std::vector<const Node*>& parameters) {
  try {
    for (const Node* node : parameters) push_content(queue, node->tensor);
    queue.end(nullptr);
  } catch (const Abandoned&) {
    queue.end(nullptr);
  } catch (...) {  // rethrown on the writer's thread
    queue.end(std::current_exception());
  }
}

// Reads ahead as long as it lives.
class ReadAhead {
 public:
  explicit ReadAhead(const std::vector<const Node*>& parameters) : thread_([this, &parameters] { push_all(queue_, parameters); }) {}
  ~ReadAhead() {
    queue_.abandon();
    thread_.join();
  }
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  Part next() { return queue_.pop(); }

 private:
  PartQueue queue_;
  std::thread thread_;
};

std::vector<const Node*> parameters_of(const Graph& graph) {
  std::vector<const Node*> result;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      if (node.attributes.is<ParameterAttrs>()) result.push_back(&node);
    }
  });
  return result;
}

const std::string& key_of(const Node& node) {
  return node.attributes.as<ParameterAttrs>().key;
}

// What npy can say of the elements: 4-bit types are a row of bytes there.
std::vector<std::int64_t> declared_dims(const Node& node) {
  const auto dims = integers(node.attributes.as<ParameterAttrs>().shape);
  if (!dims) fail(ErrorCode::invalid_file, "{}: wanted integer dimensions", node_label(node));
  return *dims;
}

std::string shape_text(DType dtype, const std::vector<std::int64_t>& dims) {
  return text(TensorType{dtype, shape_of(dims)});
}

void attach(Node& node, const formats::NpzEntry& entry) {
  const DType dtype = node.attributes.as<ParameterAttrs>().dtype;
  const std::vector<std::int64_t> dims = declared_dims(node);
  const DType stored = formats::npy_storage(dtype);
  if (entry.header.dtype != stored || entry.header.dims != formats::npy_dims(dtype, dims)) {
    fail(ErrorCode::invalid_file, "parameter '{}': got {}, wanted {}", printable(entry.name),
         shape_text(entry.header.dtype, entry.header.dims), shape_text(stored, formats::npy_dims(dtype, dims)));
  }
  if (entry.header.fortran_order && dims.size() > 1) {
    fail(ErrorCode::unsupported, "parameter '{}': it lies in Fortran order, wanted C order (numpy.ascontiguousarray)",
         printable(entry.name));
  }
  const auto read = [entry, dtype, dims](std::span<const Array>) { return formats::checked_array(entry, dtype, dims); };
  node.tensor = Tensor(dtype, dims, DeferredComputation{"a parameter's content", {}, read});
}

}  // namespace

void write_parameters(const Graph& graph, const std::filesystem::path& path,
                      const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const std::vector<const Node*> parameters = parameters_of(graph);
  std::uint64_t total = 0;
  for (const Node* node : parameters) {
    if (!node->tensor.has_content()) fail(ErrorCode::invalid_argument, "parameter '{}' has no content to write", printable(key_of(*node)));
    total += node->tensor.bytes();
  }
  formats::NpzWriter writer(path);
  ReadAhead ahead(parameters);
  std::uint64_t done = 0;
  for (const Node* node : parameters) {
    const DType dtype = node->tensor.dtype();
    writer.begin(key_of(*node), formats::npy_storage(dtype), formats::npy_dims(dtype, node->tensor.dims()));
    for (const std::uint64_t end = done + node->tensor.bytes(); done < end;) {
      const Part part = ahead.next();
      writer.write(part.bytes);
      done += part.bytes.size();
      if (progress) progress(done, total);
    }
    writer.end();
  }
  writer.finish();
}

void attach_parameters(Graph& graph, const ByteSource& npz) {
  std::unordered_map<std::string_view, const formats::NpzEntry*> entries;
  const std::vector<formats::NpzEntry> list = formats::read_npz(npz);
  for (const formats::NpzEntry& entry : list) entries.emplace(entry.name, &entry);
  std::vector<std::string> missing;
  for_each_block(graph, [&](Block& block) {
    for (Node& node : block.nodes) {
      if (!node.attributes.is<ParameterAttrs>()) continue;
      const auto found = entries.find(key_of(node));
      if (found == entries.end()) {
        missing.push_back(printable(key_of(node)));
        continue;
      }
      attach(node, *found->second);
      entries.erase(found);
    }
  });
  if (!missing.empty()) {
    fail(ErrorCode::invalid_file, "{} parameters of the graph are missing, the first is '{}'", missing.size(), missing.front());
  }
  if (!entries.empty()) {
    std::set<std::string> names;
    for (const auto& entry : entries) names.insert(printable(entry.first));
    fail(ErrorCode::invalid_file, "{} arrays are no parameters of the graph, the first is '{}'", names.size(), *names.begin());
  }
}

void attach_parameters(Graph& graph, const std::filesystem::path& path) {
  try {
    attach_parameters(graph, ByteSource(File::open(path)));
  } catch (const Error& error) {
    // What the system refuses names the path already.
    if (error.code() == ErrorCode::io) throw;
    throw error.in(printable(path.string()));
  }
}

}  // namespace nnfront
