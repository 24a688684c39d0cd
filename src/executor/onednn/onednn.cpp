#include "executor/onednn/onednn.h"

#include <algorithm>
#include <utility>

#include "executor/inputs.h"
#include "executor/onednn/crew.h"
#include "executor/onednn/execution.h"
#include "executor/onednn/kernel.h"
#include "executor/onednn/lowering.h"
#include "executor/onednn/separable.h"
#include "executor/reference/reference.h"
#include "ir/input_shapes.h"
#include "support/fail.h"
#include "support/parallel.h"

namespace nnfront::executor {

namespace {

using namespace onednn;

// Some entries of the batch, and who computes them: each worker some of them on a thread of its own, or one worker all of them with
// the whole crew.
struct Share {
  int first = 0;
  int count = 0;
  bool together = false;
  Program program;
  BatchPlan plan;
  std::vector<std::unique_ptr<Worker>> workers;
};

struct Network {
  std::vector<DeclaredInput> declared;
  std::shared_ptr<const Graph> one;  // the graph for one entry of the batch; null where the batch stays whole
  std::int64_t batch = 1;
  std::vector<std::unique_ptr<Share>> shares;
  std::unique_ptr<Crew> crew;

  std::vector<Array> run(std::span<const Array> inputs);
  void run_apart(Share& share, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs);
  void run_together(Share& share, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs);
};

void Network::run_apart(Share& share, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs) {
  const int workers = static_cast<int>(share.workers.size());
  const auto work = [&](int i) {
    const int begin = share.first + share.count * i / workers;
    const int end = share.first + share.count * (i + 1) / workers;
    share.workers[static_cast<std::size_t>(i)]->run(begin, end - begin, inputs, outputs);
  };
  if (workers == 1) return work(0);
  crew->run(work);
}

void Network::run_together(Share& share, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs) {
  Worker& worker = *share.workers.front();
  const int end = share.first + share.count;
  for (int begin = share.first; begin < end; begin += worker.chunk()) {
    worker.start(begin, std::min(worker.chunk(), end - begin), inputs, outputs);
    crew->run([&](int) { worker.work(); });
    worker.finish();
  }
}

std::vector<ExternalArray> views_of(std::span<const Array> arrays, std::int64_t batch) {
  std::vector<ExternalArray> views;
  for (const Array& array : arrays) {
    // Inputs are only read; oneDNN's memory objects take no const pointer.
    views.push_back({const_cast<std::byte*>(array.data()), array.bytes() / static_cast<std::size_t>(batch)});
  }
  return views;
}

std::vector<Array> Network::run(std::span<const Array> inputs) {
  check_inputs(declared, inputs);
  std::vector<Array> results;
  std::vector<ExternalArray> outputs;
  for (const Result& result : shares.front()->program.results) {
    Dims dims = result.dims;
    if (result.per_image && batch > 1) dims.front() *= batch;
    Array& array = results.emplace_back(result.dtype, std::move(dims));
    const std::size_t bytes = array.bytes() / static_cast<std::size_t>(result.per_image ? batch : 1);
    outputs.push_back({array.mutable_data(), result.per_image ? bytes : 0});
  }
  const std::vector<ExternalArray> sources = views_of(inputs, batch);
  for (const auto& share : shares) {
    if (share->together) {
      run_together(*share, sources, outputs);
    } else {
      run_apart(*share, sources, outputs);
    }
  }
  return results;
}

// What the planned engine cannot do at all; empty: nothing.
std::string obstacle(const Graph& graph, std::span<const Value> wanted) {
  for (const ScheduledNode& scheduled : schedule(graph.block(), wanted)) {
    const Node& node = *scheduled.node;
    const std::string who = fmt::format("{} ({})", printable(node.name), node.op->name);
    if (!node.graphs.empty() && !node.epilogue.empty()) return who + ": an epilogue behind subgraphs";
    for (const Output& output : node.outputs) {
      const auto dims = concrete_dims(output.type);
      if (!dims) return who + ": a shape that depends on data";
      if (std::find(dims->begin(), dims->end(), 0) != dims->end()) return who + ": an empty array";
      if (output.type.dtype == DType::string) return who + ": text";
      if (dims->size() > 6) return who + ": more than six dimensions";
    }
  }
  return {};
}

bool has_convolution(const Graph& graph, std::span<const Value> wanted) {
  const std::vector<ScheduledNode> nodes = schedule(graph.block(), wanted);
  return std::any_of(nodes.begin(), nodes.end(), [](const ScheduledNode& scheduled) { return scheduled.node->op->family == "conv"; });
}

// The same graph for one entry of the batch; null where there is no such thing.
std::shared_ptr<const Graph> graph_for_one(const Graph& graph, std::span<const Value> wanted) {
  auto one = std::make_shared<Graph>(graph);
  std::vector<Shape> shapes = input_shapes(graph);
  for (Shape& shape : shapes) {
    if (shape.empty()) return nullptr;
    shape.front() = 1;
  }
  try {
    set_input_shapes(*one, shapes);
  } catch (const Error&) {  // some shape is written out in full: the batch stays whole
    return nullptr;
  }
  if (!is_separable(graph, *one, wanted)) return nullptr;
  return one;
}

struct Crewing {
  int workers = 1;
  int together = 1;  // threads of ours on one worker
  int threads = 1;   // of oneDNN within a primitive
};

void add_share(Network& network, const Graph& graph, std::span<const Value> wanted, ConstantCache& cache, int first, int count,
               const Crewing& crewing) {
  if (count == 0) return;
  auto share = std::make_unique<Share>();
  share->first = first;
  share->count = count;
  share->together = crewing.together > 1;
  share->program.engine = dnnl::engine(dnnl::engine::kind::cpu, 0);
  const ThreadCount threads(crewing.threads);
  Lowering(graph, share->program, cache, wanted, crewing.together).run();
  // Together one image at a time: scratch memory is one per piece, not one per image.
  share->plan = plan_batches(share->program, share->together ? 1 : (count + crewing.workers - 1) / crewing.workers);
  for (int i = 0; i < crewing.workers; ++i) {
    share->workers.push_back(std::make_unique<Worker>(share->program, share->plan, crewing.threads));
  }
  network.shares.push_back(std::move(share));
}

}  // namespace

Prepared prepare_onednn(const Graph& graph, const PrepareOptions& options) {
  auto network = std::make_shared<Network>();
  network->declared = declared_inputs(graph);
  require_integer_shapes(network->declared);
  const std::vector<Value> wanted = wanted_values(graph, options.values);
  int threads = options.threads > 0 ? options.threads : available_threads();
  if (const std::string reason = obstacle(graph, wanted); !reason.empty()) {
    Prepared prepared = prepare_interpreted(graph, options, onednn_kernel(threads));
    prepared.fallbacks.push_back({"everything", "", reason});
    return prepared;
  }

  // Convolutions are divided between our own threads; a network of matrix products is faster in one piece, left to oneDNN's.
  const bool convolutional = has_convolution(graph, wanted);
  if (convolutional) network->one = graph_for_one(graph, wanted);
  if (convolutional && threads > 1) {
    network->crew = std::make_unique<Crew>(threads);
    threads = network->crew->size();
  }
  const Graph& program_graph = network->one ? *network->one : graph;
  if (network->one) network->batch = network->declared.front().type.shape.front().integer();
  const int batch = static_cast<int>(network->batch);
  ConstantCache cache;
  const int shared_out = network->one ? batch / threads * threads : 0;
  add_share(*network, program_graph, wanted, cache, 0, shared_out, {threads, 1, 1});
  const Crewing together = convolutional ? Crewing{1, threads, 1} : Crewing{1, 1, threads};
  add_share(*network, program_graph, wanted, cache, shared_out, batch - shared_out, together);
  Prepared prepared;
  prepared.fallbacks = network->shares.front()->program.fallbacks;
  prepared.run = [network](std::span<const Array> inputs) { return network->run(inputs); };
  return prepared;
}

}  // namespace nnfront::executor
