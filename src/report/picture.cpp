#include "report/picture.h"

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include <memory>
#include <mutex>

#include "support/fail.h"
#include "support/file.h"

namespace nnfront::report {

namespace {

struct RenderedData {
  char* bytes = nullptr;
  unsigned int size = 0;
  RenderedData() = default;
  RenderedData(const RenderedData&) = delete;
  RenderedData& operator=(const RenderedData&) = delete;
  ~RenderedData() { gvFreeRenderData(bytes); }
};

struct Context {
  GVC_t* gvc = gvContext();
  Agraph_t* graph = nullptr;
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() {
    if (graph != nullptr) {
      gvFreeLayout(gvc, graph);
      agclose(graph);
    }
    gvFreeContext(gvc);
  }
};

}  // namespace

namespace {

// Graphviz keeps global state: one picture at a time.
std::mutex& drawing() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

void write_picture(const Graph& graph, const std::filesystem::path& png) {
  const int operators = operator_count(graph);
  if (operators > largest_picture_operators) {
    fail(ErrorCode::unsupported, "{}: the graph has {} operators, at most {} are drawn", png.string(), operators,
         largest_picture_operators);
  }
  const std::lock_guard lock(drawing());
  agseterr(AGERR);  // warnings of the library would go to stderr
  Context context;
  const std::string text = graphviz_text(graph);
  context.graph = agmemread(text.c_str());
  ensure(context.graph != nullptr, "Graphviz reads the text that was written for it");
  if (gvLayout(context.gvc, context.graph, "dot") != 0) fail(ErrorCode::io, "Graphviz cannot lay out (is its dot plugin installed?)");
  RenderedData data;
  if (gvRenderData(context.gvc, context.graph, "png", &data.bytes, &data.size) != 0 || data.size == 0) {
    fail(ErrorCode::io, "Graphviz cannot draw PNG (is its cairo plugin installed?)");
  }
  FileWriter writer(png);
  writer.write(std::string_view(data.bytes, data.size));
  writer.commit();
}

}  // namespace nnfront::report
