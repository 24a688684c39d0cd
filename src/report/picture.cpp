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

// A graph of Graphviz with its layout.
struct Drawing {
  GVC_t* gvc;
  Agraph_t* graph;
  Drawing(GVC_t* context, const std::string& text) : gvc(context), graph(agmemread(text.c_str())) {}
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;
  ~Drawing() {
    if (graph == nullptr) return;
    gvFreeLayout(gvc, graph);
    agclose(graph);
  }
};

// Graphviz keeps global state: one picture at a time, and one context as long as the program runs, since its text plugin remembers
// fonts of contexts that have been freed (Graphviz 2.42).
struct Graphviz {
  std::mutex drawing;
  GVC_t* context = gvContext();
};

Graphviz& graphviz() {
  static Graphviz shared;
  return shared;
}

}  // namespace

void write_picture(const Graph& graph, const std::filesystem::path& png) {
  const int operators = operator_count(graph);
  if (operators > largest_picture_operators) {
    fail(ErrorCode::unsupported, "{}: the graph has {} operators, at most {} are drawn", png.string(), operators,
         largest_picture_operators);
  }
  Graphviz& shared = graphviz();
  const std::lock_guard lock(shared.drawing);
  agseterr(AGERR);  // warnings of the library would go to stderr
  const Drawing drawing(shared.context, graphviz_text(graph));
  ensure(drawing.graph != nullptr, "Graphviz reads the text that was written for it");
  if (gvLayout(drawing.gvc, drawing.graph, "dot") != 0) fail(ErrorCode::io, "Graphviz cannot lay out (is its dot plugin installed?)");
  RenderedData data;
  if (gvRenderData(drawing.gvc, drawing.graph, "png", &data.bytes, &data.size) != 0 || data.size == 0) {
    fail(ErrorCode::io, "Graphviz cannot draw PNG (is its cairo plugin installed?)");
  }
  FileWriter writer(png);
  writer.write(std::string_view(data.bytes, data.size));
  writer.commit();
}

}  // namespace nnfront::report
