#include "passes/eliminate_common_subexpressions.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <variant>

#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

class Hash {
 public:
  void add(std::size_t part) { state_ = (state_ ^ part) * 0x100000001b3ULL + (state_ >> 29); }
  void add(const std::string& text) { add(std::hash<std::string>()(text)); }
  template <class T>
  void add_all(const std::vector<T>& parts) {
    add(parts.size());
    for (const T& part : parts) add_one(part);
  }
  std::size_t value() const { return state_; }

 private:
  void add_one(std::int64_t part) { add(std::hash<std::int64_t>()(part)); }
  void add_one(double part) { add(std::hash<double>()(part)); }
  void add_one(const std::string& part) { add(part); }
  void add_one(const Dim& part) { add(part.text()); }

  std::size_t state_ = 0xcbf29ce484222325ULL;
};

void add_value(Hash& hash, const AttrValue& value) {
  hash.add(value.index());
  std::visit(
      [&](const auto& held) {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          return;
        } else if constexpr (std::is_arithmetic_v<Held>) {
          hash.add(std::hash<Held>()(held));
        } else if constexpr (std::is_same_v<Held, std::string>) {
          hash.add(held);
        } else {
          hash.add_all(held);
        }
      },
      value);
}

std::span<const std::byte> bytes_of(const Array& array) {
  return {array.data(), array.bytes()};
}

// The key and the further names differ between two parameters of one tensor; role and type must not.
bool interchangeable(const ParameterAttrs& a, const ParameterAttrs& b) {
  return a.dtype == b.dtype && a.shape == b.shape && a.role == b.role && a.trainable == b.trainable &&
         a.sparsity_pattern == b.sparsity_pattern && a.sparsity_mask == b.sparsity_mask;
}

class Survivors {
 public:
  explicit Survivors(Graph& graph) : rewriter_(graph) {}

  // A block sees its own nodes alone.
  void sweep(Block& block) {
    by_hash_.clear();
    rewriter_.sweep(block, [&](Node& node) { visit(node); });
  }

  bool finish() { return rewriter_.finish(); }

 private:
  void visit(Node& node) {
    if (!may_be_shared(node)) return;
    std::vector<Node*>& candidates = by_hash_[hash_of(node)];
    for (Node* candidate : candidates) {
      if (!same(*candidate, node)) continue;
      for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) rewriter_.replace(node.value(i), candidate->value(i));
      remember_name(*candidate, node);
      rewriter_.erase(node);
      return;
    }
    candidates.push_back(&node);
  }

  bool may_be_shared(const Node& node) const {
    if (!node.graphs.empty() || !node.epilogue.empty() || !node.op->deterministic) return false;
    if (!is_constant(node)) return true;
    // A buffer may be named by its key (the bitmap of a sparse weight), which must stay.
    const bool buffer = node.attributes.is<ParameterAttrs>() && node.attributes.as<ParameterAttrs>().role == ParameterRole::buffer;
    return !buffer && rewriter_.constant(node.value()) != nullptr;
  }

  static void remember_name(Node& survivor, const Node& removed) {
    if (!survivor.attributes.is<ParameterAttrs>()) return;
    ParameterAttrs attrs = survivor.attributes.as<ParameterAttrs>();
    const auto& other = removed.attributes.as<ParameterAttrs>();
    attrs.tied_names.push_back(other.key);
    attrs.tied_names.insert(attrs.tied_names.end(), other.tied_names.begin(), other.tied_names.end());
    survivor.attributes = std::move(attrs);
  }

  static std::size_t hash_of(const Node& node) {
    Hash hash;
    hash.add(std::hash<const void*>()(node.op));
    for (const auto& input : node.inputs) hash.add(input ? std::hash<Value>()(*input) : 0);
    if (node.attributes.is<ParameterAttrs>()) {
      hash.add(std::hash<const void*>()(node.tensor.handle()));
    } else {
      for (const AttrField& field : node.attributes.fields()) add_value(hash, field.value);
    }
    if (node.attributes.is<ConstantAttrs>()) {
      const Array content = node.tensor.evaluate();
      const auto bytes = bytes_of(content);
      hash.add(std::hash<std::string_view>()({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    }
    return hash.value();
  }

  static bool same(const Node& a, const Node& b) {
    if (a.op != b.op || a.inputs != b.inputs || a.fixed != b.fixed || a.outputs != b.outputs) return false;
    if (a.attributes.is<ParameterAttrs>()) {
      return a.tensor.same_as(b.tensor) && interchangeable(a.attributes.as<ParameterAttrs>(), b.attributes.as<ParameterAttrs>());
    }
    if (!(a.attributes == b.attributes)) return false;
    if (!a.attributes.is<ConstantAttrs>()) return true;
    const Array content_a = a.tensor.evaluate();
    const Array content_b = b.tensor.evaluate();
    const auto bytes_a = bytes_of(content_a);
    const auto bytes_b = bytes_of(content_b);
    return std::equal(bytes_a.begin(), bytes_a.end(), bytes_b.begin(), bytes_b.end());
  }

  Rewriter rewriter_;
  std::unordered_map<std::size_t, std::vector<Node*>> by_hash_;
};

}  // namespace

bool eliminate_common_subexpressions(Graph& graph) {
  Survivors survivors(graph);
  for_each_block(graph, [&](Block& block) { survivors.sweep(block); });
  return survivors.finish();
}

}  // namespace nnfront::passes
