#include "ir/input_shapes.h"

#include "ir/elements.h"
#include "ir/infer.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront {

namespace {

std::vector<Shape> shapes_read(const Node& node, const NodeIndex& index) {
  std::vector<Shape> shapes;
  for_each_input(node, [&](Value value) { shapes.push_back(index.type(value).shape); });
  return shapes;
}

void for_each_fixed(const Graph& graph, const std::function<void(const Node&)>& visit) {
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      if (node.fixed) visit(node);
    }
  });
}

void reshape_inputs(Graph& graph, const std::vector<Shape>& shapes) {
  if (shapes.size() != graph.inputs().size()) {
    fail(ErrorCode::invalid_argument, "got shapes for {} inputs, the graph has {}", shapes.size(), graph.inputs().size());
  }
  std::vector<std::vector<Shape>> before;
  const NodeIndex index(graph);
  for_each_fixed(graph, [&](const Node& node) { before.push_back(shapes_read(node, index)); });
  const MutableNodeIndex mutable_index(graph);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    Node& input = mutable_index.producer(graph.inputs()[i]);
    input.attributes = InputAttrs{input.attributes.as<InputAttrs>().dtype, shapes[i]};
  }
  infer_types(graph);
  std::size_t fixed = 0;
  for_each_fixed(graph, [&](const Node& node) {
    if (shapes_read(node, index) == before[fixed++]) return;
    fail(ErrorCode::unsupported, "{} is only valid for the input shapes that the model was compiled with", node_label(node));
  });
}

constexpr std::string_view unknown = "?";
constexpr std::int64_t largest_size = 640;

std::map<std::string, std::int64_t> open_sizes(const Graph& graph) {
  std::map<std::string, std::int64_t> sizes;
  for (const Shape& shape : input_shapes(graph)) {
    for (const Dim& dim : shape) {
      if (dim.is_unknown()) sizes[std::string(unknown)] = 1;
      if (!dim.is_symbolic()) continue;
      for (const std::string& symbol : dim.symbols()) sizes[symbol] = 1;
    }
  }
  return sizes;
}

bool accepts(const Graph& graph, const std::map<std::string, std::int64_t>& sizes) {
  try {
    Graph trial = graph;
    reshape_inputs(trial, input_shapes(graph, sizes));
    return true;
  } catch (const Error&) {  // an operator wants another size
    return false;
  }
}

// Tries one number after the other from `first` on, small ones first, and 1 last; false where none is accepted.
bool find_size(std::int64_t first, const std::function<bool(std::int64_t)>& accepted) {
  for (std::int64_t size = first; size <= largest_size; ++size) {
    if (accepted(size)) return true;
  }
  return first > 1 && accepted(1);
}

void require_ranks(const Graph& graph) {
  const NodeIndex index(graph);
  for (const Value input : graph.inputs()) {
    if (index.type(input).ranked) continue;
    fail(ErrorCode::invalid_argument, "input '{}' has no rank: give it a shape", printable(index.producer(input).name));
  }
}

std::map<std::string, std::int64_t> accepted_sizes(const Graph& graph, std::int64_t first) {
  require_ranks(graph);
  std::map<std::string, std::int64_t> sizes = open_sizes(graph);
  if (sizes.empty()) return sizes;
  const bool found = find_size(first, [&](std::int64_t size) {
    for (auto& each : sizes) each.second = size;
    return accepts(graph, sizes);
  });
  if (!found) {
    std::string names;
    for (const auto& each : sizes) names += (names.empty() ? "" : ", ") + each.first;
    fail(ErrorCode::invalid_argument, "no number from 1 to {} in place of {} fits the graph: give the inputs shapes of numbers",
         largest_size, names);
  }
  for (auto& each : sizes) {
    const std::int64_t known = each.second;
    find_size(first, [&](std::int64_t size) {
      each.second = size;
      return size == known || accepts(graph, sizes);
    });
  }
  return sizes;
}

}  // namespace

void check_fixed_sizes(const Graph& graph) {
  const NodeIndex index(graph);
  for_each_fixed(graph, [&](const Node& node) {
    for (const Shape& shape : shapes_read(node, index)) {
      for (const Dim& dim : shape) {
        if (!dim.is_symbolic()) continue;
        fail(ErrorCode::unsupported, "{} is only valid for one size of what it reads, and that is {}: give a number in place of {}",
             node_label(node), text(shape), fmt::join(dim.symbols(), ", "));
      }
    }
  });
}

std::vector<Shape> input_shapes(const Graph& graph) {
  const NodeIndex index(graph);
  std::vector<Shape> shapes;
  for (const Value input : graph.inputs()) shapes.push_back(index.type(input).shape);
  return shapes;
}

void set_input_shapes(Graph& graph, const std::vector<Shape>& shapes) {
  Graph changed = graph;
  reshape_inputs(changed, shapes);
  graph = std::move(changed);
}

std::vector<Shape> input_shapes(const Graph& graph, const std::map<std::string, std::int64_t>& sizes) {
  const std::map<std::string, Dim> numbers(sizes.begin(), sizes.end());
  std::vector<Shape> shapes = input_shapes(graph);
  for (Shape& shape : shapes) {
    for (Dim& dim : shape) dim = dim.is_unknown() ? numbers.at(std::string(unknown)) : dim.substitute(numbers);
  }
  return shapes;
}

std::vector<Array> random_inputs(const Graph& graph, std::uint64_t seed, const std::map<std::string, std::int64_t>& sizes) {
  const std::vector<Shape> shapes = sizes.empty() ? input_shapes(graph) : input_shapes(graph, sizes);
  const NodeIndex index(graph);
  std::vector<Array> arrays;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Value input = graph.inputs()[i];
    const auto dims = integers(shapes[i]);
    if (!dims || !index.type(input).ranked) {
      fail(ErrorCode::invalid_argument, "input '{}' is {}: random numbers need every dimension", printable(index.producer(input).name),
           text(index.type(input)));
    }
    arrays.push_back(random_input(index.type(input).dtype, *dims, seed + i));
  }
  return arrays;
}

std::map<std::string, std::int64_t> fitting_sizes(const Graph& graph) {
  return accepted_sizes(graph, 2);
}

std::map<std::string, std::int64_t> smallest_sizes(const Graph& graph) {
  return accepted_sizes(graph, 1);
}

}  // namespace nnfront
