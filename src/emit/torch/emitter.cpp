#include "emit/torch/emitter.h"

#include <algorithm>

#include "emit/python/text.h"
#include "emit/torch/fold.h"
#include "emit/torch/lower.h"
#include "emit/torch/source.h"
#include "formats/safetensors.h"
#include "support/fail.h"

namespace nnfront::emit::torch {

namespace {

// The content of a member's state, and of what is inside it.
void add_tensors(const std::vector<Member>& members, std::vector<formats::safetensors::Tensor>& tensors) {
  for (const Member& member : members) {
    for (const StateEntry& entry : member.state) {
      const auto dims = integers(entry.type.shape);
      ensure(dims.has_value(), "parameters have integer shapes");
      tensors.push_back({entry.key, entry.type.dtype, *dims, [content = entry.content](const auto& sink) { content.stream(sink); }});
    }
    add_tensors(member.inside, tensors);
  }
}

// Statements whose results nobody reads.
void drop_unread(Program& program) {
  std::vector<bool> read(static_cast<std::size_t>(program.variable_count), false);
  const auto mark_reads = [&](const std::string& text) {
    for (const Mark& mark : marks_of(text)) {
      if (!mark.is_member) read[static_cast<std::size_t>(mark.number)] = true;
    }
  };
  for (const std::string& output : program.outputs) mark_reads(output);
  std::vector<Step> kept;
  for (auto step = program.steps.rbegin(); step != program.steps.rend(); ++step) {
    const bool is_read =
        std::any_of(step->makes.begin(), step->makes.end(), [&](int made) { return read[static_cast<std::size_t>(made)]; });
    if (!is_read) continue;
    mark_reads(step->text);
    kept.push_back(std::move(*step));
  }
  std::reverse(kept.begin(), kept.end());
  program.steps = std::move(kept);
}

// "MXNet 1.9.1, model-symbol.json"; file names are texts of somebody else.
std::string description_of(const Graph& graph) {
  std::string text = "A network that nnfront rebuilt";
  if (!graph.source.files.empty()) text += fmt::format(" from {}", python::plain_words(graph.source.files.front().name));
  if (!graph.source.framework.empty()) text += fmt::format(" ({})", python::plain_words(graph.source.framework));
  return text + ".";
}

Source source_of(const Graph& graph) {
  Source source;
  source.model = lower(graph);
  drop_unread(source.model);
  fold(source);
  source.names = name_rule(source.model.members);
  source.trains = graph.kind == GraphKind::reconstruct;
  source.description = description_of(graph);
  return source;
}

}  // namespace

std::string model_source(const Graph& graph) {
  return text_of(source_of(graph));
}

std::vector<std::filesystem::path> write(const Graph& graph, const std::filesystem::path& folder) {
  const Source source = source_of(graph);
  std::vector<formats::safetensors::Tensor> tensors;
  add_tensors(source.model.members, tensors);
  make_folders(folder);
  formats::safetensors::write(folder / "model.safetensors", std::move(tensors));
  write_text_file(folder / "model.py", text_of(source));
  return {folder / "model.safetensors", folder / "model.py"};
}

}  // namespace nnfront::emit::torch
